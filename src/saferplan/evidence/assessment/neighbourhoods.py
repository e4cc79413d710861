"""Crime and ASB in each neighbourhood (LSOA), with how deprived it is."""

import duckdb

from saferplan.evidence.assessment.scope import ALL_CRIME, ASB, Scope
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.basis import Basis
from saferplan.evidence.measures.calculate import measured, parts_of
from saferplan.evidence.measures.definition import measure_named


def neighbourhoods(scope: Scope) -> Table:
    """A record a neighbourhood: residents, count and rate of crime and of ASB, national decile of deprivation (1 the
    most deprived). A figure that cannot be known is None. Empty where no single records are loaded.
    """
    parts = parts_of(scope.basis, scope.area, "lsoa")
    if not parts or not scope.months_recorded:
        return []
    crime, asb = (measured(scope.basis, scope.requests([measure_named(name)], parts)) for name in (ALL_CRIME, ASB))
    deciles = scope.basis.remembered("decile_of_lsoa", lambda: _deciles(scope.basis))
    return [
        {
            "area_code": one.area_code,
            "area_name": one.area_name,
            "residents": one.denominator,
            "denominator_source": one.denominator_source,
            "count": one.count,
            "rate_annualised": one.rate_annualised,
            "asb": other.count,
            "asb_rate": other.rate_annualised,
            "decile": deciles.get(one.area_code),
        }
        for one, other in zip(crime, asb, strict=True)
    ]


def _deciles(basis: Basis) -> dict[str, int]:
    """Decile of the newest index by the code of the neighbourhood; of several older codes in one, the lowest."""
    deprivation = basis.snapshot.scan("deprivation")
    database = duckdb.connect()
    database.register("places", basis.geography.places)
    rows = database.execute(
        f"SELECT p.lsoa, min(d.decile) FROM {deprivation} d JOIN places p ON d.code = p.lsoa_code"
        f" WHERE d.domain = 'imd' AND d.edition = (SELECT max(edition) FROM {deprivation}) GROUP BY p.lsoa"
    ).fetchall()
    return {code: int(decile) for code, decile in rows if decile is not None}
