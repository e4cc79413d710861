"""The files of data.police.uk: street-level crime, outcomes, and stop and search.

One file holds one month of one force. Its rows are judged by SQL conditions, so that a million rows are judged
in one pass; the same conditions name the fault of a row that fails (see loading.incidents).
"""

import csv
import io
import re
from dataclasses import dataclass

from saferplan.errors import UnknownName
from saferplan.evidence.sources import police_forces
from saferplan.evidence.sources.base import Delivered
from saferplan.evidence.sources.police_categories import CELL_ROW, crime_type_slug_sql
from saferplan.evidence.tables import INCIDENTS, OUTCOMES, STOP_AND_SEARCH, Table

FILE_NAME = re.compile(r"(\d{4}-\d{2})-([a-z-]+?)-(street|outcomes|stop-and-search)$")
CRIME_TYPE_SLUG = crime_type_slug_sql("r.crime_type")
FIRST_MONTH = "2010-12"  # the first month that data.police.uk published


@dataclass(frozen=True)
class Rule:
    """A row breaks the rule where `broken` (SQL over columns r.* and e.*) is true; `reason` is SQL text for it."""

    field: str
    broken: str
    reason: str


@dataclass(frozen=True)
class PoliceFormat:
    """One of the three files: its heading, the table it fills, how a row becomes one of the table's, and its rules."""

    format: str
    table: Table
    headings: dict[str, str]
    optional: frozenset[str]
    select: dict[str, str]
    rules: tuple[Rule, ...]

    def recognises(self, delivered: Delivered) -> bool:
        return not self.missing(delivered.header) and set(delivered.header) <= set(self.headings)

    def missing(self, header: list[str]) -> set[str]:
        """Headings that the format needs and the file lacks."""
        return set(self.headings) - self.optional - set(header)


_BAD_MONTH = Rule(
    "Month",
    "r.month IS DISTINCT FROM e.month",
    "'''' || coalesce(r.month, '') || ''' is not ' || e.month || ', the month of this file'",
)
_BAD_FORCE = Rule(
    "Reported by",
    "r.reported_by IS DISTINCT FROM e.force_name",
    "'reported by ''' || coalesce(r.reported_by, '') || ''', not by ' || e.force_name",
)
_NOT_A_POINT = "try_cast(r.longitude AS DOUBLE) IS NULL OR try_cast(r.latitude AS DOUBLE) IS NULL"
_BAD_POINT = Rule(
    "Longitude",
    f"(r.longitude IS NOT NULL OR r.latitude IS NOT NULL) AND ({_NOT_A_POINT})",
    "'the coordinates are not two numbers'",
)
_AT_SEA = Rule(
    "Longitude",
    f"r.longitude IS NOT NULL AND (floor(try_cast(r.latitude AS DOUBLE) * 10) * {CELL_ROW}"
    " + floor(try_cast(r.longitude AS DOUBLE) * 10)) NOT IN (SELECT cell FROM land)",
    "'the coordinates are not on land in the United Kingdom'",
)
_BAD_LSOA = Rule(
    "LSOA code",
    "r.lsoa_code IS NOT NULL AND r.lsoa_code NOT IN (SELECT code FROM known_lsoa)"
    " AND ((SELECT count(*) FROM known_lsoa) > 0 OR NOT regexp_full_match(r.lsoa_code, '[EW]01[0-9]{6}'))",
    "'the LSOA code ''' || r.lsoa_code || ''' is in no lookup that is loaded'",
)
_BAD_TYPE = Rule(
    "Crime type",
    f"({CRIME_TYPE_SLUG}) IS NULL",
    "'the crime type ''' || coalesce(r.crime_type, '') || ''' is not one that data.police.uk uses'",
)
_BAD_DATE = Rule(
    "Date",
    "try_cast(r.date AS TIMESTAMPTZ) IS NULL OR left(r.date, 7) <> e.month",
    "'''' || coalesce(r.date, '') || ''' is not a day in ' || e.month",
)
_NO_OUTCOME = Rule("Outcome type", "r.outcome_type IS NULL", "'the outcome is empty'")

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
    (_BAD_MONTH, _BAD_FORCE, _BAD_TYPE, _BAD_POINT, _AT_SEA, _BAD_LSOA),
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
    (_BAD_MONTH, _BAD_FORCE, _NO_OUTCOME, _BAD_POINT, _AT_SEA, _BAD_LSOA),
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
    (_BAD_DATE, _BAD_POINT, _AT_SEA),
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
        month, slug = named[1], named[2]
        force = _force(delivered, slug=slug)
    else:
        first = _first_row(delivered)
        if "Reported by" not in police_format.headings:
            raise delivered.refuse(
                "the rows do not say which force they are from",
                remedy="Give it the name under which it was published: 2024-01-bedfordshire-stop-and-search.csv.",
            )
        month, force = first.get("Month", ""), _force(delivered, name=first.get("Reported by", ""))
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month) or not FIRST_MONTH <= month <= this_month:
        raise delivered.refuse(
            f"'{month}' is not a month that data.police.uk has published ({FIRST_MONTH} to {this_month})",
            line=2,
            remedy="Check the file's name and its Month column.",
        )
    return Expected(month, force.slug, force.name)


def _force(delivered: Delivered, *, slug: str = "", name: str = "") -> police_forces.Force:
    try:
        return police_forces.by_slug(slug) if slug else police_forces.by_name(name)
    except UnknownName as unknown:
        raise delivered.refuse(unknown.problem, remedy=unknown.remedy) from None


def _first_row(delivered: Delivered) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(delivered.head.decode("utf-8-sig", errors="ignore")))
    return {key: value or "" for key, value in next(rows, {}).items() if key}
