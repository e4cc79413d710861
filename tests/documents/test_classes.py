import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.documents.charts.classes import MOST_CLASSES, Classes, classes_of


@pytest.mark.parametrize(
    ("values", "edges"),
    [
        ([27, 29, 31, 33, 36, 38, 41, 44, 52, 60, 75, 155], (30, 35, 45, 60)),
        ([0.11, 0.12, 0.14, 0.17, 0.2, 0.21, 0.24, 0.3, 0.31, 0.4], (0.14, 0.18, 0.22, 0.3)),
        ([1, 2], (1.5,)),
    ],
)
def test_edges_are_multiples_of_the_coarsest_step_that_keeps_classes_even(values, edges):
    assert classes_of([float(value) for value in values], "rate").edges == pytest.approx(edges)


def test_where_most_areas_have_no_crime_the_others_are_still_told_apart():
    found = classes_of([0.0] * 20 + [1.0, 2.0, 9.0], "count")
    assert found.edges == (1, 2)
    assert found.names == ["under 1", "1 to under 2", "2 and over"]


def test_classes_hold_about_as_many_areas_each_between_round_figures():
    found = classes_of([float(value) for value in range(100)], "rate")
    assert found.edges == (20, 40, 60, 80)
    assert found.names == ["under 20", "20 to under 40", "40 to under 60", "60 to under 80", "80 and over"]


def test_a_figure_on_an_edge_belongs_above_as_the_key_says():
    found = Classes((10, 20), "rate")
    assert [found.look(value)[0] for value in (9.99, 10, 19.99, 20)] == [
        found.fills[0],
        found.fills[1],
        found.fills[1],
        found.fills[2],
    ]


@pytest.mark.parametrize("values", [[], [5.0], [5.0] * 40])
def test_too_few_different_figures_make_one_class(values):
    found = classes_of(values, "rate")
    assert found.edges == ()
    assert found.names == ["all areas"]


def test_shares_are_named_in_percent():
    assert classes_of([place / 100 for place in range(100)], "share").names[0] == "under 20%"


def test_one_outlier_does_not_take_the_classes():
    found = classes_of([*(float(value) for value in range(49)), 10_000.0], "rate")
    assert len(found.edges) == 4
    assert max(found.edges) < 50


@given(st.lists(st.floats(min_value=0, max_value=1e6), max_size=60))
def test_classes_cover_every_figure_and_no_class_is_empty(values):
    found = classes_of(values, "rate")
    assert list(found.edges) == sorted(set(found.edges))
    assert len(found.fills) == len(set(found.fills)) == len(found.names) <= MOST_CLASSES
    if values:
        assert {found.look(value)[0] for value in (min(values), max(values))} == {found.fills[0], found.fills[-1]}
