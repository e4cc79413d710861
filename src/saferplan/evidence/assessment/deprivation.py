"""Crime and ASB by how deprived the neighbourhood is in which they were recorded."""

from collections import Counter
from collections.abc import Mapping

import duckdb
import numpy as np
import pyarrow as pa

from saferplan.evidence.analysis.change import RateRatio, compare_rates, difference
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.analysis.rates import annualised, rate, rate_interval
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB, Scope
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.basis import Basis
from saferplan.evidence.measures.definition import Measure, measure_named
from saferplan.evidence.measures.records import number_or_none
from saferplan.evidence.periods import Period

DECILES = range(1, 11)


def by_decile(scope: Scope) -> Table:
    """Counts and rates by national deprivation decile (1 the most deprived), for all crime and ASB.

    Empty where no index of deprivation covers the area, as in Wales, or where no single records of it are loaded.
    """
    months, residents = scope.months_recorded, residents_by_decile(scope.basis, scope.period)
    codes = [decile_code(scope.unit, decile) for decile in DECILES]
    people = np.array([residents.get(code, 0) for code in codes], dtype=float)
    if not people.any() or not months:
        return []
    counts = scope.basis.counts_in(decile_places(scope.basis), "decile", scope.unit)
    sources, lsoas = _sources(scope), _neighbourhoods_by_decile(scope)
    return [
        row | {"neighbourhoods": lsoas[decile_code(scope.unit, row["decile"])]} | sources
        for measure in (measure_named(ALL_CRIME), measure_named(ASB))
        for row in _of_measure(measure, counts.of(codes, months, measure.crime_types).sum(axis=1), people, len(months))
    ]


def _of_measure(measure: Measure, counts: np.ndarray, people: np.ndarray, months: int) -> Table:
    yearly = [annualised(one, months) for one in (rate(counts, people), *rate_interval(counts, people))]
    return [
        {
            "title": measure.title,
            "crime_type": measure.name,
            "decile": decile,
            "residents": int(people[at]),
            "count": int(counts[at]),
            "rate_annualised": number_or_none(yearly[0][at]),
            "rate_annualised_low": number_or_none(yearly[1][at]),
            "rate_annualised_high": number_or_none(yearly[2][at]),
        }
        for at, decile in enumerate(DECILES)
    ]


def most_and_least(table: Table) -> dict[str, dict]:
    """By measure: the rate in the most deprived decile here over that in the least, with interval and verdict.

    `table` is what by_decile gives. Measures for which fewer than two deciles have residents are left out. The
    verdict is by q, the false discovery rate over all measures. Interval and test are of chance alone, and take the
    neighbourhoods of a decile for alike: `most_neighbourhoods` and `least_neighbourhoods` say how few they may be.
    """
    ends = {}
    for name in dict.fromkeys(row["crime_type"] for row in table):
        rows = [row for row in table if row["crime_type"] == name and row["residents"]]
        if len(rows) > 1:
            ends[name] = rows[0], rows[-1]
    ratios = [
        compare_rates(most["count"], most["residents"], least["count"], least["residents"])
        for most, least in ends.values()
    ]
    q = q_values([float(one.p) for one in ratios])
    return {
        name: _ends("most", most) | _ends("least", least) | _compared(ratios[at], float(q[at]))
        for at, (name, (most, least)) in enumerate(ends.items())
    }


def _ends(end: str, row: dict) -> dict:
    return {end: row["decile"], f"{end}_neighbourhoods": row["neighbourhoods"]}


def _compared(ratio: RateRatio, q: float) -> dict:
    figures = {"ratio": ratio.ratio, "ratio_low": ratio.low, "ratio_high": ratio.high, "p": ratio.p, "q": q}
    return {name: number_or_none(float(value)) for name, value in figures.items()} | {
        "verdict": str(difference(q, ratio.ratio))
    }


def _sources(scope: Scope) -> dict[str, str]:
    """What the deciles and the residents are taken from."""
    newest = scope.basis.remembered("deprivation_source", lambda: _newest_source(scope.basis))
    residents = scope.basis.denominators.nearest("residents", "lsoa", scope.period).source
    return {"deprivation_source": newest, "denominator_source": residents}


def _newest_source(basis: Basis) -> str:
    deprivation = basis.snapshot.scan("deprivation")
    rows = duckdb.sql(
        f"SELECT any_value(source) FROM {deprivation} WHERE edition = (SELECT max(edition) FROM {deprivation})"
    ).fetchall()
    return rows[0][0] or ""


def decile_code(unit: str, decile: int) -> str:
    return f"{unit}/{decile:02d}"


def decile_places(basis: Basis) -> pa.Table:
    """The places of the geography, with a column `decile` that names partnership area and decile together.

    The parts of a small area that was split in 2021 are all in the decile of the part that its older incidents are
    counted in: else that part would have the others' incidents, and they would have residents alone.
    """
    return basis.remembered("decile_places", lambda: _decile_places(basis))


def _decile_places(basis: Basis) -> pa.Table:
    database = duckdb.connect()
    database.register("places", basis.geography.places)
    return database.execute(
        f"""
        WITH ranked AS (
            SELECT p.lsoa, min(d.decile) AS decile FROM {basis.snapshot.scan("deprivation")} d
            JOIN places p ON d.code = p.lsoa_code
            WHERE d.domain = 'imd' AND d.edition = (SELECT max(edition) FROM {basis.snapshot.scan("deprivation")})
            GROUP BY p.lsoa),
        fits AS (SELECT lsoa_code AS lsoa11, lsoa AS fit FROM places WHERE lsoa_code = lsoa11)
        SELECT places.*, unit || '/' || lpad(ranked.decile::VARCHAR, 2, '0') AS decile
        FROM places LEFT JOIN fits USING (lsoa11) JOIN ranked ON ranked.lsoa = coalesce(fit, places.lsoa)
        """
    ).to_arrow_table()


def residents_by_decile(basis: Basis, period: Period) -> dict[str, int]:
    """Residents by partnership area and decile, from the population nearest to the middle of the period."""
    population = basis.denominators.nearest("residents", "lsoa", period)
    return basis.remembered(
        ("residents_by_decile", population.reference_date), lambda: _residents_by_decile(basis, population.values)
    )


def _residents_by_decile(basis: Basis, population: Mapping[str, int]) -> dict[str, int]:
    decile_of = _decile_of_lsoa(basis)
    found: Counter[str] = Counter()
    for lsoa, residents in population.items():
        if lsoa in decile_of:
            found[decile_of[lsoa]] += residents
    return dict(found)


def _neighbourhoods_by_decile(scope: Scope) -> Counter[str]:
    """How many neighbourhoods with residents each decile of the area has."""
    population = scope.basis.denominators.nearest("residents", "lsoa", scope.period)
    decile_of = _decile_of_lsoa(scope.basis)
    return Counter(decile_of[lsoa] for lsoa, residents in population.values.items() if residents and lsoa in decile_of)


def _decile_of_lsoa(basis: Basis) -> dict[str, str]:
    """Partnership area and decile, as decile_code writes them."""
    places = decile_places(basis)
    return dict(zip(places.column("lsoa").to_pylist(), places.column("decile").to_pylist(), strict=True))
