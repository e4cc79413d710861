"""The rows that a partner is asked to mend: where each stands, what is wrong with it, and what is wanted."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from saferplan.evidence.partners.fields import Field, all_fields
from saferplan.evidence.partners.quality.extract import Extract
from saferplan.evidence.partners.quality.figures import too_early
from saferplan.evidence.partners.quality.repeats import said_twice, same_again
from saferplan.evidence.sources.area_columns import plain
from saferplan.evidence.sources.base import RejectedRow


@dataclass(frozen=True)
class Mend:
    """`line`: physical line, 0 where only the reference is known; `heading`: the column at fault, '' for the row.

    `wrong` never says what a cell holds. `loaded`: whether the row is in the lake all the same.
    """

    line: int
    sheet: str
    reference: str
    heading: str
    wrong: str
    wanted: str
    loaded: bool


def to_mend(
    extract: Extract, *, emptied: Collection[RejectedRow] = (), area: Collection[str] | None = None
) -> list[Mend]:
    """In the order of the file. `emptied`: cells left empty, by line. `area`: the LSOAs in which places should lie."""
    found = [
        *(_of_fault(extract, row, loaded=False) for row in extract.rejected),
        *(_of_fault(extract, row, loaded=True) for row in emptied),
        *_of_pairs(extract),
        *_of_times(extract),
        *(_outside(extract, area) if area else ()),
    ]
    return sorted(found, key=lambda one: (one.sheet, one.line, one.heading, one.reference))


def _of_fault(extract: Extract, row: RejectedRow, *, loaded: bool) -> Mend:
    """Readers of workbooks name the sheet behind the reason."""
    reason, _, sheet = row.reason.partition(" (sheet ")
    wanted = _wanted(extract.promised).get(plain(row.field), "As many cells as the heading has.")
    return Mend(row.line, sheet.removesuffix(")"), "", row.field, f"{row.field} {reason}".strip(), wanted, loaded)


def _wanted(promised: Mapping[str, str]) -> dict[str, str]:
    """By heading, what its cells should tell; of several fields that one column fills, of all."""
    found: dict[str, list[str]] = {}
    for name, heading in promised.items():
        field = all_fields()[name]
        allowed = f": {', '.join(field.allowed)}" if field.allowed else ""
        found.setdefault(plain(heading), []).append(f"{told_to_partners(field)}{allowed}")
    return {heading: "; ".join(meanings) for heading, meanings in found.items()}


def told_to_partners(field: Field) -> str:
    """What the field means, without what follows for those who write profiles."""
    return field.meaning.partition(";")[0]


def _of_pairs(extract: Extract) -> Iterator[Mend]:
    for row, first in said_twice(extract):
        wrong = f"says the same reference and person as {_place(extract, first)}"
        yield _of_row(extract, row, "reference", wrong, "One row for each person and incident.")
    for row, first in same_again(extract):
        wrong = f"says the same person, time and place as {_place(extract, first)}, under another reference"
        yield _of_row(extract, row, "reference", wrong, "One reference for one incident, if it is one.")


def _place(extract: Extract, row: int) -> str:
    if len(extract.lines):
        sheet = f" of sheet {extract.sheets[row]}" if extract.sheets and extract.sheets[row] else ""
        return f"line {extract.lines[row]}{sheet}"
    return f"reference {extract.column('reference')[row].as_py()}"


def _of_times(extract: Extract) -> Iterator[Mend]:
    for row in np.flatnonzero(too_early(extract)):
        wrong = "was reported on a day before the one on which it happened"
        yield _of_row(extract, int(row), "reported_time", wrong, "The day on which the agency was told.")


def _outside(extract: Extract, area: Collection[str]) -> Iterator[Mend]:
    for row in outside(extract, area):
        wrong = "lies outside the partnership's area"
        yield _of_row(extract, row, "lsoa_code", wrong, "The place of the incident, not of the person.")


def outside(extract: Extract, area: Collection[str]) -> list[int]:
    """Rows whose small area is known and none of `area`."""
    codes = extract.column("lsoa_code").to_pylist()
    return [row for row, code in enumerate(codes) if code is not None and code not in area]


def _of_row(extract: Extract, row: int, field: str, wrong: str, wanted: str) -> Mend:
    return Mend(
        int(extract.lines[row]) if len(extract.lines) else 0,
        extract.sheets[row] if extract.sheets else "",
        extract.column("reference")[row].as_py() or "",
        extract.promised.get(field, ""),
        f"the row {wrong}",
        wanted,
        loaded=True,
    )
