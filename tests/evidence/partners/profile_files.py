"""What tests of mapping profiles share: a profile as its TOML, files, and a keeper of identities in memory."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from saferplan.evidence.partners.mentions import Feed, Keys
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.partners.profile_file import read_profile
from saferplan.evidence.sources.base import Delivered

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LOCAL_NOW = datetime(2026, 1, 1, 23, 59, 59)
HEAD: dict[str, Any] = {
    "feed": "harbour-homes-asb",
    "version": 1,
    "agency": "Harbour Homes",
    "agency_kind": "landlord",
    "kind": "asb",
    "title": "ASB cases of Harbour Homes",
    "source": "Harbour Homes, monthly list of ASB cases",
    "retention_months": 36,
}
COLUMNS = 'reference = "Case Ref"\nreported_time = "Reported"\n'


def profile_text(columns: str = COLUMNS, rest: str = "", file: str = "", **head: Any) -> str:
    """TOML of a profile: HEAD with what is named replaced (None leaves a key out), its [columns], and what follows."""
    said = {key: value for key, value in (HEAD | head).items() if value is not None}
    lines = [f"{key} = {_toml(value)}" for key, value in said.items()]
    return "\n".join([*lines, "[file]", file, "[columns]", columns, rest])


def _toml(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def profile_of(columns: str = COLUMNS, rest: str = "", file: str = "", **head: Any) -> Profile:
    return read_profile(profile_text(columns, rest, file, **head), "test.toml")


def delivered(path: Path, text: str | bytes = "", *, day: int = 1) -> Delivered:
    """A file with this text, told to be released on a day of January 2026."""
    content = text.encode() if isinstance(text, str) else text
    path.write_bytes(content)
    return Delivered(path, str(path), datetime(2026, 1, day), hashlib.sha256(content).hexdigest())


class Keeper:
    """Gives every identity its key, and remembers whom it was told of; the same details have the same key."""

    def __init__(self) -> None:
        self.persons: list[Mapping[str, Any]] = []
        self.places: list[Mapping[str, Any]] = []
        self.feeds: list[Feed] = []

    def register(self, feed: Feed, persons: pa.Table, places: pa.Table, *, now: datetime) -> Keys:
        self.feeds.append(feed)
        self.persons += persons.to_pylist()
        self.places += places.to_pylist()
        return Keys(self._keys(persons, "p"), self._keys(places, "a"))

    def person_keys(self, feed: Feed, persons: pa.Table) -> pa.Array:
        return self._keys(persons, "p")

    def take_back(self, keys: Collection[str], named: Collection[str]) -> None:
        self.taken_back = set(keys) - set(named)

    def _keys(self, table: pa.Table, kind: str) -> pa.Array:
        return pa.array([kind + _digest(row) for row in table.to_pylist()], pa.string())


def _digest(row: Mapping[str, Any]) -> str:
    told = sorted((key, str(value)) for key, value in row.items() if key not in ("row", "expires_on", "is_child"))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]
