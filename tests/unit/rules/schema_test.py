"""What an editor says about packs: the shipped files are valid, and a slip is not."""
import copy
import json
import pathlib
import re

import jsonschema
import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "config" / "schema" / "scenario.v1.json").read_text())
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
FILES = sorted((ROOT / "rules").glob("*/*.yaml"))
SCENARIO = ROOT / "rules" / "generic" / "generic.yaml"
LIBRARY = {"steps": [{"id": "look", "kind": "confirm", "text": "Look"}]}


class Yaml12(yaml.SafeLoader):
    """As editors read: yes and no are words, a date is a text, octal is not special."""


Yaml12.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?[0-9]+\.[0-9]+$", "-+0123456789"),
]:
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


def load(text):
    return yaml.load(text, Yaml12)


def faults(document):
    return [f"{list(e.absolute_path)}: {e.message[:200]}" for e in VALIDATOR.iter_errors(document)]


def readme_example():
    """The example, with what it leaves out as `...` filled in."""
    text = (ROOT / "rules" / "README.md").read_text()
    example = text.split("```yaml\n", 1)[1].split("```", 1)[0]
    example = example.replace("[...]", "[{use: say-severity}]")
    return re.sub(r"(?m)^( +)\.\.\.$", r'\1done: "the origin answers"', example)


def edited(*path, value):
    """The shipped generic scenario with one value set, or gone where it is None."""
    document = copy.deepcopy(load(SCENARIO.read_text()))
    place = document
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


def test_the_schema_is_draft_07():
    jsonschema.Draft7Validator.check_schema(SCHEMA)


def test_there_are_files_to_look_at():
    assert len(FILES) >= 3


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_shipped_file_is_valid_and_names_its_schema(path):
    text = path.read_text()
    assert not faults(load(text))
    first = text.splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (path.parent / first.split("=", 1)[1]).resolve() == ROOT / "config" / "schema" / "scenario.v1.json"


def test_the_example_of_the_readme_is_valid():
    document = load(readme_example())
    assert document["id"] == "cache-stampede"
    assert not faults(document)


def test_every_key_the_schema_knows_stands_in_the_readme():
    text = (ROOT / "rules" / "README.md").read_text()
    for key in SCHEMA["definitions"]["scenario"]["properties"]:
        assert re.search(rf"(?m)^{key}:", text), key
    for key in SCHEMA["definitions"]["step"]["properties"]:
        assert re.search(rf"\b{key}\b", text), key
    for key in SCHEMA["definitions"]["adaptation"]["properties"]:
        assert re.search(rf"\b{key}:", text), key


def test_every_object_is_closed_and_every_key_of_a_file_described():
    def walk(node):
        if isinstance(node, list):
            for each in node:
                walk(each)
        if not isinstance(node, dict):
            return
        if node.get("type") == "object":
            assert "additionalProperties" in node
        if node.get("additionalProperties") is False:
            for key, value in node["properties"].items():
                assert "description" in value or "$ref" in value or key == "not", key
        for each in node.values():
            walk(each)

    walk(SCHEMA["definitions"])


STEP = ("steps", "execute", 0)


