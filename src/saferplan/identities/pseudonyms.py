"""Pseudonyms without a database: for depersonalised files, which name nobody.

Such a file has at most the agency's own numbers of its people, and the addresses of incidents. Nothing is kept of
them; whoever holds the key gets the same pseudonyms again, here and in the restricted store.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from saferplan.errors import KeyRefused, StoreError
from saferplan.evidence.partners.mentions import DIRECT_IDENTIFIERS, Feed, Keys
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.lake_check import note_lake
from saferplan.identities.people import person_bases
from saferplan.identities.places import keys_by_themselves


@dataclass(frozen=True)
class PseudonymsOnly:
    """Implements `Identities` of saferplan.evidence.partners.mentions, and refuses whatever tells who somebody is."""

    key: PartnershipKey
    lake: Path | None = None
    digest = None

    def register(self, feed: Feed, persons: pa.Table, places: pa.Table, *, now: datetime) -> Keys:  # noqa: ARG002
        """The keys of the mentions. Raises StoreError where a person is told by more than the agency's own number."""
        refuse_identifiers(feed, persons)
        if self.lake:
            note_lake(self.lake, self.key)
        return Keys(self.person_keys(feed, persons), keys_by_themselves(self.key, places))

    def person_keys(self, feed: Feed, persons: pa.Table) -> pa.Array:
        refuse_identifiers(feed, persons)
        return self.key.pseudonyms(person_bases(feed, persons))

    def take_back(self, keys: Collection[str], named: Collection[str]) -> None:
        """Nothing was kept."""


@dataclass(frozen=True)
class NoKey:
    """Where there is no key: takes files that name nobody and no address, and refuses the others."""

    digest = None

    def register(self, feed: Feed, persons: pa.Table, places: pa.Table, *, now: datetime) -> Keys:  # noqa: ARG002
        """Null keys. Raises KeyRefused or StoreError where there is anything to make a key of."""
        refuse_identifiers(feed, persons)
        told = (persons["person_reference"], *(places[name] for name in ("address", "postcode", "uprn")))
        if any(column.null_count < len(column) for column in told):
            raise KeyRefused(
                f"files of the feed '{feed.name}' hold numbers of people or addresses, and SAFERPLAN_KEY is not set",
                remedy="Set the partnership's key. One is made with: saferplan identities new-key",
            )
        return Keys(self.person_keys(feed, persons), pa.nulls(len(places), pa.string()))

    def person_keys(self, feed: Feed, persons: pa.Table) -> pa.Array:
        refuse_identifiers(feed, persons)
        return pa.nulls(len(persons), pa.string())

    def take_back(self, keys: Collection[str], named: Collection[str]) -> None:
        """Nothing was kept."""


def refuse_identifiers(feed: Feed, persons: pa.Table) -> None:
    """Raises StoreError where the persons have names, dates of birth, addresses or the like; it repeats none."""
    told = [name for name in DIRECT_IDENTIFIERS if persons[name].null_count < len(persons)]
    if told:
        names = ", ".join(name.replace("_", " ") for name in told)
        raise StoreError(
            f"files of the feed '{feed.name}' tell who people are ({names}), which only a restricted store keeps",
            remedy="Set DATABASE_URL and SAFERPLAN_KEY (docs/how-to/set-up-the-restricted-store.md), or ask the agency"
            " for a depersonalised file.",
        )
