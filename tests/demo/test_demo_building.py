"""The lake built from figures answers as one of real files does."""

import json

import pytest

from saferplan import cli
from saferplan.demo import build
from saferplan.documents.ward_shapes import outlines_of, tile_cells
from saferplan.evidence.assessment.deprivation import by_decile
from saferplan.evidence.assessment.reconciliation import reconciliation
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.lake import Lake
from saferplan.evidence.measures.calculate import compare_areas, measure_area
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.periods import parse_period
from saferplan.evidence.profiles import most_similar
from saferplan.evidence.stated_figures import Unplaced, unplaced_by_month
from saferplan.evidence.synthetic import is_synthetic
from saferplan.synth import figures

FY2021 = parse_period("FY2021")
JANUARY = parse_period("2022-01")


@pytest.fixture(scope="module")
def area(basis: Basis) -> Area:
    return basis.geography.area(figures.AREA)


def test_measure_gives_the_published_count(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["measure", "all-crime", "--area", "E06000060", "--period", "FY2021", "--json", "--lake", str(lake.root)]
    assert cli.main(words) == 0
    (record,) = json.loads(capsys.readouterr().out)
    assert record["count"] == 18_907
    assert (record["months_present"], record["months_expected"], record["status"]) == (7, 12, "partial")
    assert record["denominator"] == 553_069
    assert round(record["rate_annualised"], 1) == 58.6


def test_building_again_changes_nothing(tmp_path) -> None:
    first = build(tmp_path).snapshot().load
    second = build(tmp_path).snapshot().load
    assert first.versions == second.versions


def test_every_file_is_loaded_whole(lake: Lake) -> None:
    summary = lake.snapshot().load.summary
    assert {one["status"] for one in summary["files"]} == {"loaded"}
    assert summary["rows_rejected"] == 0
    assert summary["rows_loaded"] == summary["rows_read"]


def test_the_lake_knows_that_its_records_are_synthetic(lake: Lake) -> None:
    assert is_synthetic(lake.snapshot())


def test_the_area_is_one_authority_and_four_partnerships(basis: Basis) -> None:
    unit = basis.geography.units[figures.AREA]
    assert (unit.name, unit.authorities) == ("Buckinghamshire", ("E06000060",))
    assert unit.partnerships == ("E22000303", "E22000306", "E22000311", "E22000318")
    assert len(basis.geography.units) == 300
    assert basis.geography.area("E07000004").code == figures.AREA
    assert len(basis.geography.members("ward", figures.AREA)) == 49


def test_wards_add_up_to_the_area(basis: Basis, area: Area) -> None:
    whole = measure_area(basis, measure_named("all-crime"), area, FY2021)[0]
    wards = measure_area(basis, measure_named("all-crime"), area, FY2021, by="ward")
    assert sum(ward.count or 0 for ward in wards) == whole.count
    assert sum(ward.denominator or 0 for ward in wards) == whole.denominator


def test_deciles_add_up_to_the_area(basis: Basis, area: Area) -> None:
    crime = [row for row in by_decile(Scope(basis, area, FY2021)) if row["crime_type"] == "all-crime"]
    assert sum(row["count"] for row in crime) == 18_907
    assert sum(row["residents"] for row in crime) == 553_069


@pytest.mark.parametrize(("period", "source"), [("FY2018", "mid-2017"), ("FY2019", "mid-2020"), ("FY2021", "Census")])
def test_each_year_has_the_nearest_population(basis: Basis, area: Area, period: str, source: str) -> None:
    record = measure_area(basis, measure_named("all-crime"), area, parse_period(period))[0]
    assert source in record.denominator_source


def test_force_and_country_stand_beside_the_area(basis: Basis, area: Area) -> None:
    others = [basis.geography.area(code) for code in ("E23000029", "E92000001")]
    force, country = compare_areas(basis, [measure_named("all-crime")], area, others, JANUARY)
    rows = {row["unit_code"]: row for row in figures.read("unit_counts") if row["month"] == "2022-01"}
    of_force = [row["unit_code"] for row in figures.read("partnerships") if row["pfa24_code"] == "E23000029"]
    by_hand = sum(
        int(rows[unit][slug] or 0)
        for unit in of_force
        for slug in figures.type_columns(rows[unit])
        if slug != "anti-social-behaviour"
    )
    own = measure_area(basis, measure_named("all-crime"), area, JANUARY)[0].count
    assert force.count == by_hand + (own or 0)
    assert country.beside is not None
    assert country.beside.compared_months == 1
    assert country.beside.compared_verdict == "lower"


def test_areas_like_it_are_found(basis: Basis) -> None:
    similar = most_similar(basis, figures.AREA)
    assert len(similar.codes) == 10
    assert figures.AREA not in similar.codes
    assert len(similar.used) == 10


def test_the_published_table_reconciles(basis: Basis, area: Area) -> None:
    table = {row["crime_type"]: row for row in reconciliation(Scope(basis, area, FY2021))}
    # 11,654 + 3,972 + 4,519 + 11,416, as ONS prints of the four partnerships.
    assert table["all-crime"]["published"] == 31_561
    assert table["all-crime"]["months_present"] == 6
    assert abs(table["all-crime"]["gap_share"]) < 0.1
    assert len(table) == 14


def test_the_tile_map_is_the_one_that_is_shipped(basis: Basis, area: Area) -> None:
    assert outlines_of(basis, area.code, "ward") == {}
    assert tile_cells(basis, area.code) == {
        row["code"]: (int(row["tile_column"]), int(row["tile_row"])) for row in figures.read("wards")
    }


def test_the_lake_knows_what_the_force_left_without_a_place(lake: Lake) -> None:
    stated = unplaced_by_month(lake.snapshot(), "E23000029")
    assert stated == {
        row["month"]: Unplaced(int(row["crimes"]), int(row["without_place"])) for row in figures.read("unplaced_counts")
    }
    assert unplaced_by_month(lake.snapshot(), "E23000001") == {}
