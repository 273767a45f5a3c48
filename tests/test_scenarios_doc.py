"""docs/scenarios.md is generated from the packs: what is covered, with the first check and the fastest way out.

`UPDATE_SCENARIOS=1 ./dev test -k scenarios_doc` writes it anew.
"""

import os
import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "scenarios.md"
PHASES = ("detect", "evaluate", "troubleshoot", "execute", "communicate", "track")
NOT_LISTED = ("generic", "none")

HEAD = """# What is covered

Generated from `rules/` by `tests/test_scenarios_doc.py`; do not edit. Names in braces are values of the alert. The numbers are
the steps of a scenario's list by phase: Detect & Define, Evaluate & Escalate, Troubleshoot & Triage, Execute & Experiment,
Communicate & Contain, Track & Terminate; which of them a card shows depends on what the alert says. Whatever no scenario
recognises gets the generic list.
"""


def load(path):
    """One YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def library_of(pack):
    """Steps by id: the pack's own, else those of the pack generic."""
    steps = {}
    for name in ("generic", pack):
        path = ROOT / "rules" / name / "library.yaml"
        if path.exists():
            steps.update({step["id"]: step for step in load(path).get("steps", [])})
    return steps


def steps_of(scenario, library):
    """(phase, step) in order, with what the library says filled in."""
    for phase in PHASES:
        for step in scenario.get("steps", {}).get(phase, []):
            yield phase, {**library.get(step.get("use"), {}), **step}


def readable(text):
    """Without mustache sections; {{name}} becomes {name}."""
    text = re.sub(r"\{\{\^(\w+)\}\}.*?\{\{/\1\}\}", "", text)
    text = re.sub(r"\{\{[#/]\w+\}\}", "", text)
    return re.sub(r"\{\{(\w+)[^}]*\}\}", r"{\1}", text).replace("|", "\\|")


def row(path, library):
    """One line of a pack's table."""
    scenario = load(path)
    steps = list(steps_of(scenario, library))
    first = next(step["text"] for _, step in steps)
    ways = [step for phase, step in steps if phase == "execute" and step.get("kind") == "mitigate"]
    way = ways[0]["text"] if ways else "-"
    counts = " ".join(str(sum(1 for phase, _ in steps if phase == each)) for each in PHASES)
    return (f"| `{scenario['id']}` | {scenario['summary']} | {readable(first)} | {readable(way)} "
            f"| {counts} |")


def page():
    """The whole text."""
    out = [HEAD]
    for folder in sorted(path for path in (ROOT / "rules").iterdir() if path.is_dir()):
        files = [f for f in sorted(folder.glob("*.yaml"))
                 if f.stem != "library" and f.stem not in NOT_LISTED]
        if not files:
            continue
        library = library_of(folder.name)
        out += [f"## {folder.name}", "", "| scenario | is | first check | fastest way out | D E T E C T |",
                "|---|---|---|---|---|"]
        out += [row(f, library) for f in files] + [""]
    return "\n".join(out)


def test_the_page_says_what_the_packs_cover():
    text = page()
    if os.environ.get("UPDATE_SCENARIOS"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.exists() and PAGE.read_text(encoding="utf-8") == text, \
        "docs/scenarios.md is not what rules/ says; UPDATE_SCENARIOS=1 writes it anew"
