#!/usr/bin/python3
"""Prints for every row of the acceptance table who proves it, and whether the proof holds.

It reads tags from the sources (Catch2 `[S1-T3/deploy]`, pytest `@pytest.mark.row("S1-T3/deploy")`,
rule tests `rows: [S1-T3/deploy]`), rows from `tests/conformance/rows.txt`, and results from JUnit
files in `build/results/`: of single cases, or of whole CTest binaries, whose output then names the
cases that failed. A row passes when all its parts pass; a part passes when a test carries its id
and all such tests passed. Nothing is built and nothing is run.

Exit status: 1 when a tag names no row or a tagged test failed, else 0.
"""

import argparse
import ast
import collections
import re
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

BINARY = re.compile(r"triaged_test\(\s*(\w+)\s+SOURCES\s+(.*?)\s+LINKS", re.DOTALL)
ROW_LIKE = re.compile(r"^(?:[HQPM]\d+[a-z]?|PT|PR\d+|S\d-[A-Z0-9]+[a-z]?)(?:/[\w-]+)?$")
STRING = r'"(?:\\.|[^"\\])*"'
CATCH = re.compile(
    r"\b(?:TEST_CASE|SCENARIO|TEMPLATE_TEST_CASE|TEST_CASE_METHOD)\s*\(\s*(?:\w+\s*,\s*)?"
    rf"((?:{STRING}\s*)+),\s*((?:{STRING}\s*)+)")


@dataclass
class Test:
    """A test that claims rows: where it stands, its name, and its keys in the results."""

    place: str
    name: str
    keys: list
    rows: list


@dataclass
class Part:
    """One provable line of the table."""

    id: str
    text: str
    tests: list = field(default_factory=list)

    @property
    def row(self):
        """The id of the row it belongs to."""
        return self.id.split("/")[0]


# -- what is claimed ----------------------------------------------------------------------------


def catch_tests(path, place):
    """Tagged Catch2 test cases of a source file; hidden ones (`[.slow]`) do not run by default."""
    binary = binary_of(path)
    for match in CATCH.finditer(path.read_text(errors="replace")):
        name, tags = joined(match.group(1)), joined(match.group(2))
        rows = [tag for tag in re.findall(r"\[([^\]]+)\]", tags) if ROW_LIKE.match(tag)]
        keys = [("catch", name)]
        if binary and "[." not in tags:
            keys.append(("ctest", binary, name))
        if rows:
            yield Test(place, name, keys, rows)


def binary_of(path):
    """The CTest name of the binary a source file is part of, from the CMakeLists beside it."""
    lists = path.with_name("CMakeLists.txt")
    for name, sources in BINARY.findall(lists.read_text() if lists.exists() else ""):
        if path.name in sources.split():
            return name
    return ""


def joined(literals):
    """Adjacent C++ string literals as one text."""
    return "".join(ast.literal_eval(part) for part in re.findall(STRING, literals))


def python_tests(path, place):
    """Tests of a Python file with the rows of function, class and module marks."""
    tree = ast.parse(path.read_text())
    yield from marked(tree, place, path.stem, module_rows(tree))


def marked(node, place, module, inherited):
    """Walks functions and classes that hold tests."""
    for child in node.body:
        if isinstance(child, ast.ClassDef):
            yield from marked(child, place, module, inherited + decorated(child))
        elif isinstance(child, ast.FunctionDef) and child.name.startswith("test"):
            rows = inherited + decorated(child)
            if rows:
                yield Test(place, child.name, [("pytest", module, child.name)], rows)


def decorated(node):
    """Rows of the decorators of a function or class."""
    return [row for mark in node.decorator_list for row in rows_of_mark(mark)]


def module_rows(tree):
    """Rows of `pytestmark = ...` at the top of a module."""
    return [
        row for node in tree.body if isinstance(node, ast.Assign)
        and any(getattr(target, "id", "") == "pytestmark" for target in node.targets)
        for mark in ast.walk(node.value) for row in rows_of_mark(mark)
    ]


def rows_of_mark(mark):
    """The arguments of `pytest.mark.row(...)`; nothing for any other expression."""
    if isinstance(mark, ast.Call) and getattr(mark.func, "attr", "") == "row":
        return [argument.value for argument in mark.args if isinstance(argument, ast.Constant)]
    return []


def rule_tests(path, place):
    """Tests inside a rule pack: `rows: [...]` after the `name:` of the test."""
    name = path.stem
    for line in path.read_text(errors="replace").splitlines():
        named = re.match(r"\s*(?:- )?name:\s*(.+?)\s*$", line)
        claimed = re.match(r"\s*(?:- )?rows?:\s*\[?([^\]#]+)", line)
        if named:
            name = named.group(1).strip("\"'")
        elif claimed:
            rows = [row.strip(" \"'") for row in claimed.group(1).split(",")]
            yield Test(place, name, [("rule", path.stem, name)], [row for row in rows if row])


SCANNERS = [("tests", "*.cc", catch_tests), ("tests", "*.py", python_tests),
            ("rules", "*.yaml", rule_tests)]


