"""The error messages in rules/README.md are what the program says. Run with UPDATE=1 to write them anew."""
import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
README = ROOT / "rules" / "README.md"
BROKEN = ROOT / "tests" / "unit" / "rules" / "broken"
BINARY = pathlib.Path(os.environ.get("TRIAGED_BIN", ROOT / "build/release/daemon/app/triaged")).absolute()
SHOWN = ["unknown-key", "pattern-look-behind", "duplicate-key", "unquoted-braces", "fact-without-group"]
BLOCK = re.compile(r"(?s)(## What it says\n.*?```text\n)(.*?)(```)")


def said_of(name, folder):
    pack = folder / name / "shop"
    pack.mkdir(parents=True)
    (pack / f"{name}.yaml").write_bytes((BROKEN / f"{name}.yaml").read_bytes())
    done = subprocess.run([BINARY, "check", "rules", folder / name], capture_output=True, timeout=60, check=False)
    return done.stdout.decode().replace(str(folder / name) + "/", "rules/")


@pytest.mark.skipif(not BINARY.exists(), reason="no triaged binary; build it or set TRIAGED_BIN")
def test_the_five_messages_of_the_readme_are_what_the_program_says(tmp_path):
    said = "\n".join(said_of(name, tmp_path) for name in SHOWN)
    text = README.read_text()
    if os.environ.get("UPDATE"):
        README.write_text(BLOCK.sub(lambda m: m.group(1) + said + m.group(3), text))
        return
    assert BLOCK.search(text).group(2) == said
