#!/usr/bin/python3
"""In place of diff for 'kubectl diff LIVE MERGED': GitOps tools look at no status, as it may change between the two, nor at what their rules leave
out. DIFF_IGNORED: JSON, pointers by kind and name."""
import difflib
import json
import os
import sys
from pathlib import Path

import yaml


IGNORED = json.loads(os.environ.get("DIFF_IGNORED", "{}"))


def remove(item, pointer):
    *path, last = pointer.strip("/").split("/")
    for key in path:
        item = item.get(key, {})
    item.pop(last, None)


def lines(file):
    item = yaml.safe_load(file.read_text()) if file.exists() else {}
    for pointer in IGNORED.get(f"{item.get('kind')}/{item.get('metadata', {}).get('name')}", []):
        remove(item, pointer)
    item.pop("status", None)
    for field in ("generation", "resourceVersion", "managedFields"):
        item.get("metadata", {}).pop(field, None)
    return yaml.safe_dump(item).splitlines()


live, merged = map(Path, sys.argv[1:])
names = sorted({file.name for folder in (live, merged) for file in folder.iterdir()})
changes = [line for name in names for line in difflib.unified_diff(lines(live / name), lines(merged / name), name, name, lineterm="")]
print("\n".join(changes))
sys.exit(1 if changes else 0)