def claimed_tests(root):
    """Every tagged test of the project."""
    found = []
    for folder, pattern, scan in SCANNERS:
        for path in sorted((root / folder).rglob(pattern)):
            if "node_modules" not in path.parts:
                found.extend(scan(path, str(path.relative_to(root))))
    return found


# -- what happened ------------------------------------------------------------------------------


class Results:
    """Outcomes of all JUnit files of a folder: single cases, and whole binaries with output."""

    def __init__(self, folder):
        self._cases = collections.defaultdict(list)
        self._binaries = {}
        for path in sorted(folder.glob("*.xml")):
            for case in ElementTree.parse(path).getroot().iter("testcase"):
                self._read(case)

    def of(self, test):
        """Every outcome of a test: of itself where known, else by the binary it is in."""
        for key in test.keys:
            found = self._by_binary(*key[1:]) if key[0] == "ctest" else self._cases.get(key)
            if found:
                return found
        return []

    def _read(self, case):
        for key in keys_of(case):
            self._cases[key].append(outcome(case))
        self._binaries[case.get("name")] = (outcome(case), case.findtext("system-out") or "")

    def _by_binary(self, binary, name):
        """A failed binary that ran to its end names the failed cases under rulers, wrapped."""
        state, output = self._binaries.get(binary, ("", ""))
        output = " ".join(output.split())
        if state == "fail" and "test cases:" in output and f"--- {name} " not in output:
            return ["pass"]
        return [state] if state else []


def outcome(case):
    """The outcome of one JUnit test case."""
    if case.find("failure") is not None or case.find("error") is not None:
        return "fail"
    if case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
        return "skip"
    return "pass"


def keys_of(case):
    """The keys under which a case may be looked up: as pytest, as Catch2, as a rule test."""
    name, group = case.get("name", ""), case.get("classname", "").split(".")
    yield ("pytest", group[-1], name.split("[")[0])
    if len(group) > 1:
        yield ("pytest", group[-2], name.split("[")[0])
    yield ("rule", group[-1], name)
    places = [n for n, letter in enumerate(name) if letter == "/"]
    for end in [*places, len(name)]:
        yield ("catch", name[:end])


def verdict(tests, results):
    """pass, fail, or missing when nothing of it was run."""
    outcomes = [results.of(test) for test in tests]
    if any("fail" in own for own in outcomes):
        return "fail"
    return "pass" if tests and all("pass" in own for own in outcomes) else "missing"


# -- the report ---------------------------------------------------------------------------------


def read_parts(path):
    """The parts of the table in order."""
    lines = [line for line in path.read_text().splitlines() if line and line[0] != "#"]
    return [Part(*line.split(None, 1)) for line in lines]


def assign(parts, tests):
    """Hands tests to parts; a bare id on a row with parts supports the row. Unknown ids return."""
    by_id = {part.id: part for part in parts}
    supports, unknown = collections.defaultdict(list), []
    for test in tests:
        for row in test.rows:
            if row in by_id:
                by_id[row].tests.append(test)
            elif any(part.row == row for part in parts):
                supports[row].append(test)
            else:
                unknown.append((row, test))
    return supports, unknown


def print_row(row, parts, support, results):
    """One row with its parts and tests; returns its verdict."""
    verdicts = [verdict(part.tests, results) for part in parts]
    if support:
        verdicts.append("fail" if verdict(support, results) == "fail" else "pass")
    whole = next((v for v in ("fail", "missing") if v in verdicts), "pass")
    lone = len(parts) == 1 and parts[0].id == row
    print(f"{whole:8}{row:18}{parts[0].text if lone else ''}".rstrip())
    for part, state in zip(parts, verdicts):
        if not lone:
            print(f"  {state:8}{part.id:16}{part.text}")
        print_tests(part.tests, results)
    print_tests(support, results)
    return whole


def print_tests(tests, results):
    """The tests behind a part, each with what became of it."""
    for test in tests:
        state = verdict([test], results)
        print(f"      {'not run' if state == 'missing' else state:8}{test.place}: {test.name}")


def main():
    """Reads, reports, decides."""
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=here.parent)
    parser.add_argument("--rows", type=Path, default=here / "conformance/rows.txt")
    parser.add_argument("--results", type=Path, help="default: ROOT/build/results")
    asked = parser.parse_args()
    parts, tests = read_parts(asked.rows), claimed_tests(asked.root)
    results = Results(asked.results or asked.root / "build/results")
    supports, unknown = assign(parts, tests)
    counts = collections.Counter()
    for row in dict.fromkeys(part.row for part in parts):
        own = [part for part in parts if part.row == row]
        counts[print_row(row, own, supports[row], results)] += 1
    for row, test in unknown:
        print(f"unknown row {row} in {test.place}: {test.name}")
    print(f"{sum(counts.values())} rows: {counts['pass']} pass, {counts['fail']} fail, "
          f"{counts['missing']} missing; {len(tests)} tagged tests, {len(unknown)} unknown tags")
    return 1 if counts["fail"] or unknown else 0


if __name__ == "__main__":
    sys.exit(main())
