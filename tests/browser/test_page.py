"""Replies against the API's description, and pages against hostile strings.

Needs RENDER_SAMPLES, the path of the program that writes them (CTest sets it).
"""
import json
import os
import pathlib
import re
import subprocess

import jsonschema
import pytest

import hostile

ROOT = pathlib.Path(__file__).resolve().parents[2]
OPENAPI = json.loads((ROOT / "config" / "openapi.json").read_text())


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    directory = tmp_path_factory.mktemp("site")
    strings = directory / "strings.json"
    strings.write_text(json.dumps(hostile.SEEDS))
    subprocess.run([os.environ["RENDER_SAMPLES"], directory, strings], check=True)
    return directory


def validator(name):
    schema = {"$ref": f"#/components/schemas/{name}", "components": OPENAPI["components"]}
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def test_every_schema_is_a_schema():
    for schema in OPENAPI["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere():
    for target in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(OPENAPI)):
        place = OPENAPI
        for part in target.split("/"):
            assert part in place, target
            place = place[part]


def test_every_reply_is_as_described(site):
    seen = set()
    for path in (site / "replies").iterdir():
        name = path.stem.split("-")[-1]
        seen.add(name)
        errors = [f"{list(e.absolute_path)}: {e.message[:200]}" for e in
                  validator(name).iter_errors(json.loads(path.read_text(encoding="utf-8")))]
        assert not errors, (path.name, errors[:3])
    assert seen == {"IncidentList", "Incident", "AlertPage", "Timeline", "Explain", "Card", "Preview", "Error",
                    "Accepted", "ReportAccepted"}


def test_a_reply_that_differs_is_noticed():
    good = {"error": "x", "reason": "y"}
    assert not list(validator("Error").iter_errors(good))
    assert list(validator("Error").iter_errors({**good, "more": 1}))
    assert list(validator("Error").iter_errors({"error": "x"}))


def test_no_hostile_string_becomes_markup(site):
    pages = sorted(site.glob("hostile-*.html"))
    assert len(pages) == 4 * len(hostile.SEEDS) and len(set(hostile.SEEDS)) == 200
    for page in pages:
        assert hostile.search_text(page.read_text(encoding="utf-8")) == [], page.name


def test_the_markup_is_the_same_whatever_the_texts_say(site):
    """An empty text leaves whole elements out, so blank ones are not compared."""
    for kind in ("index", "incident", "preview", "error"):
        shapes = {}
        for page in site.glob(f"hostile-*-{kind}.html"):
            number = int(page.name.split("-")[1])
            if hostile.SEEDS[number].strip():
                shapes.setdefault(tuple(hostile.shape(page.read_text(encoding="utf-8"))), []).append(page.name)
        largest = max(shapes.values(), key=len)
        others = [names for names in shapes.values() if names is not largest]
        assert not others, (kind, [hostile.SEEDS[int(n.split("-")[1])][:40] for names in others for n in names][:5])


@pytest.mark.parametrize("injected", [
    "<img src=x>", "<p onclick=x>", "<a href=\"javascript:x\">", "<script src=//evil.example></script>", "<!-- x -->", "<p id=x style=y>",
    "<form action=//evil.example>", "\u202e", "<script>x</script>", "</xmp>"])
def test_the_search_finds_what_does_not_belong(injected):
    assert hostile.search_text(f"<!doctype html><p>{injected}</p>")
