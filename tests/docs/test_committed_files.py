"""What must not be in any committed file, and what must be in some."""

import ast
import json
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from markdown_pages import ROOT

# Hosts of package registries, in parts, so that this file does not name one either.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("anaconda", "org"),
        ("conda", "io"),
        ("crates", "io"),
        ("golang", "org"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
    )
]
MACHINE_FOLDERS = "|".join(("work", "root", "tmp", "home", "Users", "var/folders"))
MACHINE_PATH = re.compile(rf"(?<![\w.~*-])/(?:{MACHINE_FOLDERS})/")
# A hostile name that must be refused is no path of a machine.
ALLOWED_PATHS = {"tests/evidence/fetching/test_download.py": "/" + "tmp/outside.csv"}


@cache
def committed() -> tuple[str, ...]:
    """Files under version control, from the root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is no checkout of Git, so nothing says which files are committed")
    return tuple(name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file())


def texts() -> dict[str, str]:
    found = {}
    for name in committed():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content:
            found[name] = content.decode("utf-8")
    return found


def test_no_file_names_a_package_registry() -> None:
    named = re.compile("|".join(map(re.escape, REGISTRIES)))
    assert [name for name, text in texts().items() if named.search(text)] == []


def test_no_file_has_a_path_of_a_machine() -> None:
    found = {
        f"{name}, line {number}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if MACHINE_PATH.search(line.replace(ALLOWED_PATHS.get(name, "\0"), ""))
    }
    assert found == set()


@pytest.mark.parametrize("path", ["/" + "root/x", "see /" + "work/shared/x", "'/" + "tmp/lake'", "(/" + "home/me/y)"])
def test_a_path_of_a_machine_is_found(path: str) -> None:
    assert MACHINE_PATH.search(path)


@pytest.mark.parametrize("path", ["../tmp/x", "docs/work/x", "~/work/x", "https://host.example/tmp/x", "a/root/b"])
def test_other_paths_are_not(path: str) -> None:
    assert not MACHINE_PATH.search(path)


NAMED_BY_DJANGO = re.compile(r"/migrations/\w+\.py$|/(apps|forms|views|wsgi|\w*urls)\.py$")
"""What such a module holds, its name says to everyone who knows Django."""


def modules() -> list[str]:
    return [
        name
        for name in committed()
        if name.startswith("src/") and name.endswith(".py") and not NAMED_BY_DJANGO.search(name)
    ]


def test_every_module_says_what_it_promises() -> None:
    """An empty __init__.py marks a folder and is no module."""
    trees = {name: ast.parse((ROOT / name).read_text(encoding="utf-8")) for name in modules()}
    assert len(trees) > 50
    assert [name for name, tree in trees.items() if tree.body and not ast.get_docstring(tree)] == []


LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_of_python_has_hashes(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", lock.read_text(encoding="utf-8"), flags=re.MULTILINE))
    packages = [entry for entry in entries if re.match(r"[A-Za-z0-9]", entry)]
    assert packages
    assert [entry.split()[0] for entry in packages if not re.search(r"--hash=sha256:[0-9a-f]{64}", entry)] == []
    assert [entry.split()[0] for entry in packages if "==" not in entry.split()[0]] == []
    assert [entry for entry in entries if entry.strip() and entry not in packages] == [], "options such as an index"


def test_every_locked_package_of_node_has_an_integrity_and_no_address() -> None:
    path = ROOT / "package-lock.json"
    if not path.exists():
        pytest.skip("no packages of Node.js are locked")
    packages = {name: one for name, one in json.loads(path.read_text())["packages"].items() if name}
    assert packages
    assert [name for name, one in packages.items() if not one.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, one in packages.items() if "resolved" in one] == []


def test_there_are_locks_for_all_that_is_installed() -> None:
    named = set(re.findall(r"\$\(LAYERS\)/([\w-]+\.txt)", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert named == {lock.name for lock in LOCKS}
