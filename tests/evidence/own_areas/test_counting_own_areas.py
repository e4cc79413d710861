import json

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from own_gridham import box, picked, with_own

import gridham
from gridham import GRIDHAM, LSOAS, MONTHS, TYPES, number, points
from saferplan.errors import UnknownName, UsageError
from saferplan.evidence.measures.calculate import add_changes, compare_areas, measure_area, measured
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.measures.request import Request
from saferplan.evidence.own_areas.counting import counted
from saferplan.evidence.own_areas.figures import OwnAreas, OwnFigures
from saferplan.evidence.periods import Period, parse_period
from saferplan.evidence.points.events import incidents_of
from saferplan.evidence.points.outlines import outline_of

YEAR, YEAR_BEFORE = parse_period("FY2024"), parse_period("FY2023")
BURGLARY, ALL_CRIME, VIOLENCE = (
    measure_named(name) for name in ("burglary", "all-crime", "violence-and-sexual-offences")
)
WHOLE_PERIOD = Period(MONTHS[0], MONTHS[-1], "all")
COLUMNS, ROWS = 26, 25


def by_hand(lies_in, crime_type, months):
    """Incidents at the points that lie in it, counted one by one."""
    return sum(
        number(at, point, month, crime_type) for at, point in enumerate(points()) for month in months if lies_in(point)
    )


def lies_in(area):
    shape = shapely.from_wkb(area.outline)
    return lambda point: shape.intersects(shapely.Point(point))


edges = st.tuples(st.integers(0, COLUMNS), st.integers(0, COLUMNS), st.integers(0, ROWS), st.integers(0, ROWS)).filter(
    lambda e: e[0] < e[1] and e[2] < e[3]
)


@given(st.lists(edges, min_size=1, max_size=3))
@settings(max_examples=15)
def test_drawn_areas_hold_the_incidents_at_their_points(town, drawn):
    areas = [box(west, south, east, north, f"own-{at}") for at, (west, east, south, north) in enumerate(drawn, 1)]
    basis = with_own(town, *areas)
    for area in areas:
        for kind in ("burglary", *TYPES.values()):
            (record,) = measured(basis, [Request.of(basis.geography.area(area.code), YEAR, measure_named(kind))])
            assert record.count == by_hand(lies_in(area), kind, YEAR.months), (area.code, kind)


def test_areas_that_overlap_are_each_counted_by_themselves(town):
    one, other = box(0, 0, 10, 10, "own-1"), box(5, 5, 15, 15, "own-2")
    alone = with_own(town, one).geography.own.figures["own-1"]
    together = with_own(town, one, other).geography.own.figures["own-1"]
    assert alone == together


def test_a_point_on_the_line_is_in_the_area(town):
    here = points()[40]
    area = box(0, 0, 1, 1)
    on_the_line = type(area)(
        "own-1", "On", GRIDHAM, outline=shapely.to_wkb(shapely.box(here[0], here[1], here[0] + 0.002, here[1] + 0.001))
    )
    figures = with_own(town, on_the_line).geography.own.figures["own-1"]
    assert sum(map(sum, figures.counts)) == sum(
        number(40, here, month, kind) for month in MONTHS for kind in ("burglary", *TYPES.values())
    )


@pytest.mark.parametrize(
    "parts", [("E01099911",), ("E05009991",), ("E05009991", "E01099921"), ("E05009991", "E01099911")]
)
def test_areas_made_of_parts_are_their_sum_and_nothing_twice(town, parts):
    basis = with_own(town, picked(*parts))
    small = {code for code, (ward, *_) in LSOAS.items() if code in parts or ward in parts}
    (own,) = measured(basis, [Request.of(basis.geography.area("own-1"), YEAR, BURGLARY)])
    singly = measured(basis, [Request.of(basis.geography.area(code), YEAR, BURGLARY) for code in sorted(small)])
    assert own.count == sum(one.count for one in singly)
    assert own.denominator == sum(one.denominator for one in singly)


def test_incidents_without_a_point_are_in_areas_made_of_parts_and_in_none_that_is_drawn(town):
    everything = with_own(town, box(0, 0, COLUMNS + 1, ROWS), picked(*LSOAS, code="own-2"))
    drawn, parts = measured(
        everything, [Request.of(everything.geography.area(code), WHOLE_PERIOD, BURGLARY) for code in ("own-1", "own-2")]
    )
    assert parts.count - drawn.count == gridham.UNPLACED * len(MONTHS)


def test_residents_of_a_cut_small_area_are_taken_by_land_with_both_ends(town):
    basis = with_own(town, box(0, 0, 6, 12))
    figures = basis.geography.own.figures["own-1"]
    assert set(figures.shares) == {"E01099911"}
    share = figures.shares["E01099911"]
    assert 0 < share < 1
    assert figures.residents.low == 0
    assert figures.residents.estimate == round(1500 * share)
    assert figures.residents.high == 1500
    (record,) = measured(basis, [Request.of(basis.geography.area("own-1"), YEAR, BURGLARY)])
    assert record.denominator == figures.residents.estimate
    assert "at least 0 and at most 1,500" in record.note


