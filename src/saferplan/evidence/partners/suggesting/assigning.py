"""Gives columns to fields so that all fit as well as can be, and no column tells the same thing twice."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from saferplan.evidence.partners.fields import TIMES, WAYS_TO_A_POINT, all_fields
from saferplan.evidence.partners.mentions import Subject
from saferplan.evidence.partners.suggesting.likeness import Column, by_cells, fields_for

LEAST_FIT = 0.5
SURE, LIKELY = 0.85, 0.65
# A column of days without a telling heading is when something was reported, since most systems keep that.
ANY_TIME = 0.55
ADDRESS_PARTS = {"flat", "house", "building", "street", "road", "village", "town", "locality"}
PARTED_FIT = 0.7


@dataclass(frozen=True, eq=False)
class Proposal:
    """A column for a field. `fit` from 0 to 1. `others`: columns that go on where it ends, such as street."""

    field: str
    column: Column
    fit: float
    others: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """Of all columns that are its parts."""
        return (self.column.heading, *self.others)

    @property
    def confidence(self) -> str:
        return "sure" if self.fit >= SURE else "likely" if self.fit >= LIKELY else "a guess"


def assigned(columns: Sequence[Column]) -> list[Proposal]:
    """At most one column a field and one field a column, best together; in the order of the fields."""
    from scipy.optimize import linear_sum_assignment

    names = list(all_fields())
    fits = np.array([list(fields_for(column).values()) for column in columns]).reshape(-1, len(names))
    fits[fits < LEAST_FIT] = 0
    rows, chosen = linear_sum_assignment(fits, maximize=True)
    pairs = zip(rows.tolist(), chosen.tolist(), strict=True)
    found = [Proposal(names[at], columns[row], float(fits[row, at])) for row, at in pairs if fits[row, at]]
    found = _with_a_time(_with_a_reference(found), columns)
    found = _without_repeats(_with_an_address(_by_distinctness(found), columns))
    return sorted(found, key=lambda one: names.index(one.field))


def _by_distinctness(found: list[Proposal]) -> list[Proposal]:
    """Of two references the one that repeats less is the incident's, the other that of its case."""
    told = {one.field: one for one in found}
    own, case = told.get("reference"), told.get("case_reference")
    if not own or not case or case.column.distinct_share <= own.column.distinct_share:
        return found
    swapped = {own: Proposal("case_reference", own.column, own.fit), case: Proposal("reference", case.column, case.fit)}
    return [swapped.get(one, one) for one in found]


def _with_an_address(found: list[Proposal], columns: Sequence[Column]) -> list[Proposal]:
    """Where no column has a whole address, one in parts: flat, house, street."""
    taken = {one.column.heading for one in found}
    if any(one.field.endswith(".address") for one in found):
        return found
    parts = [one for one in columns if one.heading not in taken and set(one.words) & ADDRESS_PARTS]
    if not parts:
        return found
    return [*found, Proposal("place.address", parts[0], PARTED_FIT, tuple(one.heading for one in parts[1:]))]


def _with_a_reference(found: list[Proposal]) -> list[Proposal]:
    """A file with one column of references has that of the incident, whatever it is headed."""
    told = {one.field: one for one in found}
    if "reference" in told or "case_reference" not in told:
        return found
    case = told["case_reference"]
    return [one for one in found if one is not case] + [Proposal("reference", case.column, case.fit)]


def _with_a_time(found: list[Proposal], columns: Sequence[Column]) -> list[Proposal]:
    if {one.field for one in found} & set(TIMES):
        return found
    taken = {one.column.heading for one in found}
    field = all_fields()[TIMES[0]]
    dated = [one for one in columns if one.heading not in taken and (by_cells(one, field) or 0) >= 0.9]
    return [*found, Proposal(TIMES[0], dated[0], ANY_TIME)] if dated else found


def _without_repeats(found: list[Proposal]) -> list[Proposal]:
    """One way to a point, and a name in one piece or in parts."""
    told = {one.field: one.fit for one in found}
    left_out = {name for way in WAYS_TO_A_POINT if not set(way) <= told.keys() for name in way}
    whole = [way for way in WAYS_TO_A_POINT if set(way) <= told.keys()]
    best = max(whole, key=lambda way: sum(told[name] for name in way) / len(way), default=())
    left_out |= {name for way in whole if way != best for name in way}
    for subject in Subject:
        if f"{subject}.surname" in told:
            left_out.add(f"{subject}.full_name")
        else:
            left_out.add(f"{subject}.forenames")
    return [one for one in found if one.field not in left_out]
