"""A basis whose counts and geography were worked out before, for the partnership areas that a site shows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from saferplan.errors import NothingLoaded
from saferplan.evidence.basis import Basis
from saferplan.evidence.counts import Counts
from saferplan.evidence.coverage import Coverage
from saferplan.evidence.denominators import Denominator, DenominatorName, Denominators
from saferplan.evidence.geography import Geography
from saferplan.evidence.placing import WardsByPoint
from saferplan.evidence.profiles import Profile
from saferplan.evidence.snapshot import Snapshot
from saferplan.evidence.stated_figures import Unplaced

Estimates = Mapping[tuple[DenominatorName, str], Mapping[date, Denominator]]
UnplacedByType = dict[str, dict[str, dict[str, Unplaced]]]


class KeptDenominators(Denominators):
    """`estimates`: by name and kind of area, those of each reference date."""

    def __init__(self, estimates: Estimates) -> None:
        self.estimates = estimates

    def days(self, name: DenominatorName, kind: str) -> Collection[date]:
        return self.estimates.get((name, kind), {}).keys()

    def on(self, name: DenominatorName, kind: str, day: date) -> Denominator:
        return self.estimates[name, kind][day]


@dataclass(frozen=True)
class WardVintages:
    """By level of wards: codes and names, the unit of each ward, and the ward of each small area (best fit).

    `faults`: what is wrong with a level that could not be worked out.
    """

    levels: dict[str, dict[str, str]]
    unit_of: dict[str, dict[str, str]]
    fits: dict[str, dict[str, str]]
    faults: dict[str, tuple[str, str, str]]


class KeptWards(WardsByPoint):
    """Outlines are read from the lake only to place further points."""

    def __init__(self, snapshot: Snapshot, places: pa.Table, vintages: WardVintages) -> None:
        super().__init__(snapshot, places, vintages.levels)
        self._unit_of.update(vintages.unit_of)
        self._best_fits.update(vintages.fits)
        self._faults = vintages.faults

    def unit_of(self, level: str) -> dict[str, str]:
        if level in self._faults:
            problem, where, remedy = self._faults[level]
            raise NothingLoaded(problem, where=where, remedy=remedy)
        return super().unit_of(level)


@dataclass(frozen=True)
class Kept:
    """All that a KeptBasis knows. `counts` by kind of area and the partnership area that they are of, None: of all."""

    units: tuple[str, ...]
    geography: Geography
    vintages: WardVintages
    coverage: Coverage
    estimates: Estimates
    profiles: dict[str, Profile]
    crime_types: frozenset[str]
    months_of_splits: dict[str, frozenset[str]]
    unplaced: UnplacedByType
    stated_unplaced: dict[str, dict[str, Unplaced]]
    counts: dict[tuple[str, str | None], Counts]


class KeptBasis(Basis):
    """Every figure is the plain basis's. Of other partnership areas there are whole ones and their authorities alone.

    The engine starts only where somebody asks for what is not kept.
    """

    def __init__(self, snapshot: Snapshot, kept: Kept) -> None:
        super().__init__(snapshot)
        self.kept = kept
        self.geography = kept.geography
        self.coverage = kept.coverage
        self.denominators = KeptDenominators(kept.estimates)
        self.profiles = kept.profiles
        self.crime_types = kept.crime_types
        self.months_of_splits = kept.months_of_splits
        self._counts.update(kept.counts)
        self._remembered["unplaced"] = kept.unplaced
        for pfa, stated in kept.stated_unplaced.items():
            self._remembered["stated_unplaced", pfa] = stated
