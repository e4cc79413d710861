"""What an own area is drawn on: the partnership's area, its wards and its neighbourhoods."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from saferplan.errors import NothingLoaded, UnknownName
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.web.evidence.summaries import basis_of
from saferplan.web.partnerships.models import Partnership


@dataclass(frozen=True)
class Ward:
    """`parts`: code and name of each small area."""

    code: str
    name: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Around:
    """`basis` and `area` are None before anything is loaded that tells what lies where."""

    basis: Basis | None = None
    area: Area | None = None
    _wards: tuple[Ward, ...] = field(default=())

    @classmethod
    def of(cls, partnership: Partnership) -> "Around":
        try:
            basis = basis_of(partnership)
            area = basis.geography.area(partnership.area_code)
        except (NothingLoaded, UnknownName):
            return cls()
        return cls(basis, area, tuple(_wards(basis, area)))

    @cached_property
    def home(self) -> Any:
        """The outline of the partnership's area in metres of the grid; None where no boundaries tell."""
        from saferplan.evidence.points.outlines import outline_of

        if self.basis is None or self.area is None:
            return None
        try:
            return outline_of(self.basis, self.area)
        except NothingLoaded:
            return None

    @property
    def wards(self) -> tuple[Ward, ...]:
        return self._wards

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Every ward and each of its small areas."""
        return [pair for ward in self._wards for pair in ((ward.code, ward.name), *ward.parts)]


def _wards(basis: Basis, area: Area) -> list[Ward]:
    names, parts = basis.geography.names, {}
    places = basis.geography.places
    for lsoa, ward, unit in zip(*(places[name].to_pylist() for name in ("lsoa", "ward", "unit")), strict=True):
        if unit in area.units and ward and lsoa:
            parts.setdefault(ward, set()).add((lsoa, names.get(lsoa, lsoa)))
    found = [
        Ward(code, names.get(code, code), tuple(sorted(own, key=lambda one: one[1]))) for code, own in parts.items()
    ]
    return sorted(found, key=lambda ward: ward.name)
