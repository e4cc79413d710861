"""A survey of Gridham: what was put in comes out, and what the data does not bear is refused in words."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

import gridham
from saferplan.errors import NothingLoaded, TooLittleData, UsageError
from saferplan.evidence.analysis.hotspots.grid import Shape
from saferplan.evidence.analysis.hotspots.kernel import exact_density
from saferplan.evidence.basis import Basis
from saferplan.evidence.hotspots.laying import Layout, survey, surveyed_types
from saferplan.evidence.hotspots.places import Wards, hot_places, place_name, with_changes
from saferplan.evidence.hotspots.survey import Method, Spot, Survey
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.points.events import Events, events_at, incidents_of
from saferplan.evidence.points.outlines import outline_of
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID

YEAR = gridham.MONTHS[12:]
CRIME = ("burglary", "violence-and-sexual-offences", "shoplifting")


@pytest.fixture(scope="module")
def events(town: Basis) -> Events:
    return incidents_of(town, town.geography.area(gridham.GRIDHAM))


@pytest.fixture(scope="module")
def outline(town: Basis) -> Any:
    return outline_of(town, town.geography.area(gridham.GRIDHAM))


@pytest.fixture(scope="module")
def found(events: Events, outline: Any) -> Survey:
    return survey(events, outline, YEAR, CRIME)


def at(place: tuple[float, float]) -> np.ndarray:
    return BRITISH_NATIONAL_GRID.metres(np.array([place[0]]), np.array([place[1]]))


def cell_of(found: Survey, place: tuple[float, float]) -> int:
    return int(found.grid.place(at(place))[0])


def counted(crime_types: tuple[str, ...], months: tuple[str, ...]) -> int:
    return sum(
        gridham.number(number, point, month, kind)
        for number, point in enumerate(gridham.points())
        for month in months
        for kind in crime_types
    )


def test_events_are_what_was_put_in(events: Events) -> None:
    every = ("burglary", *gridham.TYPES.values())
    assert events.total == counted(every, gridham.MONTHS) + gridham.UNPLACED * len(gridham.MONTHS)
    assert events.without_place == gridham.UNPLACED * len(gridham.MONTHS)
    assert events.months == gridham.MONTHS
    assert events.of(YEAR, ["drugs"]).total == counted(("drugs",), YEAR)
    assert events.are_snapped


def test_every_event_with_a_place_is_in_a_cell(found: Survey) -> None:
    assert found.counts.sum() == counted(CRIME, YEAR)
    assert found.outside == 0
    assert found.chosen.without_place == gridham.UNPLACED * 12


def test_the_outline_is_the_small_areas_together(outline: Any, found: Survey) -> None:
    assert outline.area / 1e6 == pytest.approx(5.52 * 5.56, rel=0.02)
    assert found.grid.square_km.sum() == pytest.approx(outline.area / 1e6)


def test_cells_are_no_smaller_than_map_points_bear(found: Survey) -> None:
    """Points stand 207 m apart (0.003 degrees of longitude): 4 x 103.5 / (pi / 4) is 527 m, so cells of 550 m."""
    assert found.spacing == pytest.approx(207, abs=1)
    assert found.grid.lattice.cell == 550.0
    assert found.misplaced == pytest.approx(0.24, abs=0.005)


def test_the_market_is_hot_and_drugs_are_not_there(found: Survey) -> None:
    assert found.is_hot[cell_of(found, gridham.MARKET)]
    assert not found.is_hot[cell_of(found, gridham.SEARCHES)]
    assert found.is_hot.sum() < len(found.grid) / 5


def test_with_what_police_find_another_place_is_hot(events: Events, outline: Any) -> None:
    found = survey(events, outline, YEAR, (*CRIME, "drugs"))
    assert found.is_hot[cell_of(found, gridham.SEARCHES)]


def test_burglary_has_no_pattern_and_no_hotspot(events: Events, outline: Any) -> None:
    found = survey(events, outline, YEAR, ("burglary",))
    assert not found.is_hot.any()
    assert hot_places(found, Wards((), (), np.empty(0, dtype=object))) == []


def test_the_same_survey_twice_is_the_same(events: Events, outline: Any, found: Survey) -> None:
    again = survey(events, outline, YEAR, CRIME)
    np.testing.assert_array_equal(again.p, found.p)
    np.testing.assert_array_equal(again.p_conditional, found.p_conditional)


def test_counts_too_large_for_the_exact_p_are_shuffled(
    events: Events, outline: Any, found: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("saferplan.evidence.analysis.hotspots.getis_ord.MOST_WAYS", 10)
    monkeypatch.setattr("saferplan.evidence.hotspots.survey.MANY", 9_999)
    shuffled = survey(events, outline, YEAR, CRIME).p
    assert np.nanmax(np.abs(shuffled - found.p)) < 0.06


def test_cells_without_map_point_are_not_compared(events: Events, outline: Any) -> None:
    west_only = events.points[:, 0] < at((-0.76, 51.82))[0, 0]
    kept = west_only[events.point] | (events.point < 0)
    half = replace(
        events,
        point=events.point[kept],
        month=events.month[kept],
        crime_type=events.crime_type[kept],
        number=events.number[kept],
    )
    found = survey(half, outline, YEAR, CRIME)
    assert 0.4 < found.can_hold.mean() < 0.7
    assert set(found.spots[~found.can_hold]) == {Spot.NO_EVENTS}
    assert np.isnan(found.q[~found.can_hold]).all()


def test_class_over_time(found: Survey) -> None:
    patterns = found.patterns(gridham.MONTHS)
    assert patterns[cell_of(found, gridham.MARKET)] == "persistent hotspot"
    assert patterns[cell_of(found, gridham.NEW_PLACE)] == "emerging hotspot"
    assert patterns.count("no pattern") > len(patterns) * 0.7


def test_too_few_months_for_a_class(found: Survey) -> None:
    with pytest.raises(TooLittleData, match="at least 12 months, and 11 are loaded"):
        found.patterns(gridham.MONTHS[:11])


def test_change_is_found_where_it_was_made(found: Survey) -> None:
    change = found.over(gridham.MONTHS[-3:]).change_since(gridham.MONTHS[-6:-3])
    assert change.verdict[cell_of(found, gridham.NEW_PLACE)] == "rise"
    assert change.verdict[cell_of(found, gridham.MARKET)] == "no clear change"


def test_every_method_is_judged_on_as_many_cells(found: Survey) -> None:
    judged = found.over(YEAR[:9]).judged(YEAR[9:], 5)
    assert set(judged) == {"gi", "kde", "count", "lot"}
    assert {one.cells for one in judged.values()} == {5}
    assert judged["count"].hit_rate > judged["lot"].hit_rate
    assert judged["lot"].hit_rate == pytest.approx(5 / found.can_hold.sum())


def test_density_is_exact_on_hexagons(found: Survey) -> None:
    used = found.chosen.at_points > 0
    expected = exact_density(
        found.events.points[used], found.chosen.at_points[used], found.grid.middles, 5 * 550.0, found.kernel
    )
    assert found.density.tolist() == expected.tolist()
    assert found.density_error is None


def test_density_on_a_large_grid_of_squares_states_its_error(
    events: Events, outline: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("saferplan.evidence.hotspots.survey.LARGE_GRID", 10)
    layout = Layout(cell=100.0, shape=Shape.SQUARE, bandwidth=800.0, allow_small_cells=True)
    found = survey(events, outline, YEAR, CRIME, layout)
    assert found.density_error is not None
    assert 0 < found.density_error.of_highest < 0.02


def test_hot_cells_that_touch_are_one_place(found: Survey, town: Basis) -> None:
    """In the last three months both the market and the new place are hot; the new one has more."""
    late, wards = found.over(gridham.MONTHS[-3:]), Wards.of(town, town.geography.area(gridham.GRIDHAM))
    places = hot_places(late, wards)
    assert [row["place"] for row in places] == ["A", "B"]
    new, market = places
    assert (new["wards"], market["wards"]) == ("East Gridham", "West Gridham")
    assert market["mostly"].startswith("violence and sexual offences")
    assert sum(row["cells"] for row in places) == late.is_hot.sum()
    assert market["count"] == int(late.counts[market["cell_at"]].sum())
    assert market["share"] == pytest.approx(market["count"] / late.counts.sum())
    pairs = list(zip(gridham.MONTHS[-3:], gridham.MONTHS[-6:-3], strict=True))
    assert [row["verdict"] for row in with_changes(places, late, pairs)] == ["rise", "no clear change"]


def test_places_have_letters() -> None:
    assert [place_name(at) for at in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]


def test_small_cells_are_refused_with_the_measured_fact(events: Events, outline: Any) -> None:
    with pytest.raises(
        UsageError, match=r"cells of 200 m are smaller.*207 m.*Choose at least 530 m.*--allow-small-cells"
    ):
        survey(events, outline, YEAR, CRIME, Layout(cell=200.0))
    allowed = survey(events, outline, YEAR, CRIME, Layout(cell=200.0, allow_small_cells=True))
    assert allowed.grid.lattice.cell == 200.0


@pytest.mark.parametrize("bandwidth", [0.0, -1.0, float("nan")])
def test_no_bandwidth(events: Events, outline: Any, bandwidth: float) -> None:
    with pytest.raises(UsageError, match="spreads nothing"):
        survey(events, outline, YEAR, CRIME, Layout(bandwidth=bandwidth))


@pytest.mark.parametrize("cell", [0.0, -10.0])
def test_no_cell(events: Events, outline: Any, cell: float) -> None:
    with pytest.raises(UsageError, match="is no cell"):
        survey(events, outline, YEAR, CRIME, Layout(cell=cell))


def test_nothing_of_the_kind(events: Events, outline: Any) -> None:
    with pytest.raises(TooLittleData, match="there is no event of that kind in that period"):
        survey(events, outline, YEAR, ("bicycle-theft",))


def exact_points(*places: tuple[float, float, int]) -> Events:
    metres = np.array([(east, north) for east, north, number in places for _ in range(number)], dtype=float)
    empty = np.array([""] * len(metres))
    return events_at(metres, empty, empty)


SQUARE = shapely.box(0, 0, 10_000, 10_000)


def test_points_without_coordinates() -> None:
    events = exact_points((float("nan"), float("nan"), 40))
    with pytest.raises(TooLittleData, match="none of 40 events has coordinates"):
        survey(events, SQUARE, None, None)


def test_fewer_events_than_gi_needs() -> None:
    found = survey(exact_points((500, 500, 10), (9_000, 9_000, 19)), SQUARE, None, None, Layout(cell=1_000))
    with pytest.raises(TooLittleData, match="at least 30 events with a place, and there are 29"):
        _ = found.gi


def test_one_cell_holds_everything() -> None:
    found = survey(exact_points((5_000, 5_000, 50), (5_010, 5_000, 1)), SQUARE, None, None, Layout(cell=1_000))
    with pytest.raises(TooLittleData, match="one cell holds every event"):
        _ = found.gi


def test_constant_values() -> None:
    places = [(east, north, 2) for east in range(500, 10_000, 1_000) for north in range(500, 10_000, 1_000)]
    layout = Layout(cell=1_000, shape=Shape.SQUARE)
    shifted = shapely.box(0, 0, 9_999, 9_999)
    found = survey(exact_points(*places), shifted, None, None, layout)
    found.__dict__["counts"] = np.full(len(found.grid), 3.0)
    with pytest.raises(TooLittleData, match="the same number in every area"):
        _ = found.gi


def test_exact_points_compare_all_cells() -> None:
    found = survey(exact_points((500, 500, 40), (9_000, 9_000, 3)), SQUARE, None, None, Layout(cell=1_000))
    assert found.can_hold.all()
    assert found.spacing is None
    assert found.misplaced is None


def test_scores_rank_cells_by_each_method(found: Survey) -> None:
    for method in Method:
        assert int(np.argmax(found.scores(method))) in np.flatnonzero(found.is_hot)


def test_without_boundaries_there_is_no_outline(tmp_path: Any) -> None:
    basis = gridham.basis_of(tmp_path / "lake", without=["boundaries"])
    with pytest.raises(
        NothingLoaded, match=r"loaded for 0 of the 4 small areas .* of Gridham.*saferplan fetch geography"
    ):
        outline_of(basis, basis.geography.area(gridham.GRIDHAM))


def test_offences_that_policing_produces_are_left_out_unless_asked_for() -> None:
    everything, drugs = measure_named("all-crime"), measure_named("drugs")
    types, left_out = surveyed_types(everything, with_policing_led=False)
    assert left_out == ("drugs", "possession-of-weapons")
    assert not set(left_out) & set(types)
    assert surveyed_types(everything, with_policing_led=True) == (everything.crime_types, ())
    assert surveyed_types(drugs, with_policing_led=False) == (("drugs",), ())
    assert surveyed_types(measure_named("burglary"), with_policing_led=False) == (("burglary",), ())
