"""A server that imitates the publishers, and clients that wait for nothing and know what time it is."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from imitation import Imitation

from saferplan.evidence.fetching.politeness import Pace
from saferplan.evidence.fetching.publishers import catalogue
from saferplan.evidence.fetching.store import Store
from saferplan.evidence.fetching.transport import Client

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class Waits:
    """Every wait that was asked for, in seconds; none is taken. Chance always says one half."""

    seconds: list[float] = field(default_factory=list)

    @property
    def pace(self) -> Pace:
        return Pace(sleep=self.seconds.append, now=lambda: NOW, chance=lambda: 0.5)


@pytest.fixture
def server():
    with Imitation() as imitation:
        yield imitation


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def client_of(server, waits):
    def make(publisher: str) -> Client:
        return Client(catalogue().publishers[publisher], base_url=server.base_url, pace=waits.pace)

    return make


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "downloads")
