"""The rules of counting once more, in plain Python: slow, obvious, and one incident at a time.

Only counts, months and residents: intervals and tests have references of their own.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Incident = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """A small area of 2021 and what it lies in; `residents` on the one day that is known."""

    lsoa: str
    ward: str | None
    unit: str
    force: str
    residents: int


@dataclass(frozen=True)
class Figure:
    count: int | None
    months_present: int
    residents: int | None
    status: str


@dataclass(frozen=True)
class Reference:
    """`fits`: old small areas to those that stand for them; `splits`: those that were split, to all of their parts;
    `delivered`: pairs of force and month.
    """

    places: Sequence[Place]
    fits: Mapping[str, str]
    incidents: Sequence[Incident]
    delivered: Collection[tuple[str, str]]
    splits: Mapping[str, Collection[str]]

    def figure(self, kind: str, code: str, months: Sequence[str], types: Collection[str]) -> Figure:
        """Of a unit, ward or lsoa, or of a force or country: a set of units."""
        own = [place for place in self.places if self._lies_in(place, kind, code)]
        if kind in ("unit", "ward", "lsoa"):
            present = [month for month in months if (own[0].force, month) in self.delivered]
            if kind == "lsoa":
                present = [month for month in present if not self._is_untold(own[0], month)]
            left_out = False
        else:
            present = [month for month in months if self._most_have(own, [month])]
            while present and not self._most_have(own, present):
                present.remove(min(present, key=lambda month: (self._having(own, [month]), month)))
            complete = [place for place in own if all((place.force, month) in self.delivered for month in present)]
            left_out = len(complete) < len(own)
            own = complete if present else own
            present = present if complete else []
        if not present:
            return Figure(None, 0, sum(place.residents for place in own) if kind in ("unit", "ward", "lsoa") else None,
                          "missing")  # fmt: skip
        count = 0
        for incident in self.incidents:
            lsoa = self.fits.get(incident["lsoa"], incident["lsoa"])
            if incident["month"] in present and incident["crime_type"] in types:
                count += sum(1 for place in own if (place.lsoa, place.force) == (lsoa, incident["publisher"]))
        status = "partial" if left_out or len(present) < len(months) else "ok"
        return Figure(count, len(present), sum(place.residents for place in own), status)

    def _is_untold(self, place: Place, month: str) -> bool:
        """Whether any incident of the month is of an old small area of which this is one part of several."""
        return any(
            (incident["month"], incident["publisher"]) == (month, place.force)
            and place.lsoa in self.splits.get(incident["lsoa"], ())
            for incident in self.incidents
        )

    @staticmethod
    def _lies_in(place: Place, kind: str, code: str) -> bool:
        return kind == "country" or getattr(place, kind) == code

    def _having(self, places: Sequence[Place], months: Collection[str]) -> int:
        return sum(
            place.residents for place in places if all((place.force, month) in self.delivered for month in months)
        )

    def _most_have(self, places: Sequence[Place], months: Collection[str]) -> bool:
        return self._having(places, months) * 2 >= sum(place.residents for place in places)
