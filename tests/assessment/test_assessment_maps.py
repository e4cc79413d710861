"""What maps of wards and of neighbourhoods say, on outlines and on tiles."""

from collections.abc import Callable
from pathlib import Path

import pytest
from reading import document_of

import anyshire as made_up
from anyshire import EARLIER, LATER, TYPES, counted, number_of, places, ward_name
from saferplan.documents.exhibits import Exhibit
from saferplan.documents.strategic_assessment.exhibits import ward_map_changes, ward_maps, ward_small_maps
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.ward_shapes import WardShapes
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from ward_shapes import boxes, small_boxes, tiles

OF_WARDS = {"ward-map", "ward-map-asb", "ward-map-counts", "ward-map-changes", "ward-maps"}
OF_NEIGHBOURHOODS = {"deprivation-map", "neighbourhood-map", "neighbourhood-map-asb"}
MONTHS = made_up.year(LATER).months


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> AssessmentTables:
    folder = tmp_path_factory.mktemp("mapped") / "lake"
    return made_up.tables_of(made_up.anyshire(folder, boundaries=boxes() + small_boxes()), against=EARLIER)


@pytest.fixture(scope="module")
def shown(mapped: AssessmentTables) -> dict[str, Exhibit]:
    return {placed.exhibit.id: placed.exhibit for placed in document_of(mapped).exhibits}


def test_with_boundaries_every_map_is_shown(shown: dict[str, Exhibit]) -> None:
    assert shown.keys() >= OF_WARDS | OF_NEIGHBOURHOODS


def test_with_tiles_every_map_of_wards_is_shown_and_says_what_it_is(tmp_path: Path) -> None:
    tables = made_up.tables_of(made_up.anyshire(tmp_path / "lake", area_profiles=tiles()), against=EARLIER)
    shown = {placed.exhibit.id: placed.exhibit for placed in document_of(tables).exhibits}
    assert shown.keys() >= OF_WARDS
    assert shown.keys().isdisjoint(OF_NEIGHBOURHOODS)
    for name in OF_WARDS:
        assert any("one hexagon" in note for note in shown[name].notes)


def test_half_of_the_crimes_are_in_as_few_wards_as_the_title_says(shown: dict[str, Exhibit]) -> None:
    exhibit = shown["ward-map-counts"]
    counts = [row["count"] for row in exhibit.records]
    assert counts == sorted(counts, reverse=True)
    few = int(exhibit.title.partition(" is in ")[2].split()[0])
    assert 2 * sum(counts[:few]) >= sum(counts) > 2 * sum(counts[: few - 1])
    assert sum(row["share"] for row in exhibit.records) == pytest.approx(1)


@pytest.mark.parametrize(("counts", "few"), [([10], 1), ([5, 5], 1), ([4, 3, 3], 2), ([1, 1, 1, 1], 2), ([9, 1, 1], 1)])
def test_the_fewest_that_hold_half(counts: list[int], few: int) -> None:
    assert ward_maps._fewest_with_half(counts) == few


def test_the_map_of_changes_counts_its_verdicts(mapped: AssessmentTables, shown: dict[str, Exhibit]) -> None:
    verdicts = [row["verdict"] for row in mapped.ward_changes]
    title = shown["ward-map-changes"].title
    if {"rise", "fall"} & set(verdicts):
        assert f"rose in {verdicts.count('rise') or 'none'} of 12 wards" in title
        assert f"fell in {verdicts.count('fall') or 'none'}" in title
    else:
        assert title == "No ward of 12 shows a clear change in recorded crime"


def test_a_ward_in_which_crime_doubled_is_found(tmp_path: Path) -> None:
    """In one ward every crime of the later year is recorded twice: the test finds this ward and no other."""
    ward = next(row["ward"] for row in places() if row["ltla"] == made_up.ANYSHIRE and row["ward_number"] == 3)

    def twice_there(row: dict, month: str, crime_type: str) -> int:
        even = number_of(row, "2023-04", crime_type) + 3
        return even * 2 if row["ward"] == ward and month >= "2024-04" else even

    lake = made_up.anyshire(tmp_path / "lake", number=twice_there, boundaries=boxes())
    tables = made_up.tables_of(lake, against=EARLIER)
    risen = [row["area_code"] for row in tables.ward_changes if row["verdict"] == "rise"]
    assert risen == [ward]
    exhibit = ward_map_changes.ward_map_changes(tables, Figures(tables))
    assert exhibit is not None
    name = next(ward_name(row) for row in places() if row["ward"] == ward)
    assert exhibit.records[0]["area_name"] == name
    assert name in exhibit.alt
    assert "rose in 1 of 12 wards and fell in none; in 11 there is no clear change" in exhibit.title


