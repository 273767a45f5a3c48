"""Every code of `triaged check rules` has a page, and the examples of the pages do what they say."""
import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGES = ROOT / "docs" / "lint"
BINARY = pathlib.Path(os.environ.get("TRIAGED_BIN", ROOT / "build/release/daemon/app/triaged")).absolute()
BASE = (PAGES / "example.yaml").read_text()
CODES = sorted(page.stem for page in PAGES.glob("*.md") if page.stem != "README")
# What depends on the day the tests run.
OF_THE_DAY = {"stale-review", "future-review"}
FINDING = re.compile(r"^[^\n]*?: (error|warning): (.*) \[([a-z0-9-]+)\]$", re.M)
SOURCE_CODES = re.compile(
    r'(?:error|warning)\("([a-z][a-z-]+)"|report_(?:gap|want)\(reader, file, "([a-z-]+)"'
    r'|(?:error|warning|fail|refuse|report)\(\s*"([a-z][a-z-]+)",|level::error, "([a-z-]+)",'
    r'|Level::error, "([a-z-]+)",')

needs_binary = pytest.mark.skipif(not BINARY.exists(), reason="no triaged binary; build it or set TRIAGED_BIN")


def blocks(lines, key):
    """[name, lines] for each key at one level; lines before the first key are left out."""
    found = []
    for line in lines:
        match = re.match(key, line)
        if match:
            found.append((match.group(1), [line]))
        elif found:
            found[-1][1].append(line)
    return found


def phases(lines):
    return dict(blocks(lines[1:], r"  ([a-z_]+):"))


def merged(fragment):
    """The base with the fragment's keys in place of its own; below `steps:` phase by phase."""
    gone = {key.strip() for line in re.findall(r"(?m)^# without: (.*)$", fragment) for key in line.split(",")}
    base = [(key, lines) for key, lines in blocks(BASE.split("\n"), r"([A-Za-z_-]+):") if key not in gone]
    seen = set()
    for key, lines in blocks(fragment.split("\n"), r"([A-Za-z_-]+):"):
        at = next((i for i, (name, _) in enumerate(base) if name == key and key not in seen), None)
        seen.add(key)
        if key == "steps" and phases(lines):
            all_phases = {**phases(base[at][1]), **phases(lines)}
            lines = ["steps:"] + [line for each in all_phases.values() for line in each]
        if at is None:
            base.append((key, lines))
        else:
            base[at] = (key, lines)
    return "\n".join(line for _, lines in base for line in lines) + "\n"


def written_out(text):
    text = re.sub(r"<(\d+) x ([^>]*)>", lambda m: m.group(2).replace("\\n", "\n") * int(m.group(1)), text)
    text = re.sub(r"<U\+([0-9A-F]{4})>", lambda m: chr(int(m.group(1), 16)), text)
    return re.sub(rb"<byte ([0-9A-F]{2})>", lambda m: bytes([int(m.group(1), 16)]), text.encode())


def files_of(example):
    parts = re.split(r"(?m)^# file: (\S+)\n", example)
    files = [("example.yaml", parts[0])] if parts[0].strip() else []
    for name, text in files + list(zip(parts[1::2], parts[2::2])):
        whole = "# whole file\n"
        yield name, written_out(text[len(whole):] if text.startswith(whole) else merged(text))


def check(example, folder):
    for name, content in files_of(example):
        path = folder / (name if "/" in name else "p/" + name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    done = subprocess.run([BINARY, "check", "rules", folder], capture_output=True, timeout=60, check=False)
    output = (done.stdout + done.stderr).decode("utf-8", "replace")
    return [m.groups() for m in FINDING.finditer(output.replace(str(folder) + "/", ""))]


def page(code):
    text = (PAGES / f"{code}.md").read_text()
    bad, good = (text.split(f"## {title}\n```yaml\n", 1)[1].split("\n```", 1)[0] + "\n" for title in ("Bad", "Good"))
    level = re.search(r"(?m)^(error|warning): ", text).group(1)
    said = re.search(r"(?m)^It says: `(.*)`$", text).group(1)
    return level, said, bad, good


@needs_binary
@pytest.mark.parametrize("code", CODES)
def test_the_bad_example_of_a_page_says_what_the_page_says(code, tmp_path):
    level, said, bad, _ = page(code)
    assert (level, said, code) in check(bad, tmp_path)


@needs_binary
@pytest.mark.parametrize("code", CODES)
def test_the_good_example_of_a_page_is_silent(code, tmp_path):
    found = [f for f in check(page(code)[3], tmp_path) if f[2] == code or f[2] not in OF_THE_DAY]
    assert not found


def test_every_code_in_the_source_has_its_page():
    codes = set()
    for source in (ROOT / "daemon" / "rules").glob("*.cc"):
        if source.name in ("label_matcher.cc", "redact.cc"):
            continue
        for groups in SOURCE_CODES.findall(source.read_text()):
            codes.update(filter(None, groups))
    assert len(codes) > 60
    assert codes - set(CODES) == set()


def test_the_index_names_every_page():
    index = (PAGES / "README.md").read_text()
    for code in CODES:
        assert f"| [{code}]({code}.md) | {page(code)[0]} |" in index
