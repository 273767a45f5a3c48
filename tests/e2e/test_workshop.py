"""The commands that make packs: past decisions made again, other packs tried, rule files covered."""

import json
import re
import subprocess
import time

import pytest

from harness.alerts import auth_down, database_slow
from harness.triaged import binary

pytestmark = pytest.mark.daemon

TEAM = """extends: service-errors-outage
owner: shop
reviewed: 2026-11-20
override:
  severity: {default: SEV4}
  title: Ours
remove: {signals: [SIGNAL]}
tests:
  - {name: ours, steps: [{alert: {labels: {alertname: X}}}], expect: {not_scenario: service-errors-outage}}
  - {name: ends, steps: [{alert: {labels: {alertname: AuthErrors, service: auth, severity: critical}, annotations: {summary: "auth returns HTTP 500"}}}, {resolve: {alertname: AuthErrors}}], expect: {scenario: service-errors-outage}}
"""


def rules(*arguments, within=60):
    """Runs `triaged rules ...`; (exit status, standard output, standard error)."""
    done = subprocess.run([binary(), "rules", *map(str, arguments)], capture_output=True, text=True,
                          timeout=within, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def past(launch):
    """A daemon that has decided about two alerts and a report, and has ended; its data."""
    daemon = launch()
    daemon.notify(auth_down())
    daemon.notify(database_slow("checkout"))
    assert daemon.client.post("/api/v1/reports", {"text": "the cart shows old items", "reporter": "ana"}).status == 202
    daemon.stop()
    return next(path.parent for path in daemon.workdir.rglob("journal") if path.is_dir())


def test_a_past_incident_is_explained_and_decided_again_by_the_packs_of_its_day(past):
    for incident, scenario in [("inc-1", "service-errors-outage"), ("inc-2", "database-latency")]:
        status, out, _ = rules("explain", incident, "--storage.path", past)
        assert status == 0, out
        assert out.startswith(f"{incident} was opened by record ")
        assert f"recorded: {scenario}, score " in out
        assert "»" in out and "«" in out
        assert re.search(r"decided again with the packs of that day \(digest [0-9a-f]{16}, from record 1\): the same", out)


def test_an_incident_that_never_was_is_said_to_be_none(past):
    status, _, err = rules("explain", "inc-99", "--storage.path", past)
    assert status == 2
    assert "no record of the opening of inc-99" in err
    assert rules("explain", "../x", "--storage.path", past)[0] == 2


def test_a_backtest_with_the_same_packs_changes_nothing(past):
    status, out, _ = rules("backtest", "--storage.path", past)
    assert status == 0, out
    assert "3 alerts and reports decided again" in out
    assert "0 decisions change" in out
    assert "incidents: 3 then, 3 now" in out


def test_a_backtest_shows_each_change_with_both_explanations(past, tmp_path):
    pack = tmp_path / "packs" / "own"
    pack.mkdir(parents=True)
    (pack / "odd.yaml").write_text(
        "id: odd\nmaturity: sandbox\nsignals:\n"
        "  - {id: fails, field: text, pattern: '(?i)http 500', weight: 9000}\n")
    status, out, _ = rules("backtest", "--storage.path", past, "--rules", tmp_path / "packs")
    assert status == 1
    assert re.search(r"\n  1  service-errors-outage SEV\d -> odd SEV\d\n", out)
    assert re.search(r"then: score \d+: .*\n +now:  score 9000: fails \(9000\) in annotation:summary \"HTTP 500\"", out)


def test_a_diff_names_what_changed_and_what_is_answered_otherwise(tmp_path):
    for name, weight, word, step in [("a", 120, "foo", "Look"), ("b", 130, "food", "Look twice")]:
        (tmp_path / name).mkdir()
        (tmp_path / name / "s.yaml").write_text(
            f"id: s\nmaturity: sandbox\nsignals:\n  - {{id: x, field: text, pattern: {word}, weight: {weight}}}\n"
            f"steps: {{detect: [{{id: look, kind: confirm, text: '{step}', done: seen}}]}}\n")
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps({"id": "l1", "report": "foo"}) + "\n" + json.dumps({"id": "l2", "report": "bar"}) + "\n")
    status, out, _ = rules("diff", tmp_path / "a", tmp_path / "b", "--alerts", lines)
    assert status == 1
    assert "  signal x weight: 120 -> 130\n" in out
    assert "  signal x pattern: foo -> food\n" in out
    assert "  step look text: Look -> Look twice\n" in out
    assert "1 of 2 lines are answered otherwise" in out
    assert "1  s -> generic" in out
    assert rules("diff", tmp_path / "a", tmp_path / "a")[0] == 0


