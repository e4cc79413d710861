"""Households of an area by tenure, in the tenures of partners' records."""

import duckdb

from saferplan.evidence.basis import Basis
from saferplan.evidence.people.words import words
from saferplan.evidence.periods import Period


def households_by_tenure(basis: Basis, unit: str, period: Period) -> tuple[dict[str, int], str]:
    """Households by tenure and their source, of the census nearest to the middle of the period; empty without one."""
    database = duckdb.connect()
    database.register("places", basis.geography.places)
    rows = database.execute(
        f"SELECT h.edition, h.reference_date, any_value(h.source), h.tenure, sum(h.households)::BIGINT"
        f" FROM {basis.snapshot.scan('households')} h JOIN places p ON h.code = p.lsoa_code"
        " WHERE h.level IN ('lsoa11', 'lsoa21') AND h.tenure <> 'all' AND p.unit = ? GROUP BY ALL ORDER BY h.edition",
        [unit],
    ).fetchall()
    if not rows:
        return {}, ""
    newest = min(rows, key=lambda row: abs((row[1] - period.middle).days))[0]
    own = [row for row in rows if row[0] == newest]
    found = {
        tenure: sum(row[4] for row in own if row[3].startswith(tuple(known["census"])))
        for tenure, known in words()["tenures"].items()
        if known["census"]
    }
    return {tenure: homes for tenure, homes in found.items() if homes}, own[0][2]
