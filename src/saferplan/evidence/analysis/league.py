"""Which areas have the highest rates, crime type by crime type, and which of them come up more than once."""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

RULE = (
    "Areas stand in order of their rate. All areas that tie for the last place are kept, "
    "and an area where nothing was recorded takes no place."
)


@dataclass(frozen=True)
class Place:
    """`rank` is 1 for the highest; areas with the same rate share a rank, and the next one skips (1, 2, 2, 4)."""

    rank: int
    area_code: str
    area_name: str
    rate: float
    count: int


@dataclass(frozen=True)
class TopList:
    """The places for one crime type. `left_out`: codes of areas whose rate is unknown."""

    crime_type: str
    asked: int
    places: tuple[Place, ...]
    left_out: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """What a reader must be told of this list; empty where it is as long as asked and nothing is missing."""
        notes = []
        if len(self.places) > self.asked:
            last = self.places[-1].rank
            tied = sum(place.rank == last for place in self.places)
            notes.append(f"{tied} areas tie for place {last}, so {len(self.places)} are listed.")
        elif len(self.places) < self.asked:
            notes.append(f"Only {len(self.places)} of {self.asked} places are taken: no other area has any recorded.")
        if self.left_out:
            notes.append(f"Left out because the rate is not known: {len(self.left_out)}.")
        return " ".join(notes)


@dataclass(frozen=True)
class Listed:
    """An area that is in at least one top list, and in which."""

    area_code: str
    area_name: str
    crime_types: tuple[str, ...]


@dataclass(frozen=True)
class Overlap:
    """Codes in the order in which they came."""

    both: tuple[str, ...]
    only_in_league: tuple[str, ...]
    only_named: tuple[str, ...]


def top(records: Iterable[Mapping[str, Any]], n: int = 5) -> dict[str, TopList]:
    """The n areas with the highest rate for each crime type, by RULE; crime types in the order of the records.

    Each record has area_code, area_name, crime_type, rate (None or NaN where unknown) and count. A rate from a
    few incidents is mostly chance: show the count and the interval beside it.
    """
    if n < 1:
        raise ValueError(f"a league has at least one place, not {n}")
    by_type: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for record in records:
        by_type[record["crime_type"]].append(record)
    return {crime_type: _top_list(crime_type, rows, n) for crime_type, rows in by_type.items()}


def union(leagues: Mapping[str, TopList]) -> tuple[Listed, ...]:
    """Every area in any of the lists; those in most lists first, then by code."""
    names: dict[str, str] = {}
    types: dict[str, list[str]] = defaultdict(list)
    for crime_type, league in leagues.items():
        for place in league.places:
            names[place.area_code] = place.area_name
            types[place.area_code].append(crime_type)
    listed = (Listed(code, names[code], tuple(types[code])) for code in names)
    return tuple(sorted(listed, key=lambda one: (-len(one.crime_types), one.area_code)))


def overlap(listed: Sequence[Listed], named: Iterable[str]) -> Overlap:
    """Which areas of the league are on a named list of area codes, such as a council's programme."""
    codes = [one.area_code for one in listed]
    wanted = list(dict.fromkeys(named))
    in_league, on_list = set(codes), set(wanted)
    return Overlap(
        both=tuple(code for code in codes if code in on_list),
        only_in_league=tuple(code for code in codes if code not in on_list),
        only_named=tuple(code for code in wanted if code not in in_league),
    )


def _top_list(crime_type: str, rows: Sequence[Mapping[str, Any]], n: int) -> TopList:
    codes = [row["area_code"] for row in rows]
    if len(set(codes)) < len(codes):
        raise ValueError(f"an area comes twice in the league of {crime_type}")
    rates = [math.nan if row["rate"] is None else float(row["rate"]) for row in rows]
    rising = sorted(rate for rate in rates if rate > 0)
    places = []
    for row, rate in zip(rows, rates, strict=True):
        rank = 1 + len(rising) - bisect_right(rising, rate)
        if rate > 0 and rank <= n:
            places.append(Place(rank, row["area_code"], row["area_name"], rate, int(row["count"])))
    places.sort(key=lambda place: (place.rank, -place.count, place.area_code))
    unknown = tuple(code for code, rate in zip(codes, rates, strict=True) if math.isnan(rate))
    return TopList(crime_type, n, tuple(places), unknown)
