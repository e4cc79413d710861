"""What a row of data.police.uk must fulfil, as SQL conditions over its cells (r.*) and what its file is about (e.*).

The reason for a rejected row is kept for good and read by many, so it never repeats a cell that could hold anything:
a value is shown only where it has the form of a month or of an area's code, or is the name of a police force.
"""

from dataclasses import dataclass

from saferplan.evidence.sources import police_forces
from saferplan.evidence.sources.police_categories import CELL_ROW, crime_type_slug_sql

CRIME_TYPE_SLUG = crime_type_slug_sql("r.crime_type")
# data.police.uk gives the time of a stop in UTC and files it under the month of its local date.
LOCAL_TIME = "Europe/London"


@dataclass(frozen=True)
class Rule:
    """A row breaks the rule where `broken` (SQL over columns r.* and e.*) is true; `reason` is SQL text for it."""

    field: str
    broken: str
    reason: str


def _shown(cell: str, safe: str, where_safe: str, otherwise: str) -> str:
    """SQL text: a reason that shows the cell where the condition `safe` holds, else one that does not."""
    return f"CASE WHEN {cell} IS NULL THEN 'it is empty' WHEN {safe} THEN {where_safe} ELSE {otherwise} END"


_FORCE_NAMES = ", ".join("'" + force.name.replace("'", "''") + "'" for force in police_forces.all_forces())

BAD_MONTH = Rule(
    "Month",
    "r.month IS DISTINCT FROM e.month",
    _shown(
        "r.month",
        "regexp_full_match(r.month, '[0-9]{4}-[0-9]{2}')",
        "r.month || ' is not ' || e.month || ', the month of this file'",
        "'it is not ' || e.month || ', the month of this file'",
    ),
)
BAD_FORCE = Rule(
    "Reported by",
    "r.reported_by IS DISTINCT FROM e.force_name",
    _shown(
        "r.reported_by",
        f"r.reported_by IN ({_FORCE_NAMES})",
        "r.reported_by || ' is not ' || e.force_name || ', whose file this is'",
        "'it is not ' || e.force_name || ', whose file this is'",
    ),
)
_NOT_A_POINT = "try_cast(r.longitude AS DOUBLE) IS NULL OR try_cast(r.latitude AS DOUBLE) IS NULL"
BAD_POINT = Rule(
    "Longitude",
    f"(r.longitude IS NOT NULL OR r.latitude IS NOT NULL) AND ({_NOT_A_POINT})",
    "'the coordinates are not two numbers'",
)
AT_SEA = Rule(
    "Longitude",
    f"r.longitude IS NOT NULL AND (floor(try_cast(r.latitude AS DOUBLE) * 10) * {CELL_ROW}"
    " + floor(try_cast(r.longitude AS DOUBLE) * 10)) NOT IN (SELECT cell FROM land)",
    "'the coordinates are not on land in the United Kingdom'",
)
BAD_LSOA = Rule(
    "LSOA code",
    "r.lsoa_code IS NOT NULL AND r.lsoa_code NOT IN (SELECT code FROM known_lsoa)"
    " AND ((SELECT count(*) FROM known_lsoa) > 0 OR NOT regexp_full_match(r.lsoa_code, '[EW]01[0-9]{6}'))",
    "CASE WHEN NOT regexp_full_match(r.lsoa_code, '[A-Z][0-9]{8}') THEN 'it is no code of an area'"
    " WHEN (SELECT count(*) FROM known_lsoa) > 0 THEN r.lsoa_code || ' is in no lookup that is loaded'"
    " ELSE r.lsoa_code || ' is no code of an LSOA' END",
)
BAD_TYPE = Rule(
    "Crime type",
    f"({CRIME_TYPE_SLUG}) IS NULL",
    "CASE WHEN r.crime_type IS NULL THEN 'it is empty' ELSE 'it is not one that data.police.uk uses' END",
)
_TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}:[0-9]{2}([+-][0-9]{2}:[0-9]{2})?)?"
BAD_DATE = Rule(
    "Date",
    f"NOT coalesce(regexp_full_match(r.date, '{_TIME}'), false) OR try_cast(r.date AS TIMESTAMPTZ) IS NULL"
    f" OR strftime(timezone('{LOCAL_TIME}', try_cast(r.date AS TIMESTAMPTZ)), '%Y-%m') <> e.month",
    "CASE WHEN r.date IS NULL THEN 'it is empty' ELSE 'it is no time in ' || e.month END",
)
NO_OUTCOME = Rule("Outcome type", "r.outcome_type IS NULL", "'it is empty'")
