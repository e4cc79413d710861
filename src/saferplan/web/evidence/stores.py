"""The restricted stores of partnerships: which database holds whom a partnership's files name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from saferplan.evidence.lake import Lake
from saferplan.evidence.partners.mentions import Identities
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.lake_check import check_lake
from saferplan.identities.pseudonyms import PseudonymsOnly
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
