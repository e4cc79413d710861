"""What is known of a partnership's own areas: counts, and which share of each small area's residents lives in them.

It is worked out once for a load (`counting`), kept, and read by pages. Own areas may overlap: each is counted by
itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from saferplan.errors import UnknownName
from saferplan.evidence.counts import Counts
from saferplan.evidence.denominators import Denominator

WHOLE = 1.0
MOST_OF_ITS_LAND = 0.5


@dataclass(frozen=True)
class Residents:
    """`estimate` by the shares; `low` without the small areas that are in it in part, `high` with all of these."""

    low: int
    estimate: int
    high: int
    source: str

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class OwnFigures:
    """`shares`: of the small areas (LSOA 2021) that the area has a part in, from just over 0 to 1; empty where no
    boundaries are loaded to tell. `counts`: by month and crime type, in the orders of the two lists. `unknown`: codes
    that it was to be made of and that the lookups do not have. `residents` are of the newest estimate. `outline`: of
    a drawn one, in hexadecimal digits.
    """

    code: str
    name: str
    unit: str
    is_outlined: bool
    shares: dict[str, float]
    months: list[str]
    crime_types: list[str]
    counts: list[list[int]] = field(repr=False)
    unknown: list[str] = field(default_factory=list)
    residents: Residents | None = None
    note: str = ""
    outline: str = field(default="", repr=False)

    @property
    def best_fits(self) -> list[str]:
        """The small areas that stand for it where records are restricted: those with half of their land in it."""
        return sorted(code for code, share in self.shares.items() if share >= MOST_OF_ITS_LAND)

    @property
    def whole(self) -> list[str]:
        return sorted(code for code, share in self.shares.items() if share == WHOLE)

    @property
    def cut(self) -> list[str]:
        return sorted(code for code, share in self.shares.items() if share < WHOLE)

    def as_told(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_told(cls, told: Mapping[str, Any]) -> "OwnFigures":
        given: dict[str, Any] = dict(told)
        residents = Residents(**given.pop("residents")) if given["residents"] else given.pop("residents")
        return cls(**given, residents=residents)


@dataclass(frozen=True)
class OwnAreas:
    """`figures` of those that are counted, by code. `absent`: why others are not here, in words for who asks."""

    figures: Mapping[str, OwnFigures] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)

    def __contains__(self, code: str) -> bool:
        return code in self.figures or code in self.absent

    def __getitem__(self, code: str) -> OwnFigures:
        """Raises UnknownName where the area is not counted, or is no more."""
        if code in self.absent:
            raise UnknownName(self.absent[code])
        return self.figures[code]

    @cached_property
    def names(self) -> dict[str, str]:
        return {code: one.name for code, one in self.figures.items()}

    @cached_property
    def counts(self) -> Counts:
        """Of all of them, over every month and crime type that any has."""
        own = list(self.figures.values())
        months = tuple(sorted({month for one in own for month in one.months}))
        types = tuple(sorted({slug for one in own for slug in one.crime_types}))
        values = np.zeros((len(own), len(months), len(types)), dtype=np.int64)
        for at, one in enumerate(own):
            if one.months and one.crime_types:
                places = np.ix_(
                    [months.index(month) for month in one.months], [types.index(slug) for slug in one.crime_types]
                )
                values[at][places] = one.counts
        return Counts(tuple(self.figures), months, types, values)

    def related(self, code: str, by_small_area: Denominator) -> Denominator:
        """The denominator of one own area, of that of the small areas; without a value where one is not known."""
        shares = self[code].shares
        known = {lsoa: by_small_area.of(lsoa) for lsoa in shares}
        if not shares or any(value is None for value in known.values()):
            return replace(by_small_area, values={})
        return replace(by_small_area, values={code: round(_weighed(shares, known))})


def _weighed(shares: Mapping[str, float], values: Mapping[str, int | None]) -> float:
    return sum(share * (values[lsoa] or 0) for lsoa, share in shares.items())


def residents_of(shares: Mapping[str, float], by_small_area: Denominator) -> Residents | None:
    """None where the residents of one of the small areas are not known, or no shares are."""
    known = {lsoa: by_small_area.of(lsoa) for lsoa in shares}
    if not shares or any(value is None for value in known.values()):
        return None
    low = sum(value or 0 for lsoa, value in known.items() if shares[lsoa] == WHOLE)
    high = sum(value or 0 for value in known.values())
    return Residents(low, round(_weighed(shares, known)), high, by_small_area.source)


def note_of(is_outlined: bool, shares: Mapping[str, float], residents: Residents | None, unknown: Sequence[str]) -> str:
    """What stands beside each figure of the area."""
    notes = []
    if is_outlined:
        notes.append("own area: incidents are counted by map point, which the police move to a point near by")
    if is_outlined and residents is None:
        notes.append("its residents are not known, as no boundaries of small areas are loaded")
    elif residents is not None and not residents.is_exact:
        cut = sum(share < WHOLE for share in shares.values())
        parts = "1 small area that its line cuts" if cut == 1 else f"{cut} small areas that its line cuts"
        notes.append(
            f"residents of {parts} are taken by land: about {residents.estimate:,},"
            f" at least {residents.low:,} and at most {residents.high:,}"
        )
    if unknown:
        notes.append(f"without {', '.join(unknown)}, which the lookups loaded do not have")
    return "; ".join(notes)
