"""A PostgreSQL of a test's own that can be killed, and started again where it stood."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from saferplan.identities import embedded

PATIENCE = 60


@dataclass
class Mortal:
    server: embedded.Server

    def url(self, database: str = "postgres") -> str:
        return self.server.url(database)

    def kill(self) -> None:
        """At once, all of it (SIGQUIT to the postmaster, PostgreSQL's "immediate" shutdown)."""
        self._control("stop", "--mode", "immediate")

    def start(self) -> None:
        folder = self.server.folder
        settings = " ".join(f"-c {name}='{value}'" for name, value in embedded.SETTINGS.items())
        self._control("start", "--log", folder / "log-again", "--options", f"-k {folder / 'socket'} {settings}")
        self._wait()

    def _control(self, *words) -> None:
        folder = self.server.folder
        program = embedded._reachable(embedded._programs(), folder) / "pg_ctl"
        told = [program, "--pgdata", folder / "data", *words]
        subprocess.run(told, check=True, stdout=subprocess.DEVNULL, **embedded._account(folder))

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                psycopg.connect(self.url()).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("PostgreSQL did not come back")


@contextmanager
def mortal() -> Iterator[Mortal]:
    with embedded.running() as server:
        one = Mortal(server)
        try:
            yield one
        finally:
            one._control("stop", "--mode", "immediate") if _is_up(one) else None


def _is_up(one: Mortal) -> bool:
    try:
        psycopg.connect(one.url()).close()
    except psycopg.OperationalError:
        return False
    return True
