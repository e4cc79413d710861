"""Small numbers of people from restricted tables, which no published document may show."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from saferplan.documents.document import Document, PlacedExhibit, PrintedFigure
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.life.remarks import About, Remark, error
from saferplan.evidence.disclosure import is_small, rule
from saferplan.evidence.findings import Provenance
from saferplan.evidence.tables import ALL_TABLES

_TOTAL = re.compile(r"(all|total|whole|every|together)\b", re.IGNORECASE)
_NO_COUNTS = re.compile(r"^months|months$|^(year|rank|decile|order|lag)|_(rank|decile|order|lag)$")
_WHOLE = re.compile(r"\d[\d,]*")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
TO_DO = "Hide it by disclosure control (evidence/disclosure.py), widen the area or the period, or leave it out."


def small_numbers(document: Document) -> Iterator[Remark]:
    """Small counts in the text and in exhibits, and hidden ones that a total gives away."""
    for figure in document.printed:
        if _is_small_figure(figure):
            problem = f"{figure.text} is a count from 1 to {rule().threshold - 1}, from a restricted table"
            yield error(About.DISCLOSURE, figure.file, figure.line, problem, TO_DO)
    for placed in document.exhibits:
        if is_restricted(placed.exhibit.provenance):
            yield from _in_exhibit(placed)


def is_restricted(provenance: Provenance) -> bool:
    return any(name in ALL_TABLES and ALL_TABLES[name].is_restricted for name in provenance.tables)


def _is_small_figure(figure: PrintedFigure) -> bool:
    """Rates, shares and ratios have other shapes: a whole number alone is a count, and so is a finding's whole number
    however it is printed ('3 people', '3.0').
    """
    restricted = [finding for finding in figure.findings if is_restricted(finding.provenance)]
    shown = {float(number.replace(",", "")) for number in _NUMBER.findall(figure.text)}
    counts = {finding.value for finding in restricted if _is_count("", finding.value)}
    is_count_alone = bool(restricted) and bool(_WHOLE.fullmatch(figure.text))
    return any(is_small(number) for number in shown if is_count_alone or number in counts)


def _in_exhibit(placed: PlacedExhibit) -> Iterator[Remark]:
    """The JSON of a build has every field of a record, so that a field which no column shows is published too."""
    exhibit = placed.exhibit
    for record in exhibit.records:
        for key, value in record.items():
            if _is_count(key, value) and is_small(value):
                problem = f"exhibit '{exhibit.id}' shows {value:g} {_place(exhibit, record, key)}"
                yield error(About.DISCLOSURE, placed.file, placed.line, f"{problem}, from a restricted table", TO_DO)
    for column in exhibit.columns:
        if column.kind == "count" and _is_given_away(exhibit.records, exhibit, column):
            problem = f"exhibit '{exhibit.id}' hides one count alone in '{column.heading}', which its total gives away"
            yield error(About.DISCLOSURE, placed.file, placed.line, problem, "Hide another count beside it.")


def _is_count(key: str, value: Any) -> bool:
    """Whole numbers, of people or events unless the field is known to hold something else."""
    return isinstance(value, int) and not isinstance(value, bool) and not _NO_COUNTS.search(key)


def _place(exhibit: Exhibit, record: Mapping[str, Any], key: str) -> str:
    headings = {column.key: column.heading for column in exhibit.columns}
    where = f"'{headings[key]}'" if key in headings else f"the field '{key}', which its data holds"
    return f"for {record.get(exhibit.columns[0].key)} in {where}"


def _is_given_away(records: Sequence[Mapping[str, Any]], exhibit: Exhibit, column: ColumnSpec) -> bool:
    """One hidden count in a column whose total is shown, and whose other counts add up to less than it."""
    label = exhibit.columns[0].key
    totals = [record for record in records if _TOTAL.match(str(record.get(label, "")))]
    parts = [record.get(column.key) for record in records if record not in totals]
    shown = [value for value in parts if isinstance(value, int | float)]
    total = totals[0].get(column.key) if len(totals) == 1 else None
    return len(parts) - len(shown) == 1 and isinstance(total, int | float) and sum(shown) < total
