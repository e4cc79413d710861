"""A lake of a few crimes and what became of them, small enough to follow each to its charge by hand."""

from pathlib import Path

from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.basis import Basis
from saferplan.evidence.periods import month_range, parse_period
from tiny_lake import HOME_FORCE, Row, lake_rows, rows_of, write_lake

PLACES = f"""
lsoa21 | ward24 | ltla24 | csp24 | pfa24
a1     | w1     | E06000901 | E22000901 | {HOME_FORCE}
b1     | w2     | E06000902 | E22000902 | {HOME_FORCE}
"""
# Twenty burglaries are added below, so that shares are given; of these eight, two are robberies.
CRIMES = """
id | month   | lsoa | crime_type
c1 | 2024-01 | a1   | burglary
c2 | 2024-01 | a1   | burglary
c3 | 2024-02 | a1   | burglary
c4 | 2024-03 | a1   | burglary
c5 | 2024-03 | b1   | burglary
c6 | 2024-01 | a1   | robbery
c7 | 2024-01 | a1   | robbery
   | 2024-01 | a1   | anti-social-behaviour
"""
OUTCOMES = """
id | month   | outcome
c1 | 2024-01 | Suspect charged
c1 | 2024-03 | Suspect charged
c2 | 2024-03 | Unable to prosecute suspect
c3 | 2025-02 | Suspect charged as part of another case
c4 | 2024-02 | Suspect charged
c5 | 2024-03 | Suspect charged
c6 | 2024-07 | Suspect charged
"""


def scope_of(folder: Path, *, outcomes_from: str = "2024-01", without: tuple[str, ...] = (), more: int = 20) -> Scope:
    content = lake_rows(places=PLACES, delivered=f"publisher | first | last\n{HOME_FORCE} | 2024-01 | 2024-12")
    added = [{"id": f"m{at}", "month": "2024-01", "lsoa": "a1", "crime_type": "burglary"} for at in range(more)]
    content["incidents"] = [crime(row) for row in [*rows_of(CRIMES), *added]]
    content["outcomes"] = [outcome(row) for row in rows_of(OUTCOMES)]
    months = [month for month in month_range(outcomes_from, "2025-06") if month not in without]
    content["extracts"] += [outcomes_extract(content["extracts"][0], month) for month in months]
    basis = Basis(write_lake(folder, content))
    return Scope(basis, basis.geography.area("E06000901"), parse_period("2024-01..2024-03"))


def crime(row: Row) -> Row:
    own = {"publisher": HOME_FORCE, "incident_id": row["id"] or "", "lsoa_code": row["lsoa"], "extract_id": "tiny"}
    return {"month": row["month"], "crime_type": row["crime_type"], "location": "", "last_outcome": ""} | own


def outcome(row: Row) -> Row:
    own = {"publisher": HOME_FORCE, "incident_id": row["id"], "outcome_type": row["outcome"], "extract_id": "tiny"}
    return {"month": row["month"], "lsoa_code": ""} | own


def outcomes_extract(like: Row, month: str) -> Row:
    return like | {"dataset": "outcomes", "slice": f"{HOME_FORCE}/{month}", "format": "police-uk-outcomes"}