@pytest.mark.parametrize(
    "path, value",
    [
        (("treshold",), 100),
        (("id",), "Has Spaces"),
        (("id",), None),
        (("title",), None),
        (("title",), "{{{alertname}}}"),
        (("symptom",), "slow"),
        (("reviewed",), "last week"),
        (("maturity",), "mature"),
        (("threshold",), "high"),
        (("threshold",), 0),
        (("severity", "default"), "SEV9"),
        (("severity", "rise"), []),
        (("impact", 0, "txt"), "x"),
        (("impact",), []),
        (("impact", 0, "when"), {"ratio": "maybe"}),
        (("impact", 0, "when"), {"ratio": {"nor": ["a"]}}),
        (("impact", 0, "when"), {"No-Name": "known"}),
        (("escalate", 0, "urgency"), "now"),
        (("escalate", 0, "why"), None),
        (("hypotheses", 0, "check"), None),
        (("hypotheses",), [{"id": "a", "text": "b", "check": "c"}]),
        (("questions", 0, "changes"), None),
        (("steps", "exekute"), []),
        (("steps", "track"), None),
        (("steps", "track"), []),
        (STEP + ("bakout",), "x"),
        (STEP + ("backout",), None),
        (STEP + ("kind",), "heal"),
        (STEP + ("done",), None),
        (STEP + ("time_box",), "5 min"),
        (STEP + ("time_box",), 5),
        (STEP + ("risky",), "yes"),
        (STEP + ("evidence",), "rumour"),
        (STEP + ("use",), "../x"),
        (("communicate", "chanel"), "x"),
        (("follow_ups", 0, "kind"), "blame"),
        (("signals",), [{"id": "a", "field": "labels:x", "pattern": "x", "weight": 1}]),
        (("signals",), [{"id": "a", "field": "any", "pattern": "x" * 1025, "weight": 1}]),
        (("signals",), [{"id": "a", "field": "any", "pattern": "x", "weight": 1.5}]),
        (("signals",), [{"id": "a", "field": [], "pattern": "x", "weight": 1}]),
        (("facts",), [{"name": "a", "from": ["any"], "value": "x"}]),
        (("tests", 0, "expects"), {}),
        (("tests", 0, "expect"), {}),
        (("tests", 0, "expect", "status"), "open"),
        (("tests", 0, "steps", 0, "resolve"), {"a": "b"}),
        (("tests", 0, "steps"), [{"action": "done"}]),
        (("tests", 0, "steps"), [{"action": "ack"}]),
        (("tests", 0, "steps"), [{"alert": {"label": {}}}]),
    ],
)
def test_a_slip_is_refused(path, value):
    assert faults(edited(*path, value=value))


COMMANDS = {"by": "engine", "redis": "redis-cli info stats", "otherwise": "uptime"}


def test_a_step_has_one_command_or_one_per_value_of_a_fact():
    step = dict(load(SCENARIO.read_text())["steps"]["execute"][0])
    step.pop("command", None)
    for keys, right in [
        ({"commands": COMMANDS}, True),
        ({"command": "uptime"}, True),
        ({"commands": COMMANDS, "command": "uptime"}, False),
        ({"commands": {"redis": "x"}}, False),
        ({"commands": {"by": "engine"}}, False),
        ({"commands": {"by": "No Fact", "redis": "x"}}, False),
        ({"commands": {"by": "engine", "redis": ["x"]}}, False),
    ]:
        assert (not faults(edited(*STEP, value={**step, **keys}))) == right, keys


def test_a_scenario_takes_over_a_list_of_facts_by_its_name():
    assert not faults(edited("facts", value=[{"use": "engine"}]))
    assert faults(edited("facts", value=[{"use": "engine", "name": "x"}]))
    assert faults(edited("facts", value=[{"use": "Not A Name"}]))


ADAPTATION = {
    "extends": "database-latency",
    "owner": "us",
    "append": {
        "signals": [{"id": "a", "field": "any", "pattern": "x", "weight": 1}],
        "hypotheses": [{"id": "h", "text": "a", "check": "b"}],
        "steps": {"execute": [{"id": "s", "kind": "notify", "text": "Tell", "done": "d", "before": "t"}]},
    },
    "override": {"title": "x", "steps": {"t": {"command": "uptime"}}, "signals": {"b": {"weight": 3}}},
    "remove": {"steps": ["u"]},
}


def test_an_adaptation_appends_overrides_and_removes():
    assert not faults(ADAPTATION)
    for path, value in [
        (("title",), "x"),
        (("extends",), "No Id"),
        (("append", "title"), "x"),
        (("override", "steps", "t", "id"), "x"),
        (("override", "signals", "b", "id"), "x"),
        (("override", "facts"), []),
        (("remove", "steps"), {"u": None}),
    ]:
        document = copy.deepcopy(ADAPTATION)
        place = document
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        assert faults(document), path


def test_a_library_holds_steps_and_facts_and_nothing_else():
    assert not faults(LIBRARY)
    rule = {"name": "engine", "from": ["any"], "pattern": "redis", "value": "redis"}
    assert not faults({"facts": {"engine": [rule]}})
    assert faults({"facts": {"engine": [{"use": "other"}]}})
    assert faults({"facts": {"Engine": [rule]}})
    assert faults({"facts": {"engine": rule}})
    assert faults({**LIBRARY, "title": "x"})
    assert faults({"steps": [{**LIBRARY["steps"][0], "use": "other"}]})
    assert faults({"steps": [{"id": "look", "text": "Look"}]})
