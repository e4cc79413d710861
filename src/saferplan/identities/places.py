"""A mention of a place, and the keys that it has by itself: of its UPRN and of the form of its address."""

from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa

from saferplan.evidence.partners.mentions import PLACES
from saferplan.identities.addresses import Address, parsed
from saferplan.identities.folding import folded_uprn
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.people import SEPARATOR, check_columns


class Told(NamedTuple):
    """A place as a file tells it."""

    address: str | None
    postcode: str | None
    uprn: str | None


@dataclass(frozen=True)
class Place:
    """A place with its pseudonyms; None for those of what it does not tell.

    `shared_key` is the key of its form where that form turns out to be of several addresses; `near_key` that of its
    postcode, number and unit; `bases` says of each of these what it is made of.
    """

    told: Told
    address: Address
    uprn_key: str | None
    form_key: str | None
    shared_key: str | None
    near_key: str | None
    bases: dict[str, str]

    @classmethod
    def of(cls, key: PartnershipKey, told: Told) -> "Place":
        address, bases = parsed(told.address, told.postcode), {}

        def keyed(kind: str, text: str) -> str | None:
            basis = f"address by {kind}{SEPARATOR}{text}"
            if text:
                bases[kind] = key.pseudonym(basis), basis
            return bases[kind][0] if text else None

        return cls(
            told,
            address,
            keyed("uprn", folded_uprn(told.uprn or "")),
            keyed("form", address.form),
            keyed("shared form", address.form),
            keyed("near", address.near),
            dict(bases.values()),
        )

    @property
    def own_key(self) -> str | None:
        return self.uprn_key or self.form_key


def places_told(places: pa.Table) -> tuple[list[Told], list[int]]:
    """The distinct places, and for each mention which of them it is."""
    check_columns(places, PLACES)
    numbers: dict[Told, int] = {}
    columns = (places[name].to_pylist() for name in Told._fields)
    which = [numbers.setdefault(Told(*one), len(numbers)) for one in zip(*columns, strict=True)]
    return list(numbers), which


def keys_by_themselves(key: PartnershipKey, places: pa.Table) -> pa.Array:
    """The key of each mention where nothing is kept of others: of its UPRN, else of its form, else null."""
    distinct, which = places_told(places)
    return taken([Place.of(key, told).own_key for told in distinct], which)


def taken(keys: list[str | None], which: list[int]) -> pa.Array:
    return pa.array(keys, pa.string()).take(pa.array(which, pa.int64()))
