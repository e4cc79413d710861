"""Which agencies must be in a partnership: `responsible_authorities.toml`, read and checked."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from saferplan.web.partnerships.areas import Nation, PlaceKind, kind_of, nation_of
from saferplan.web.partnerships.models import Agency, Standing

FILE = Path(__file__).with_name("responsible_authorities.toml")
TWO_TIER = "two-tier"


@dataclass(frozen=True)
class Authority:
    kind: str
    name: str
    nations: frozenset[Nation]
    citation: str
    since: date
    certainty: str
    checked: date
    until: date | None = None
    where: str = ""

    def is_one(self, *, codes: Iterable[str], nation: Nation, on: date) -> bool:
        is_two_tier = PlaceKind.DISTRICT in {kind_of(code) for code in codes}
        return (
            nation in self.nations
            and self.since <= on
            and (self.until is None or on < self.until)
            and (self.where != TWO_TIER or is_two_tier)
        )


@cache
def authorities() -> tuple[Authority, ...]:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))["authority"]
    return tuple(Authority(**one | {"nations": frozenset(map(Nation, one["nations"]))}) for one in told)


def required(codes: Iterable[str], on: date) -> list[Authority]:
    """For a partnership of these places, of which the first is its own area."""
    codes = list(codes)
    nation = nation_of(codes[0])
    return [one for one in authorities() if one.is_one(codes=codes, nation=nation, on=on)]


def missing(agencies: Iterable[Agency], codes: Iterable[str], on: date) -> list[Authority]:
    """Those that no agency of their kind stands for. A county with districts needs two councils."""
    there = Counter(agency.kind for agency in agencies if agency.standing == Standing.RESPONSIBLE)
    absent = []
    for one in required(codes, on):
        if there[one.kind]:
            there[one.kind] -= 1
        else:
            absent.append(one)
    return absent
