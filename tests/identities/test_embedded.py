"""A server for the demo and tests: nobody else gets in, and it goes when its owner goes, in whatever way."""

import os
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from saferplan.errors import StoreError
from saferplan.identities import embedded
from saferplan.identities.embedded import PACKAGE, Server, running

OWNER = """
import sys
from saferplan.identities.embedded import running
with running() as server:
    print(server.folder, flush=True)
    sys.stdin.read()
"""


def server_processes(folder: Path) -> list[int]:
    """Processes whose command line names the folder."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            line = (process / "cmdline").read_bytes() if process.name.isdigit() else b""
        except OSError:
            continue
        if str(folder).encode() in line:
            found.append(int(process.name))
    return found


def wait_until_gone(folder: Path) -> None:
    for _ in range(200):
        if not folder.exists() and not server_processes(folder):
            return
        time.sleep(0.05)
    pytest.fail(f"still there: {folder.exists()}, {server_processes(folder)}")


def test_it_answers_and_leaves_nothing_behind() -> None:
    with running() as server:
        with psycopg.connect(server.url()) as connection:
            said = connection.execute("SELECT current_setting('server_encoding'), 'İ' < 'z', 'é' > 'f'").fetchone()
        assert server_processes(server.folder)
    assert said
    assert said[0] == "UTF8"
    wait_until_gone(server.folder)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_goes_when_its_owner_is_killed(how: signal.Signals) -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert owner.stdout
    folder = Path(owner.stdout.readline().strip())
    assert server_processes(folder)
    owner.send_signal(how)
    owner.communicate()
    wait_until_gone(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs under another account")
def test_it_goes_also_where_its_programs_lie_in_a_home_that_is_closed_to_others(tmp_path: Path) -> None:
    home = tmp_path / "closed"
    home.mkdir(mode=0o700)
    (package,) = find_spec(PACKAGE).submodule_search_locations
    for folder in (Path(package), Path(f"{package}.libs")):
        shutil.copytree(folder, home / folder.name, symlinks=True)
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(home)},
    )
    assert owner.stdout
    folder = Path(owner.stdout.readline().strip())
    assert (folder / "programs" / PACKAGE).is_dir()
    owner.kill()
    owner.communicate()
    wait_until_gone(folder)


def test_its_folder_is_closed_to_others(postgres: Server) -> None:
    assert postgres.folder.stat().st_mode & 0o077 == 0
    assert (postgres.folder / "socket").stat().st_mode & 0o077 == 0
    assert (postgres.folder / "data").stat().st_mode & 0o077 == 0
    assert not (postgres.folder / "password").exists()


def test_it_listens_to_no_network(postgres: Server) -> None:
    with psycopg.connect(postgres.url()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_it_wants_a_password(postgres: Server) -> None:
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(postgres.url().replace(f":{postgres.password}", ""))


def test_the_list_of_processes_does_not_show_the_password(postgres: Server) -> None:
    lines = [(Path("/proc") / str(one) / "cmdline").read_bytes() for one in server_processes(postgres.folder)]
    assert lines
    assert not any(postgres.password.encode() in line for line in lines)
    assert postgres.password not in repr(postgres)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as somebody else")
def test_roots_server_does_not_run_as_root(postgres: Server) -> None:
    owners = {(Path("/proc") / str(one)).stat().st_uid for one in server_processes(postgres.folder)}
    assert 0 not in owners


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as somebody else")
def test_programs_in_a_closed_home_are_copied(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As root's home is; what lies above them is not opened for others."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for name in (embedded.PACKAGE, f"{embedded.PACKAGE}.libs"):
        (closed / name).symlink_to(embedded._programs().parents[2] / name)
    monkeypatch.setattr(embedded, "_programs", lambda: closed / embedded.PACKAGE / embedded.INSTALLED / "bin")
    with running() as server:
        assert (server.folder / "programs" / embedded.PACKAGE / embedded.INSTALLED / "bin" / "postgres").exists()
    assert closed.stat().st_mode & 0o077 == 0


def test_without_the_wheel_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "PACKAGE", "no_such_package")
    with pytest.raises(StoreError, match=r"is not installed. The extra 'embedded' has it"), running():
        pass


def test_a_path_too_long_for_a_socket_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 90)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    with pytest.raises(StoreError, match=r"too long a path for a server's socket. Name another in TMPDIR"), running():
        pass
    assert list(deep.iterdir()) == []


def test_a_server_that_cannot_start_says_why_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def own_folder() -> Path:
        made.append(original())
        return made[0]

    original = embedded._own_folder
    monkeypatch.setattr(embedded, "_own_folder", own_folder)
    monkeypatch.setattr(embedded, "WAITS", 20)
    monkeypatch.setitem(embedded.SETTINGS, "shared_buffers", "nonsense")
    with pytest.raises(StoreError, match=r"does not answer .*shared_buffers"), running():
        pass
    wait_until_gone(made[0])
