"""Who may include whom: the table of the design, read off the sources themselves."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# folder -> what its files may include besides itself
ALLOWED = {
    "core": set(),
    "rules": {"core"},
    "adapters": {"core"},
    "journal": {"core"},
    "io": {"core"},
    "engine": {"core", "rules", "journal/journal.h", "journal/crash_marks.h", "adapters/chat/chat.h",
               "adapters/sources/source.h", "io/http_client.h", "io/http_server.h"},
    "app": {"core", "rules", "adapters", "journal", "io", "engine"},
}

# Third parties may stand in a wall's own files only, and never in a header that others include.
THIRD_PARTY = {
    "re2/": {"rules"},
    "yaml-cpp/": {"rules"},
    "kainjow/mustache.hpp": {"rules"},
    "nlohmann/": {"adapters", "app"},
    "boost/json": {"adapters"},
    "openssl/": {"adapters", "io"},
    "sqlite3.h": {"journal"},
    "boost/asio": {"io"},
    "boost/beast": {"io"},
    "curl/": {"io"},
    "prometheus/": {"app"},
    "CLI/": {"app"},
    "spdlog/": {"app"},
}

ONE_FILE = {"yaml-cpp/": 1, "kainjow/mustache.hpp": 1, "sqlite3.h": 2}


def wall_of(path):
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "daemon" else parts[0]


def sources():
    for top in ("daemon", "adapters"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in {".h", ".cc"}:
                yield path


def includes(path):
    return re.findall(r'^#include ([<"])([^">]+)[">]', path.read_text(), re.MULTILINE)


def allowed(wall, target):
    own = target.split("/")[0]
    return own == wall or any(target == entry or own == entry for entry in ALLOWED[wall])


def test_a_wall_includes_only_what_it_may():
    wrong = [f"{path.relative_to(ROOT)}: {target}"
             for path in sources() for kind, target in includes(path)
             if kind == '"' and not allowed(wall_of(path), target)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("library", THIRD_PARTY)
def test_a_library_stays_behind_its_wall(library):
    wrong = [f"{path.relative_to(ROOT)}: {target}"
             for path in sources() for kind, target in includes(path)
             if kind == "<" and target.startswith(library)
             and wall_of(path) not in THIRD_PARTY[library]]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("library", ONE_FILE)
def test_a_library_has_one_door(library):
    doors = {str(path.relative_to(ROOT))
             for path in sources() for kind, target in includes(path)
             if kind == "<" and target.startswith(library)}
    assert 1 <= len(doors) <= ONE_FILE[library], doors


def test_headers_open_with_a_paragraph():
    silent = [str(path.relative_to(ROOT)) for path in sources()
              if path.suffix == ".h" and not re.match(r"#pragma once\n// \S", path.read_text())]
    assert not silent, silent


def test_no_folder_has_a_name_that_says_nothing():
    names = {"utils", "common", "helpers", "manager", "handler", "processor", "misc"}
    assert not [path for path in sources() if names & set(path.parts) or path.stem in names]


def test_a_folder_says_what_lives_in_it():
    missing = [folder for folder in ("core", "rules", "journal", "io", "engine", "app")
               if not (ROOT / "daemon" / folder / "README.md").is_file()]
    assert not missing, missing