RULES = """apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: shop}
spec:
  groups:
    - name: shop
      rules:
        - record: job:x:rate5m
          expr: sum(rate(x[5m]))
        - alert: DatabaseQueryLatencyHigh
          expr: histogram_quantile(0.99, pg_query_duration_seconds_bucket) > 1
          labels: {severity: critical}
          annotations: {summary: "PostgreSQL queries on {{ $labels.instance }} are slow"}
        - alert: FlangeWobbles
          expr: flange_wobble > 3
          annotations: {summary: "flange {{ $labels.flange }} wobbles"}
---
groups:
  - name: second
    rules:
      - {alert: Watchdog, expr: vector(1), labels: {severity: none}}
"""


def test_coverage_reads_rule_files_and_gives_skeletons_that_load(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "rules.yaml").write_text(RULES)
    out_dir = tmp_path / "packs" / "own"
    status, out, _ = rules("coverage", tmp_path / "in", "--skeletons", out_dir)
    assert status == 0
    assert "database-latency: 1\n  DatabaseQueryLatencyHigh\n" in out
    assert "generic: 1\n  FlangeWobbles\n" in out
    assert "none: 1\n  Watchdog\n" in out
    assert "2 of 3 alerts have a scenario, 1 fall to the generic card" in out
    assert [path.name for path in out_dir.iterdir()] == ["flange-wobbles.yaml"]
    assert rules("test", tmp_path / "packs")[:2] == (0, "1 passed, 0 failed\n")


def test_coverage_counts_the_alerts_of_a_journal(past):
    status, out, _ = rules("coverage", "--storage.path", past, "--output", "json")
    assert status == 0
    found = json.loads(out)
    assert found["alerts"] == 2
    assert found["scenarios"]["service-errors-outage"] == [{"alertname": "AuthServiceHighErrorRate", "count": 1}]


RUNBOOK = """# FlangeWobbles

## Meaning

The flange wobbles more than it should. It's {{ $value }} now.

## Impact

Bottles break.

## Diagnosis

- Look at the [wobble dashboard](https://wiki.test/x): which flange?
- Check the bearings:

```
$ kubectl get flange -A
```

## Mitigation

1. Slow the belt down
2. Restart the press, it may help although it takes a long time, and tell everybody who works at the belt before you do
"""


def test_a_runbook_becomes_a_scenario_that_loads_and_keeps_its_source(tmp_path):
    runbook = tmp_path / "FlangeWobbles.md"
    runbook.write_text(RUNBOOK)
    status, out, _ = rules("import", runbook)
    assert status == 0
    assert "id: flange-wobbles\n" in out
    assert "text: 'Look at the wobble dashboard: which flange?'" in out
    assert "command: 'kubectl get flange -A'" in out
    assert "text: 'Slow the belt down'" in out
    assert "# 1. Slow the belt down\n" in out
    pack = tmp_path / "packs" / "own"
    pack.mkdir(parents=True)
    (pack / "flange-wobbles.yaml").write_text(out)
    assert rules("test", tmp_path / "packs")[:2] == (0, "1 passed, 0 failed\n")


def test_evaluate_says_how_often_sure_is_right_and_what_a_signal_could_use(tmp_path):
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "press.yaml").write_text(
        "id: press\nmaturity: sandbox\nsignals:\n  - {id: x, field: text, pattern: press, weight: 120}\n")
    lines = tmp_path / "lines.jsonl"
    entries = [("a", "the press stands", "press"),
               ("b", "the flange wobbles badly", "flange"),
               ("c", "the flange wobbles again", "flange")]
    lines.write_text("".join(json.dumps({"id": i, "report": r, "scenario": s}) + "\n" for i, r, s in entries))
    status, out, _ = rules("evaluate", lines, "--rules", tmp_path)
    assert status == 0
    assert "3 lines: exact 33.3 %" in out
    assert "when it says sure: right 100.0 % of 1" in out
    assert re.search(r"2  flange -> generic\n +lines: b, c\n +words: flange \(2\), wobbles \(2\)", out)
    found = json.loads(rules("evaluate", lines, "--rules", tmp_path, "--output", "json")[1])
    assert found["sure"] == {"total": 1, "acceptable": 1.0}
    assert found["confusions"][0]["examples"] == ["b", "c"]