def test_beside_a_later_period_no_ward_has_risen(mapped: AssessmentTables) -> None:
    backwards = made_up.tables_of(mapped.scope.basis, period=EARLIER, against=LATER)
    exhibit = ward_map_changes.ward_map_changes(backwards, Figures(backwards))
    assert exhibit is not None
    words = " ".join(
        [exhibit.title, *(row["said"] for row in exhibit.records), exhibit.draw(720) if exhibit.draw else ""]
    )
    assert " rose" not in words
    assert " fell" not in words


def test_without_a_period_to_compare_there_is_no_map_of_changes(mapped: AssessmentTables) -> None:
    alone = made_up.tables_of(mapped.scope.basis)
    assert alone.ward_changes == []
    assert ward_map_changes.ward_map_changes(alone, Figures(alone)) is None


def test_small_maps_relate_each_ward_to_the_area(mapped: AssessmentTables, shown: dict[str, Exhibit]) -> None:
    area = {row["crime_type"]: row["rate_annualised"] for row in mapped.crime_types}
    records = shown["ward-maps"].records
    assert len(records) == 12 * len({row["crime_type"] for row in records})
    for row in records:
        assert row["ratio"] == pytest.approx(row["rate_annualised"] / area[row["crime_type"]])


@pytest.mark.parametrize(
    ("often", "title"),
    [
        ([], "No ward has over twice the area's rate in most of 6 crime types"),
        (["Abbey"], "Abbey has over twice the area's rate in most of 6 crime types"),
        (["Abbey", "Bow"], "Abbey and Bow have over twice the area's rate in most of 6 crime types"),
        (list("abcde"), "5 wards have over twice the area's rate in most of 6 crime types"),
    ],
)
def test_the_title_of_small_maps(often: list[str], title: str) -> None:
    assert ward_small_maps._small_maps_title(often, 6) == title


def test_neighbourhoods_are_counted_one_by_one(mapped: AssessmentTables) -> None:
    found = {row["area_code"]: row for row in mapped.neighbourhoods}
    for place in (row for row in places() if row["ltla"] == made_up.ANYSHIRE):
        own = found[place["lsoa"]]
        assert own["count"] == counted(lambda row, code=place["lsoa"]: row["lsoa"] == code, MONTHS, TYPES[:-1])
        assert own["asb"] == counted(lambda row, code=place["lsoa"]: row["lsoa"] == code, MONTHS, TYPES[-1:])
        assert own["decile"] == place["decile"]
        assert own["residents"] == made_up.RESIDENTS


def test_the_tenth_of_neighbourhoods_holds_what_the_title_says(shown: dict[str, Exhibit]) -> None:
    exhibit = shown["neighbourhood-map"]
    counts = sorted((row["count"] for row in exhibit.records), reverse=True)
    part = sum(counts[: round(len(counts) / 10)]) / sum(counts)
    assert exhibit.title == f"The tenth of neighbourhoods with the most recorded crime holds {part:.1%} of it"


def test_the_map_of_deprivation_counts_the_three_most_deprived_tenths(shown: dict[str, Exhibit]) -> None:
    exhibit = shown["deprivation-map"]
    deprived = sum(row["decile"] <= 3 for row in exhibit.records)
    assert exhibit.title.startswith(f"{deprived} of {len(exhibit.records)} neighbourhoods, with 50.0% of residents")


def test_a_neighbourhood_without_an_outline_leaves_no_map(tmp_path: Path) -> None:
    lake = made_up.anyshire(tmp_path / "lake", boundaries=small_boxes()[1:])
    shown = {placed.exhibit.id for placed in document_of(made_up.tables_of(lake)).exhibits}
    assert shown.isdisjoint(OF_NEIGHBOURHOODS)


def test_maps_of_a_country_without_single_records_are_not_drawn(
    basis: Basis, another: Callable[..., AssessmentTables]
) -> None:
    tables = another("E06000901", "FY2010", lake={"boundaries": boxes() + small_boxes()})
    assert tables.neighbourhoods == []
    assert {placed.exhibit.id for placed in document_of(tables).exhibits}.isdisjoint(OF_WARDS | OF_NEIGHBOURHOODS)


def test_wards_without_boundaries_are_drawn_from_their_neighbourhoods(tmp_path: Path) -> None:
    import shapely

    tables = made_up.tables_of(made_up.anyshire(tmp_path / "lake", boundaries=small_boxes()))
    shapes = WardShapes.of(tables.scope.basis, tables.scope.unit)
    assert shapes.is_joined
    small = {row["code"]: row["outline"] for row in small_boxes()}
    for ward, outline in shapes.outlines.items():
        own = [small[row["lsoa"]] for row in places() if row["ward"] == ward]
        assert shapely.from_wkb(outline).area == pytest.approx(sum(shapely.from_wkb(one).area for one in own))
    shown = {placed.exhibit.id: placed.exhibit for placed in document_of(tables).exhibits}
    assert any("drawn as the neighbourhoods" in note for note in shown["ward-map"].notes)
