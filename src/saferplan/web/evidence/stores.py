"""The restricted stores of partnerships: which database holds whom a partnership's files name."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

import pyarrow as pa

from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.rehearsing import KeepsNobody
from saferplan.evidence.partners.mentions import Feed, Identities, Keys
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.lake_check import check_lake
from saferplan.identities.once_asked import KeeperOnceAsked
from saferplan.identities.pseudonyms import PseudonymsOnly, refuse_identifiers
from saferplan.identities.store import opened
from saferplan.web.partnerships.models import Partnership

STORE, KEY = "SAFERPLAN_STORE_", "SAFERPLAN_KEY"


def store_variable(slug: str) -> str:
    return STORE + slug.upper().replace("-", "_")


def store_urls(slugs: list[str]) -> dict[str, str]:
    """Of the partnerships whose restricted store the environment names."""
    return {slug: os.environ[store_variable(slug)] for slug in slugs if os.environ.get(store_variable(slug))}


@contextmanager
def identities_of(partnership: Partnership, lake: Lake) -> Iterator[Identities]:
    """Who keeps whom the partnership's files name: its store, or where it has none, pseudonyms alone.

    Raises KeyRefused where the lake or the store belongs to another key, StoreError where the store does not answer.
    """
    key = PartnershipKey.of(os.environ.get(KEY), KEY)
    if url := store_urls([partnership.slug]).get(partnership.slug):
        with opened(url, key, lake.root) as store:
            yield store
        return
    check_lake(lake.root, key)
    yield PseudonymsOnly(key, lake.root)


def rehearsing(partnership: Partnership, lake: Lake, open_meanwhile: ExitStack) -> "_Rehearsing":
    """An Identities that keeps nobody, and refuses what the partnership's own keeper would refuse."""
    keeper = KeeperOnceAsked(lambda: identities_of(partnership, lake), open_meanwhile)
    return _Rehearsing(keeper, has_store=bool(store_urls([partnership.slug])))


class _Rehearsing(KeepsNobody):
    def __init__(self, keeper: KeeperOnceAsked, *, has_store: bool) -> None:
        self._keeper, self._has_store = keeper, has_store

    def register(self, feed: Feed, persons: pa.Table, places: pa.Table, *, now: datetime) -> Keys:
        self._keeper.digest()  # raises where there is no key, or the key is another's
        return super().register(feed, persons, places, now=now)

    def person_keys(self, feed: Feed, persons: pa.Table) -> pa.Array:
        if not self._has_store:
            refuse_identifiers(feed, persons)
        return super().person_keys(feed, persons)

    def digest(self) -> Any:
        return self._keeper.digest()
