#!/usr/bin/env python3
"""Writes the table of the chart's values into its README, from the comments of values.yaml. With --check it only tells whether it is right."""
import re
import sys
from pathlib import Path

CHART = Path(__file__).resolve().parents[2] / "charts/inference-endpoints"
BEGIN, END = "<!-- values -->", "<!-- end of values -->"


def rows():
    """A row for every value: what the comment above it says. One without a comment belongs to a value above it that has one."""
    path, comment, described = [], [], set()
    for line in (CHART / "values.yaml").read_text().splitlines()[2:]:
        if match := re.match(r"\s*# (.*)", line):
            comment.append(match[1])
        elif match := re.match(r"( *)(\w+):\s*(.*)", line):
            path = path[: len(match[1]) // 2] + [match[2]]
            if comment:
                described.add(tuple(path))
                value = f"`{match[3]}`" if match[3] not in ("", '""', "null") else "" if match[3] else "see values.yaml"
                yield f"| `{'.'.join(path)}` | {value} | {' '.join(comment)} |"
            elif match[3] and not any(tuple(path[:depth]) in described for depth in range(1, len(path))):
                sys.exit(f"values.yaml says nothing of {'.'.join(path)}: write a comment above it")
            comment = []


def main():
    readme = CHART / "README.md"
    text = readme.read_text()
    table = "\n".join(["| value | default | |", "| --- | --- | --- |", *rows()])
    before, rest = text.split(BEGIN)
    wanted = f"{before}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}"
    if wanted == text:
        return 0
    if "--check" in sys.argv:
        print("the table of charts/inference-endpoints/README.md is not what values.yaml says: run tests/Charts/document-values.py")
        return 1
    readme.write_text(wanted)
    return 0


sys.exit(main())
