"""The files people start from: they are what their schemas say, and the schemas refuse what is wrong."""
import copy
import json
import pathlib

import jsonschema
import pytest
import yaml

CONFIG = pathlib.Path(__file__).resolve().parents[3] / "config"
SCHEMA = json.loads((CONFIG / "schema" / "triaged.v1.json").read_text())
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
SLACK = yaml.safe_load((CONFIG / "examples" / "slack.yml").read_text())


def test_the_schema_is_draft_07():
    jsonschema.Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", ["triaged.yml", "examples/slack.yml"])
def test_a_file_we_ship_is_valid(path):
    text = (CONFIG / path).read_text()
    assert not [e.message for e in VALIDATOR.iter_errors(yaml.safe_load(text))]
    first = text.splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert ((CONFIG / path).parent / first.split("=", 1)[1]).resolve() == CONFIG / "schema" / "triaged.v1.json"


def test_every_commented_example_is_valid_too():
    """What stands behind a # can be put in front of it."""
    text = (CONFIG / "triaged.yml").read_text()
    blocks, block = [], []
    for line in text.splitlines():
        if line.startswith("# ") and (line[2:].split(":")[0] in SCHEMA["properties"] or block):
            block.append(line[2:])
        elif block:
            blocks.append("\n".join(block))
            block = []
    assert len(blocks) >= 3
    for one in blocks:
        assert not [e.message for e in VALIDATOR.iter_errors(yaml.safe_load(one))], one


def change(path, value):
    out = copy.deepcopy(SLACK)
    place = out
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return out


@pytest.mark.parametrize("path,value", [
    (["chat"], []), (["chats", 0, "typ"], "slack"), (["chats", 0, "type"], "irc"), (["chats", 0, "bot_token"], "xoxb-1"),
    (["routes", 0, "mode"], "loud"), (["routes", 0, "post_from"], "SEV0"), (["routes", 0, "match"], ["team"]),
    (["severity", "map", "critical"], "bad"), (["tools", "logs"], "javascript:alert(1)"), (["limits"], {"alert_body": "32 MB"}),
    (["heartbeat"], {"interval": "60s"}), (["heartbeat"], {"url_file": "/f", "interval": "60"}), (["display"], {"labels": "fancy"}),
    (["sources", 0, "auth"], {}), (["sources", 0, "auth"], {"bearer_token": "a", "basic": {"username": "u", "password": "p"}}),
    (["sources", 0, "auth"], {"hmac": {"header": "X"}}), (["sources", 0, "mapping"], {"alerts": "items"})])
def test_a_mistake_is_refused(path, value):
    assert list(VALIDATOR.iter_errors(change(path, value)))


@pytest.mark.parametrize("auth", [
    {"bearer_token_file": "/f"}, {"bearer_token": "t"}, {"basic": {"username": "u", "password_file": "/f"}},
    {"hmac": {"header": "X-Signature", "secret_file": "/f", "prefix": "sha256=", "encoding": "hex"}}])
def test_every_way_to_authenticate_is_known(auth):
    assert not list(VALIDATOR.iter_errors(change(["sources", 0, "auth"], auth)))


def test_the_slack_manifest_asks_for_the_least():
    manifest = json.loads((CONFIG / "slack-manifest.json").read_text())
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == {
        "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "groups:history", "groups:read", "im:write", "reactions:read"}
    assert "user" not in manifest["oauth_config"]["scopes"]
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert 175 <= len(manifest["display_information"]["long_description"]) <= 4000
    assert len(manifest["display_information"]["description"]) <= 140
