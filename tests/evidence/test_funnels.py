"""Which areas stand out, among wards and among partnerships, by measures and by indicators."""

from pathlib import Path

import pytest

import anyshire as made_up
from anyshire import ANYSHIRE, anyshire
from saferplan.errors import NothingLoaded, UnknownName, UsageError
from saferplan.evidence.analysis.funnel import funnel
from saferplan.evidence.basis import Basis
from saferplan.evidence.funnels import AreaFunnel, funnel_of_indicator, funnel_of_measure
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.periods import parse_period
from saferplan.evidence.standing import FEWEST_AREAS, standings
from tiny_indicators import indicator_rows
from tiny_lake import HOME_FORCE, lake_rows, write_lake

CODES = [f"E060009{at:02d}" for at in range(1, 13)]


@pytest.fixture(scope="module")
def wards(tmp_path_factory: pytest.TempPathFactory) -> Basis:
    return Basis(anyshire(tmp_path_factory.mktemp("wards")))


def of_wards(basis: Basis, measure: str, among: str = "ward", period: str = "FY2024") -> AreaFunnel:
    return funnel_of_measure(basis, measure_named(measure), basis.geography.area(ANYSHIRE), parse_period(period), among)


@pytest.mark.parametrize("measure", ["all-crime", "burglary", "shoplifting"])
def test_any_measure_of_the_wards(wards: Basis, measure: str):
    found = of_wards(wards, measure)
    types = [name for name in made_up.TYPES if name in measure_named(measure).crime_types]
    ward_one = {row["ward"] for row in made_up.places() if row["ltla"] == ANYSHIRE and row["ward_number"] == 1}
    (abbey,) = (row for row in found.standings.rows if row["area_code"] in ward_one)
    counted = made_up.counted(lambda row: row["ward"] in ward_one, made_up.year("FY2024").months, types)
    assert (abbey["count"], abbey["denominator"], abbey["months_present"]) == (counted, 2 * made_up.RESIDENTS, 11)
    assert abbey["rate"] == pytest.approx(counted / 2)
    assert sum(row["expected"] for row in found.standings.rows) == pytest.approx(
        sum(row["count"] for row in found.standings.rows)
    )
    assert found.left_out == ()


def test_all_crime_stands_as_in_the_assessment(wards: Basis):
    ours = {row["area_code"]: row["q"] for row in of_wards(wards, "all-crime").standings.rows}
    theirs = {row["area_code"]: row["q"] for row in made_up.tables_of(wards).wards.standing}
    assert ours == pytest.approx(theirs)


def test_small_areas_too(wards: Basis):
    assert len(of_wards(wards, "all-crime", among="lsoa").standings.rows) == 24


@pytest.mark.parametrize(
    ("asked", "fault", "told"),
    [
        ({"among": "parish"}, UsageError, "'parish' is none of ward, lsoa"),
        ({"period": "FY2010"}, NothingLoaded, "no month of April 2010"),
        ({"among": "force"}, NothingLoaded, "only 2 areas can be compared"),
    ],
)
def test_what_cannot_be_asked(wards: Basis, asked: dict, fault: type[Exception], told: str):
    with pytest.raises(fault, match=told):
        of_wards(wards, "all-crime", **asked)


def lake_of_twelve(folder: Path, indicators: str = "") -> Basis:
    """Twelve partnerships of one thousand residents with 10, 20 … burglaries; the twelfth lacks a month."""
    forces = [*[HOME_FORCE] * 11, "bedfordshire"]
    places = [
        f"a{at} | w{at} | {code} | {code}X | {force}"
        for at, (code, force) in enumerate(zip(CODES, forces, strict=True))
    ]
    content = lake_rows(
        places="\n".join(["lsoa21 | ward24 | ltla24 | csp24 | pfa24", *places]),
        population="\n".join(["date | code | residents", *(f"2021-03-21 | a{at} | 1000" for at in range(12))]),
        incidents="\n".join(
            [
                "month | lsoa | crime_type | number | publisher",
                *(f"2024-01 | a{at} | burglary | {10 * at + 10} | {force}" for at, force in enumerate(forces)),
            ]
        ),
        delivered=f"publisher | first | last\n{HOME_FORCE} | 2024-01 | 2024-02\nbedfordshire | 2024-01 | 2024-01",
    )
    return Basis(write_lake(folder, content | {"indicators": indicator_rows(indicators) if indicators else []}))


def test_partnerships_are_compared_over_the_months_that_most_have(tmp_path: Path):
    basis = lake_of_twelve(tmp_path)
    home = basis.geography.area(CODES[0])
    found = funnel_of_measure(basis, measure_named("burglary"), home, parse_period("2024-01..2024-02"), "country")
    rows = found.standings.rows
    assert [row["count"] for row in rows] == [10 * at + 10 for at in range(12)]
    assert {row["months_present"] for row in rows} == {1}
    expected = funnel([row["count"] for row in rows], [1000] * 12)
    assert [row["q"] for row in rows] == pytest.approx(list(expected.adjusted_q))


def test_an_area_without_the_months_is_left_out_by_name(tmp_path: Path):
    basis = lake_of_twelve(tmp_path)
    home = basis.geography.area(CODES[0])
    found = funnel_of_measure(basis, measure_named("burglary"), home, parse_period("2024-02"), "country")
    assert len(found.standings.rows) == 11
    assert found.left_out == (CODES[11],)


def drawn_indicator(areas: int, kind: str = "rate") -> str:
    rows = [
        f"entrants | FY2023 | {code} | {kind} | {10 + at} | {10 + at} | 1000 | 1000"
        for at, code in enumerate(CODES[:areas])
    ]
    return "\n".join(["indicator | period | area | kind | value | numerator | denominator | per", *rows])


def test_an_indicator_of_partnerships(tmp_path: Path):
    basis = lake_of_twelve(tmp_path, drawn_indicator(12))
    found = funnel_of_indicator(basis, "entrants", basis.geography.area(CODES[0]), None, "country")
    assert [row["count"] for row in found.standings.rows] == list(range(10, 22))
    assert {row["verdict"] for row in found.standings.rows} == {"no clear difference"}


def test_too_few_figures_of_an_indicator(tmp_path: Path):
    basis = lake_of_twelve(tmp_path, drawn_indicator(FEWEST_AREAS - 1))
    with pytest.raises(NothingLoaded, match="only 9 areas"):
        funnel_of_indicator(basis, "entrants", basis.geography.area(CODES[0]), None, "country")


def test_an_unknown_name_gets_the_nearest_of_measures_and_indicators(tmp_path: Path):
    basis = lake_of_twelve(tmp_path, drawn_indicator(12))
    home = basis.geography.area(CODES[0])
    with pytest.raises(UnknownName, match="entrants"):
        funnel_of_indicator(basis, "entrant", home, None, "country")
    with pytest.raises(UnknownName, match="burglary"):
        funnel_of_indicator(basis, "burglry", home, None, "country")
    with pytest.raises(UsageError, match="no figures by ward"):
        funnel_of_indicator(basis, "entrants", home, None, "ward")


def test_areas_without_count_or_size_are_no_part_of_the_pooled_rate():
    rows = [{"count": 10, "denominator": 100, "months_present": 6} for _ in range(FEWEST_AREAS)]
    unknown = [
        {"count": None, "denominator": 100, "months_present": 6},
        {"count": 9, "denominator": None, "months_present": 6},
    ]
    found = standings(rows + unknown)
    assert len(found.rows) == FEWEST_AREAS
    assert found.limits[0]["centre"] == pytest.approx(10 / 100 * 1000 * 2)
    assert found.dispersion == 1
