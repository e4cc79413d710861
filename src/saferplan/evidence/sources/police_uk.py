"""The files of data.police.uk: street-level crime, outcomes, and stop and search.

One file holds one month of one force. Its rows are judged by SQL conditions (police_rules), so that a million rows are
judged in one pass; the same conditions name the fault of a row that fails (loading.bad_rows).
"""

import csv
import io
import itertools
import re
from dataclasses import dataclass

from saferplan.errors import UnknownName, nearest
from saferplan.evidence.sources import police_forces
from saferplan.evidence.sources.base import Delivered
from saferplan.evidence.sources.police_rules import (
    AT_SEA,
    BAD_DATE,
    BAD_FORCE,
    BAD_LSOA,
    BAD_MONTH,
    BAD_POINT,
    BAD_TYPE,
    CRIME_TYPE_SLUG,
    NO_OUTCOME,
    Rule,
)
from saferplan.evidence.tables import INCIDENTS, OUTCOMES, STOP_AND_SEARCH, Table

FILE_NAME = re.compile(r"([0-9]{4}-[0-9]{2})-([a-z-]+?)-(street|outcomes|stop-and-search)$")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_MONTH_FORM = re.compile(r"[0-9]{4}-[0-9]{2}")
FIRST_MONTH = "2010-12"  # the first month that data.police.uk published


@dataclass(frozen=True, eq=False)
class PoliceFormat:
    """One of the three files: its heading, the table it fills, how a row becomes one of the table's, and its rules."""

    format: str
    table: Table
    headings: dict[str, str]
    optional: frozenset[str]
    select: dict[str, str]
    rules: tuple[Rule, ...]

    def recognises(self, delivered: Delivered) -> bool:
        given = set(delivered.header)
        return not self.missing(given) and given <= set(self.headings) and len(given) == len(delivered.header)

    def missing(self, given: set[str]) -> set[str]:
        """Headings that the format needs and the file lacks."""
        return set(self.headings) - self.optional - given


_PLACE = {
    "Longitude": "longitude",
    "Latitude": "latitude",
}
_SHARED = {
    "Crime ID": "incident_id",
    "Month": "month",
    "Reported by": "reported_by",
    "Falls within": "falls_within",
    **_PLACE,
    "Location": "location",
    "LSOA code": "lsoa_code",
    "LSOA name": "lsoa_name",
}
_POINT = {
    "longitude": "try_cast(r.longitude AS DOUBLE)",
    "latitude": "try_cast(r.latitude AS DOUBLE)",
}
_COMMON = {"month": "e.month", "publisher": "e.publisher", "extract_id": "e.extract_id", **_POINT}

STREET = PoliceFormat(
    "police-uk-street",
    INCIDENTS,
    {
        **_SHARED,
        "Crime type": "crime_type",
        "Last outcome category": "last_outcome",
        "Context": "context",
    },
    frozenset({"Falls within", "LSOA name", "Context"}),
    {
        **_COMMON,
        "incident_id": "r.incident_id",
        "crime_type": CRIME_TYPE_SLUG,
        "location": "r.location",
        "lsoa_code": "r.lsoa_code",
        "last_outcome": "r.last_outcome",
    },
    (BAD_MONTH, BAD_FORCE, BAD_TYPE, BAD_POINT, AT_SEA, BAD_LSOA),
)

OUTCOME = PoliceFormat(
    "police-uk-outcomes",
    OUTCOMES,
    {**_SHARED, "Outcome type": "outcome_type"},
    frozenset({"Falls within", "LSOA name"}),
    {
        **_COMMON,
        "incident_id": "r.incident_id",
        "outcome_type": "r.outcome_type",
        "lsoa_code": "r.lsoa_code",
    },
    (BAD_MONTH, BAD_FORCE, NO_OUTCOME, BAD_POINT, AT_SEA, BAD_LSOA),
)

STOP_SEARCH = PoliceFormat(
    "police-uk-stop-and-search",
    STOP_AND_SEARCH,
    {
        "Type": "search_type",
        "Date": "date",
        "Part of a policing operation": "part_of_operation",
        "Policing operation": "operation",
        "Latitude": "latitude",
        "Longitude": "longitude",
        "Gender": "gender",
        "Age range": "age_range",
        "Self-defined ethnicity": "self_defined_ethnicity",
        "Officer-defined ethnicity": "officer_defined_ethnicity",
        "Legislation": "legislation",
        "Object of search": "object_of_search",
        "Outcome": "outcome",
        "Outcome linked to object of search": "outcome_linked",
        "Removal of more than just outer clothing": "clothing_removed",
    },
    frozenset({"Part of a policing operation", "Policing operation"}),
    {
        **_COMMON,
        "search_type": "r.search_type",
        "gender": "r.gender",
        "age_range": "r.age_range",
        "self_defined_ethnicity": "r.self_defined_ethnicity",
        "officer_defined_ethnicity": "r.officer_defined_ethnicity",
        "legislation": "r.legislation",
        "object_of_search": "r.object_of_search",
        "outcome": "r.outcome",
    },
    (BAD_DATE, BAD_POINT, AT_SEA),
)

POLICE_FORMATS = (STREET, OUTCOME, STOP_SEARCH)


@dataclass(frozen=True)
class Expected:
    """The one month and force that a file is about."""

    month: str
    publisher: str
    force_name: str


def expected_content(delivered: Delivered, police_format: PoliceFormat, this_month: str) -> Expected:
    """By the file's name where that is the publisher's, else by its first row; refuses what fits neither."""
    if named := FILE_NAME.search(delivered.stem):
        force, month, line = _force_named(delivered, named[2]), named[1], None
    else:
        force, month, line = *_first_row(delivered, police_format), 2
    if not _MONTH.fullmatch(month) or not FIRST_MONTH <= month <= this_month:
        told = month if _MONTH_FORM.fullmatch(month) else "it"
        raise delivered.refuse(
            f"the month cannot be right: {told} is not one from {FIRST_MONTH}, the first published, to {this_month}",
            line=line,
            remedy="Check the file's name and its Month column.",
        )
    return Expected(month, force.slug, force.name)


def _force_named(delivered: Delivered, slug: str) -> police_forces.Force:
    try:
        return police_forces.by_slug(slug)
    except UnknownName as unknown:
        raise delivered.refuse(unknown.problem, remedy=unknown.remedy) from None


def _first_row(delivered: Delivered, police_format: PoliceFormat) -> tuple[police_forces.Force, str]:
    """Force and month of the first row. What stands there may be anything, so the refusal does not repeat it."""
    if "Reported by" not in police_format.headings:
        raise delivered.refuse(
            "the rows do not say which force they are from",
            remedy="Give it the name under which it was published, such as 2024-01-bedfordshire-stop-and-search.csv.",
        )
    rows = csv.reader(io.StringIO(delivered.head.decode("utf-8-sig", errors="ignore")))
    first = next((cells for cells in itertools.islice(rows, 1, None) if cells), [])
    cells = dict(zip(delivered.header, first, strict=False))
    name = cells.get("Reported by", "")
    try:
        return police_forces.by_name(name), cells.get("Month", "")
    except UnknownName:
        names = [force.name for force in police_forces.all_forces()]
        raise delivered.refuse(
            "'Reported by' is the name of no police force that publishes on data.police.uk",
            line=2,
            remedy=nearest(name, names) or "Check the rows, or download the file again.",
        ) from None
