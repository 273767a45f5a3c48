"""The API says what it says it says: every GET reply fits the document the daemon serves."""

import copy
import re

import jsonschema
import pytest

from harness.alerts import auth_down

pytestmark = pytest.mark.daemon

PROMISED = [
    "/api/v1/incidents", "/api/v1/incidents/{id}", "/api/v1/incidents/{id}/alerts",
    "/api/v1/incidents/{id}/timeline", "/api/v1/incidents/{id}/explain",
    "/api/v1/incidents/{id}/card", "/api/v1/openapi.json",
]
ENDLESS = {"/api/v1/stream"}


class Described:
    """The daemon with one incident, and its own description of its API."""

    def __init__(self, daemon, incident):
        self.daemon = daemon
        self.incident = incident
        self.document = daemon.client.get("/api/v1/openapi.json").json()

    def path(self, template):
        """A concrete path for a template."""
        return re.sub(r"\{[^}]+\}", self.incident, template)

    def operation(self, template):
        """The GET operation of a template, whatever the name of its parameter."""
        wanted = re.sub(r"\{[^}]+\}", "{}", template)
        for path, item in self.document["paths"].items():
            if re.sub(r"\{[^}]+\}", "{}", path) == wanted and "get" in item:
                return item["get"]
        raise AssertionError(f"GET {template} is not described")


@pytest.fixture
def described(launch):
    """A daemon that has something to show."""
    daemon = launch()
    daemon.notify(auth_down())
    incident = daemon.incidents("open")[0]["id"]
    daemon.act(incident, "take")
    return Described(daemon, incident)


def test_every_promised_route_is_described(described):
    for template in PROMISED:
        described.operation(template)


def test_every_get_reply_fits_its_schema(described):
    checked = []
    for template, item in described.document["paths"].items():
        if "get" not in item or template in ENDLESS:
            continue
        answer = described.daemon.client.get(described.path(template))
        assert answer.status == 200, (template, answer)
        schema = json_schema(described, template)
        if schema is not None:
            validate(described.document, schema, answer.json(), template)
            checked.append(template)
    assert len(checked) >= 6, checked


def test_an_unknown_incident_is_an_error_of_the_described_shape(described):
    answer = described.daemon.client.get("/api/v1/incidents/inc-999999")
    assert answer.status == 404
    assert set(answer.json()) >= {"error", "reason"}


def json_schema(described, template):
    """The schema of the JSON reply, None where the reply is something else."""
    reply = described.operation(template)["responses"]["200"]
    content = resolve(described.document, reply).get("content", {})
    return content.get("application/json", {}).get("schema")


def resolve(document, node):
    """Follows one local reference."""
    if "$ref" not in node:
        return node
    target = document
    for part in node["$ref"].lstrip("#/").split("/"):
        target = target[part]
    return target


def validate(document, schema, value, template):
    """Validates a value; the document itself is where references lead."""
    whole = {**plain(document), **plain(schema)}
    errors = list(jsonschema.Draft202012Validator(whole).iter_errors(value))
    assert not errors, f"{template}: {[e.message[:300] for e in errors[:3]]}"


def plain(node):
    """OpenAPI 3.0's `nullable` as JSON Schema knows it."""
    node = copy.deepcopy(node)
    if isinstance(node, dict):
        if node.pop("nullable", False) is True and "type" in node:
            node["type"] = [node["type"], "null"]
        return {key: plain(value) for key, value in node.items()}
    return [plain(item) for item in node] if isinstance(node, list) else node
