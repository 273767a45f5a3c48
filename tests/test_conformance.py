"""The conformance report believes only tests that ran, and no tag it does not know."""

import subprocess
import sys
from pathlib import Path

import pytest

REPORT = Path(__file__).with_name("conformance.py")
ROWS = "# a comment\nH1 words\nS1-T3/deploy first\nS1-T3/nodeploy not\n"
CATCH = ('TEST_CASE("rollback first " "after a deploy", "[rules][S1-T3/deploy]") {}\n'
         'TEST_CASE("not first", "[S1-T3/nodeploy]") {}\n')
PYTHON = ('import pytest\n@pytest.mark.row("H1")\n@pytest.mark.parametrize("n", [1, 2])\n'
          'def test_generic(n):\n    pass\n')


@pytest.fixture
def project(tmp_path):
    """A tiny project with two Catch2 tests and one pytest test."""
    for path, text in {"rows.txt": ROWS, "tests/unit/a_test.cc": CATCH,
                       "tests/e2e/test_a.py": PYTHON}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "build/results").mkdir(parents=True)
    return tmp_path


def case(name, classname, inside=""):
    return f'<testcase name="{name}" classname="{classname}">{inside}</testcase>'


ALL = [case("rollback first after a deploy/by age", "unit.global"),
       case("not first", "unit.global"),
       case("test_generic[1]", "tests.e2e.test_a"), case("test_generic[2]", "tests.e2e.test_a")]


def report(project, cases):
    """Runs the report over some results."""
    xml = f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>"
    (project / "build/results/all.xml").write_text(xml)
    return subprocess.run(
        [sys.executable, REPORT, "--root", project, "--rows", project / "rows.txt"],
        capture_output=True, text=True)


@pytest.mark.row("PR5/report")
def test_a_row_passes_when_all_its_parts_have_passed(project):
    done = report(project, ALL)
    assert done.returncode == 0
    assert "2 rows: 2 pass, 0 fail, 0 missing" in done.stdout


@pytest.mark.row("PR5/report")
def test_a_row_is_missing_when_one_part_did_not_run_or_was_skipped(project):
    assert "1 pass, 0 fail, 1 missing" in report(project, ALL[:1] + ALL[2:]).stdout
    skipped = [case("test_generic[1]", "tests.e2e.test_a", "<skipped/>")]
    done = report(project, ALL[:2] + skipped)
    assert done.returncode == 0 and "1 pass, 0 fail, 1 missing" in done.stdout


@pytest.mark.row("PR5/report")
def test_one_failed_test_fails_its_row_and_the_report(project):
    done = report(project, [*ALL, case("test_generic[3]", "tests.e2e.test_a", "<failure/>")])
    assert done.returncode == 1 and "1 pass, 1 fail, 0 missing" in done.stdout


@pytest.mark.row("PR5/report")
@pytest.mark.parametrize("tag", ["S1-T3/never", "H99", "S9-Q"])
def test_an_unknown_row_is_an_error_and_another_tag_is_none(project, tag):
    (project / "tests/unit/b_test.cc").write_text(f'TEST_CASE("b", "[{tag}][engine]") {{}}\n')
    done = report(project, ALL)
    assert done.returncode == 1 and f"unknown row {tag}" in done.stdout


@pytest.mark.row("PR5/report")
def test_a_rule_test_counts_too(project):
    rules = project / "rules/pack/auth.yaml"
    rules.parent.mkdir(parents=True)
    rules.write_text("tests:\n  - name: fires\n    rows: [H1, S1-T3/deploy]\n")
    assert "missing" in report(project, ALL).stdout.splitlines()[0]
    done = report(project, [*ALL, case("fires", "rules.auth")])
    assert "2 pass" in done.stdout


FAILED_OUTPUT = """<failure/><system-out>
-------
not first
-------
tests/unit/a_test.cc:2: FAILED:
test cases: 2 | 1 passed | 1 failed
</system-out>"""


@pytest.mark.row("PR5/report")
@pytest.mark.parametrize("inside, first, second", [
    ("", "pass", "pass"), (FAILED_OUTPUT, "pass", "fail"), ("<failure/>", "fail", "fail")])
def test_a_whole_binary_stands_for_its_cases_and_its_output_says_which_failed(
        project, inside, first, second):
    (project / "tests/unit/CMakeLists.txt").write_text(
        "triaged_test(unit_test SOURCES a_test.cc LINKS triaged_core)\n")
    lines = report(project, [case("unit_test", "unit_test", inside)]).stdout
    assert f"{first:8}S1-T3/deploy" in lines and f"{second:8}S1-T3/nodeploy" in lines
