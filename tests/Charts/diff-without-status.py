#!/usr/bin/python3
"""In place of diff for 'kubectl diff LIVE MERGED': GitOps tools look at no status, and it may change between the two."""
import difflib
import sys
from pathlib import Path

import yaml


def lines(file):
    item = yaml.safe_load(file.read_text()) if file.exists() else {}
    item.pop("status", None)
    for field in ("resourceVersion", "managedFields"):
        item.get("metadata", {}).pop(field, None)
    return yaml.safe_dump(item).splitlines()


live, merged = map(Path, sys.argv[1:])
names = sorted({file.name for folder in (live, merged) for file in folder.iterdir()})
changes = [line for name in names for line in difflib.unified_diff(lines(live / name), lines(merged / name), name, name, lineterm="")]
print("\n".join(changes))
sys.exit(1 if changes else 0)