def test_an_explanation_marks_what_matched_and_says_what_the_others_lacked(tmp_path):
    pack = tmp_path / "p"
    pack.mkdir()
    for name, more in [("a", ""), ("b", "  - {id: y, field: expr, pattern: 'rate', weight: 90}\n")]:
        (pack / f"{name}.yaml").write_text(
            f"id: {name}\nmaturity: sandbox\nsignals:\n"
            f"  - {{id: x, field: text, pattern: '(?i)dead lock', weight: {120 if name == 'a' else 50}}}\n{more}")
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps({"id": "l", "alert": {"labels": {}, "annotations": {"summary": "Many Dead locks seen"}}}))
    _, out, _ = rules("explain", lines, "--rules", tmp_path)
    assert "l: a, score 120\n  + x (120) in annotation:summary: Many »Dead lock«s seen\n" in out
    assert "  b: 50 of 100\n" in out
    assert "    needs 50 more to be a candidate\n    lacked y (90): expr has no /rate/\n" in out


def test_coverage_of_tests_names_signals_and_steps_that_no_test_needs(tmp_path):
    pack = tmp_path / "p"
    pack.mkdir()
    (pack / "s.yaml").write_text(
        "id: s\nmaturity: sandbox\nsignals:\n"
        "  - {id: x, field: text, pattern: foo, weight: 120}\n  - {id: y, field: text, pattern: bar, weight: 20}\n"
        "facts: [{name: colour, from: [report], pattern: '(red)'}]\n"
        "steps: {detect: [{id: look, kind: confirm, text: Look, done: seen},"
        " {id: red, kind: confirm, text: Look, done: seen, when: {colour: known}}]}\n"
        "tests: [{name: t, steps: [{report: foo}], expect: {scenario: s}}]\n")
    status, out, _ = rules("test", tmp_path, "--coverage")
    assert status == 0
    assert "  s: signals 1/2, never: y\n  s: steps 1/2, never: red\n" in out


def test_a_failed_test_shows_the_nearest_line(tmp_path):
    pack = tmp_path / "p"
    pack.mkdir()
    (pack / "s.yaml").write_text(
        "id: s\nmaturity: sandbox\ntitle: 'The press of {{target}} stands'\nsignals:\n"
        "  - {id: x, field: text, pattern: foo, weight: 120}\n"
        "tests: [{name: t, steps: [{report: foo}], expect: {scenario: s, card_has: [The press of hall 3 stands]}}]\n")
    status, out, _ = rules("test", tmp_path)
    assert status == 1
    assert "the card lacks\n      wanted:  The press of hall 3 stands\n      nearest: " in out
    assert "The press of an unknown service stands" in out


def test_a_thousand_tests_run_in_two_seconds(tmp_path):
    pack = tmp_path / "p"
    pack.mkdir()
    tests = "".join(
        f"  - {{name: t{i}, steps: [{{alert: {{labels: {{alertname: foo{i}, service: s{i}}}}}}},"
        f" {{after: 5m, resolve: {{service: s{i}}}}}], expect: {{scenario: s, status: resolved}}}}\n" for i in range(1000))
    (pack / "s.yaml").write_text(
        "id: s\nmaturity: sandbox\nsignals:\n  - {id: x, field: text, pattern: foo, weight: 120}\ntests:\n" + tests)
    begin = time.monotonic()
    status, out, _ = rules("test", tmp_path)
    assert (status, out) == (0, "1000 passed, 0 failed\n")
    assert time.monotonic() - begin < 2


def test_a_team_adapts_a_shipped_scenario_from_a_folder_of_its_own(tmp_path):
    pack = tmp_path / "team"
    pack.mkdir()
    (pack / "service-errors-outage.yaml").write_text(TEAM.replace("remove: {signals: [SIGNAL]}\n", ""))
    done = subprocess.run([binary(), "check", "rules", tmp_path], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0
    assert "warning" not in done.stdout and "shipped:" not in done.stdout
    assert rules("test", tmp_path)[:2] == (0, "2 passed, 0 failed\n")
