"""One moment of the whole installation: its databases frozen, its lakes as their last loads left them.

Nobody is kept from working. The lakes are looked at before the databases are frozen, and again behind it: where a load
or an erasure came in between, it is done anew. So a lake never names a person whom its restricted store does not know,
and the site knows of no load that the lake lacks. From the first look on, uploaded content that is removed stays on the
disk until the copy has ended (`web/files/sweeping.py`).
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from saferplan.errors import BackupError
from saferplan.evidence.lake import is_lake
from saferplan.evidence.lake_copy import LakeState, state_of
from saferplan.identities.database import connected
from saferplan.identities.lake_check import read_check
from saferplan.identities.locks import held_open
from saferplan.web.backup.databases import Frozen, frozen
from saferplan.web.evidence.lake import LAKES
from saferplan.web.evidence.stores import store_urls
from saferplan.web.files.sweeping import CONTENT_LOCK

TRIES = 5


@dataclass(frozen=True)
class Cut:
    """`stores`: the databases of restricted stores, by the slug of their partnership."""

    site: Frozen
    stores: Mapping[str, Frozen]
    lakes: Mapping[str, LakeState]


@contextmanager
def cut(url: str, home: Path) -> Iterator[Cut]:
    """Raises StoreError, LakeError, and BackupError where loads leave no moment between them."""
    with connected(url) as watching:
        watching.execute("SELECT pg_advisory_lock_shared(%s)", [CONTENT_LOCK])
        for _ in range(TRIES):
            with ExitStack() as opened:
                lakes = {folder.name: state_of(folder) for folder in lake_folders(home)}
                site = opened.enter_context(frozen(url))
                stores = {slug: opened.enter_context(_frozen_store(url)) for slug, url in _stores(site).items()}
                if all(state.is_unchanged() for state in lakes.values()):
                    yield Cut(site, stores, lakes)
                    return
    raise BackupError("loads came one upon the other", where=str(home / LAKES), remedy="Run the backup again later.")


def lake_folders(home: Path) -> list[Path]:
    """Raises BackupError for a lake whose key is being rotated: half of it would be under either key."""
    place = home / LAKES
    found = sorted(folder for folder in place.iterdir() if is_lake(folder)) if place.is_dir() else []
    for folder in found:
        if read_check(folder).is_rotating:
            raise BackupError(
                "the key of this lake is being rotated",
                where=str(folder),
                remedy="Wait until it has ended; saferplan identities check ends one that was broken off.",
            )
    return found


@contextmanager
def _frozen_store(url: str) -> Iterator[Frozen]:
    """Held open, so that its key is not rotated meanwhile."""
    with connected(url) as holding, held_open(holding), frozen(url) as store:
        yield store


def _stores(site: Frozen) -> dict[str, str]:
    slugs = site.connection.execute("SELECT slug FROM partnerships_partnership ORDER BY slug").fetchall()
    return store_urls([slug for (slug,) in slugs])