def test_a_line_along_a_small_areas_own_line_cuts_nothing(town):
    _, *corners = LSOAS["E01099911"]
    along = shapely.box(*corners).buffer(0.00001)
    area = type(box(0, 0, 1, 1))("own-1", "Along", GRIDHAM, outline=shapely.to_wkb(along))
    figures = with_own(town, area).geography.own.figures["own-1"]
    assert figures.shares == {"E01099911": 1.0}
    assert figures.residents.is_exact


def test_without_boundaries_crime_is_counted_and_residents_are_not_known(tmp_path):
    basis = with_own(
        gridham.basis_of(tmp_path / "lake", without=("boundaries",)),
        box(0, 0, 6, 12),
        picked("E05009991", code="own-2"),
    )
    drawn, parts = measured(
        basis, [Request.of(basis.geography.area(code), YEAR, BURGLARY) for code in ("own-1", "own-2")]
    )
    assert drawn.count > 0
    assert drawn.denominator is drawn.rate is None
    assert "residents are not known" in drawn.note
    assert parts.denominator == 3000


def test_a_part_that_no_lookup_knows_is_named(town):
    basis = with_own(town, picked("E05009991", "E01000001"))
    (record,) = measured(basis, [Request.of(basis.geography.area("own-1"), YEAR, BURGLARY)])
    assert "without E01000001" in record.note


def test_figures_survive_being_written(town):
    for one in counted(town, [box(0, 0, 6, 12), picked("E05009991", code="own-2")]):
        assert OwnFigures.of_told(json.loads(json.dumps(one.as_told()))) == one


def test_changes_and_comparisons_are_those_of_any_area(town):
    """An own area made of a ward's small areas has the ward's figures in everything."""
    basis = with_own(town, picked("E05009991"))
    own, ward, whole = (basis.geography.area(code) for code in ("own-1", "E05009991", GRIDHAM))
    requests = [Request.of(area, YEAR, ALL_CRIME) for area in (own, ward)]
    records = measured(basis, requests)
    add_changes(basis, requests, records, YEAR_BEFORE)
    beside = [compare_areas(basis, [BURGLARY, ALL_CRIME], area, [whole], YEAR) for area in (own, ward)]
    assert without_names(records[0].as_record()) == without_names(records[1].as_record())
    assert [without_names(one.as_record()) for one in beside[0]] == [
        without_names(one.as_record()) for one in beside[1]
    ]
    by_month = [measure_area(basis, ALL_CRIME, area, YEAR, by="month") for area in (own, ward)]
    assert [one.count for one in by_month[0]] == [one.count for one in by_month[1]]


def without_names(record):
    return {
        name: value for name, value in record.items() if name not in ("area_code", "area_name", "compared_area_code")
    }


def test_what_overlaps_is_not_tested_as_if_it_did_not(town):
    basis = with_own(town, box(5, 5, 20, 20))
    own, ward, inside = (basis.geography.area(code) for code in ("own-1", "E05009991", GRIDHAM))
    against_ward, against_whole = compare_areas(basis, [BURGLARY], own, [ward, inside], YEAR)
    assert against_ward.beside.compared_p is None
    assert against_ward.beside.compared_verdict == "cannot say"
    assert against_whole.beside.compared_p is not None


def test_only_what_is_made_of_small_areas_is_broken_down_by_them(town):
    basis = with_own(town, box(5, 5, 20, 20), picked("E05009991", code="own-2"))
    parts = measure_area(basis, BURGLARY, basis.geography.area("own-2"), YEAR, by="lsoa")
    assert [one.area_code for one in parts] == ["E01099911", "E01099912"]
    with pytest.raises(UsageError, match="cuts through"):
        measure_area(basis, BURGLARY, basis.geography.area("own-1"), YEAR, by="lsoa")
    with pytest.raises(UsageError, match="cuts through"):
        measure_area(basis, BURGLARY, basis.geography.area("own-2"), YEAR, by="ward")


def test_an_area_is_found_by_its_name_and_one_that_is_absent_says_why(town):
    own = OwnAreas(
        {one.code: one for one in counted(town, [box(0, 0, 6, 12)])}, {"own-2": "Eastfield is being counted"}
    )
    geography = town.with_own_areas(own).geography
    assert geography.search("box own") == ["own-1"]
    assert geography.area("own-1").title == "own area"
    with pytest.raises(UnknownName, match="Eastfield is being counted"):
        geography.area("own-2")
    with pytest.raises(UnknownName, match="there is no area 'own-3'"):
        geography.area("own-3")
    with pytest.raises(UnknownName):
        town.geography.area("own-1")  # the basis that pages share is left as it was


def test_points_of_a_drawn_area_are_those_inside_its_line(town):
    area = box(5, 5, 20, 20)
    basis = with_own(town, area)
    events = incidents_of(basis, basis.geography.area("own-1"))
    kinds = ("burglary", *TYPES.values())
    assert events.total == sum(by_hand(lies_in(area), kind, MONTHS) for kind in kinds)
    outline = outline_of(basis, basis.geography.area("own-1"))
    assert outline.area == pytest.approx(15 * 15 * 206.5 * 222.5, rel=0.01)
