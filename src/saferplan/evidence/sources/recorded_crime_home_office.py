"""Police recorded crime by Community Safety Partnership, quarter and offence, as the Home Office publishes it.

Open data tables in ODS, XLSX or CSV; workbooks have a sheet a financial year behind a cover and notes. Partnerships are
named, not coded. A quarter's count can be negative: offences cancelled or moved to another force later are taken off.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from saferplan.evidence.sources.area_columns import plain, shaped_like
from saferplan.evidence.sources.base import Delivered, Reading, Slice
from saferplan.evidence.sources.delimited import read_delimited
from saferplan.evidence.sources.records import (
    Records,
    ReferenceSource,
    Sieve,
    gather,
    per_distinct,
    records_of,
    rows_for,
)
from saferplan.evidence.sources.workbook import is_workbook, sheets, sheets_if_sound
from saferplan.evidence.tables import RECORDED_CRIME

# The names a column has had: the first is that of the tables up to 2019.
COLUMNS = {
    "year": ("financial year",),
    "quarter": ("quarter", "financial quarter"),
    "force_name": ("force name", "police force"),
    "name": ("csp name",),
    "offence": ("offence description",),
    "offence_group": ("offence group",),
    "offence_subgroup": ("offence subgroup",),
    "offence_code": ("offence code",),
    "offences": ("number of offences", "offence count"),
}
SOURCE = "Home Office, police recorded crime open data tables by Community Safety Partnership"
FIRST_MONTHS = {1: 4, 2: 7, 3: 10, 4: 1}
_YEAR = re.compile(r"(20\d\d)[/_–-](?:20)?(\d\d)")
_QUARTER = re.compile(r"[Qq]?([1-4])")


def recognises(delivered: Delivered) -> bool:
    if is_workbook(delivered):
        return any(_is_heading(cells) for sheet in sheets_if_sound(delivered) for cells in sheet.first_rows())
    return _is_heading(delivered.header)


def read(delivered: Delivered) -> Reading:
    sieves, pieces = [], []
    for records in _tables(delivered):
        sieve = Sieve(records)
        pieces += _quarters(sieve)
        sieves.append(sieve)
    editions = dict.fromkeys(edition for edition, _ in pieces)
    slices = [
        Slice(RECORDED_CRIME.name, (edition,), pa.concat_tables([rows for one, rows in pieces if one == edition]))
        for edition in editions
    ]
    return gather(delivered, sieves, slices)


def _tables(delivered: Delivered) -> Iterator[Records]:
    if not is_workbook(delivered):
        yield read_delimited(delivered)
        return
    for sheet in sheets(delivered):
        if records := records_of(sheet.rows(), _is_heading, sheet.name):
            yield records


def _is_heading(cells: Sequence[str]) -> bool:
    headings = {plain(cell) for cell in cells}
    return all(headings & set(names) for names in COLUMNS.values())


def _quarters(sieve: Sieve) -> list[tuple[str, pa.Table]]:
    """(edition, rows) of each financial year and quarter in the table."""
    heading = {role: _heading(sieve.records, names) for role, names in COLUMNS.items()}
    years, quarters = _year(sieve, heading["year"]), _quarter(sieve, heading["quarter"])
    texts = {
        role: sieve.filled(heading[role]) for role in ("force_name", "name", "offence", "offence_group", "offence_code")
    }
    texts["offence_subgroup"] = sieve.records.text(heading["offence_subgroup"])
    offences = sieve.whole(heading["offences"], least=None)
    found = []
    for key in np.unique(years[sieve.ok] * 10 + quarters[sieve.ok]).tolist():
        rows = pa.array(sieve.ok & (years * 10 + quarters == key))
        kept = {role: text.filter(rows) for role, text in texts.items()}
        year, quarter = divmod(key, 10)
        found.append(_quarter_rows(year, quarter, kept, pa.array(offences).filter(rows)))
    return found


def _quarter_rows(year: int, quarter: int, texts: dict[str, pa.Array], offences: pa.Array) -> tuple[str, pa.Table]:
    first = f"{year + (quarter == 4)}-{FIRST_MONTHS[quarter]:02d}"
    last = f"{year + (quarter == 4)}-{FIRST_MONTHS[quarter] + 2:02d}"
    edition = f"home-office-csp:{year}-{(year + 1) % 100:02d}-q{quarter}"
    unassigned = shaped_like(texts["name"], "(?i)^unassigned")
    rows = rows_for(
        RECORDED_CRIME,
        len(offences),
        edition=edition,
        source=SOURCE,
        period=f"{first}..{last}",
        level=pa.array(["csp", "unassigned"]).take(pa.array(unassigned.astype(np.int64))),
        **texts,
        offences=offences,
    )
    return edition, rows


def _heading(records: Records, names: tuple[str, ...]) -> str:
    return next(one for one in records.heading if plain(one) in names)


def _year(sieve: Sieve, heading: str) -> np.ndarray:
    """The calendar year in which each row's financial year starts."""

    def start(text: str) -> int | None:
        found = _YEAR.fullmatch(text)
        return int(found[1]) if found and (int(found[1]) + 1) % 100 == int(found[2]) else None

    years, understood = per_distinct(sieve.records.text(heading), start, np.int64)
    sieve.reject(~understood, heading, "is not a financial year such as 2023/24")
    return years


def _quarter(sieve: Sieve, heading: str) -> np.ndarray:
    def number(text: str) -> int | None:
        found = _QUARTER.fullmatch(text)
        return int(found[1]) if found else None

    quarters, understood = per_distinct(sieve.records.text(heading), number, np.int64)
    sieve.reject(~understood, heading, "is not a quarter from 1 to 4")
    return quarters


SOURCES = (
    ReferenceSource(
        "Home Office recorded crime by Community Safety Partnership",
        recognises,
        read,
        (
            tuple(names[0] for names in COLUMNS.values()),
            tuple(names[-1] for names in COLUMNS.values()),
        ),
    ),
)
