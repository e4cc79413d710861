"""Areas most like one area: whose neighbour is nearest, and what the reviewed list of features says."""

import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from saferplan.evidence.analysis.similar_areas import Feature, definition, nearest

EVEN = [1.0, 1.0]

tables = st.tuples(st.integers(2, 12), st.integers(1, 5)).flatmap(
    lambda shape: st.tuples(
        arrays(float, shape, elements=st.one_of(st.integers(-50, 50).map(float), st.just(math.nan))),
        st.lists(st.integers(0, 12), min_size=shape[1], max_size=shape[1]),
        st.integers(0, shape[0] - 1),
    )
)


def nearest_one_by_one(features: list[list[float]], target: int, weights: list[float]) -> list[tuple[float, int]]:
    """(distance, row) of every candidate, nearest first: the rule in plain loops."""
    used = [k for k, value in enumerate(features[target]) if not math.isnan(value) and weights[k] > 0]
    rows = [row for row in range(len(features)) if used and not any(math.isnan(features[row][k]) for k in used)]
    total = sum(weights[k] for k in used)
    squares = dict.fromkeys(rows, 0.0)
    for k in used:
        column = [features[row][k] for row in rows]
        mean = math.fsum(column) / len(column)
        variance = math.fsum((value - mean) ** 2 for value in column) / len(column)
        for row in rows if variance else []:
            squares[row] += weights[k] / total * (features[row][k] - features[target][k]) ** 2 / variance
    return sorted((math.sqrt(squares[row]), row) for row in rows if row != target)


class TestByHand:
    """Three areas: ages 10, 20, 30 (mean 20, SD 8.165) and densities 1, 1, 4 (mean 2, SD 1.414)."""

    features = np.array([[10, 1], [20, 1], [30, 4]], dtype=float)

    def test_the_features_are_standardised_over_the_areas_compared(self):
        age, density = math.sqrt(200 / 3), math.sqrt(2)
        expected = [[-10 / age, -1 / density], [0, -1 / density], [10 / age, 2 / density]]
        assert nearest(self.features, 0, EVEN, 2).standardised == pytest.approx(np.array(expected))

    def test_the_distance_is_the_root_mean_square_of_the_differences(self):
        found = nearest(self.features, 0, EVEN, 2)
        assert found.indices.tolist() == [1, 2]
        assert found.distances == pytest.approx([math.sqrt(1.5 / 2), math.sqrt((6 + 4.5) / 2)])

    def test_weights_shift_it(self):
        found = nearest(self.features, 0, [1, 3], 2)
        assert found.distances == pytest.approx([math.sqrt(1.5 / 4), math.sqrt((6 + 3 * 4.5) / 4)])

    def test_a_feature_of_weight_0_is_not_used(self):
        found = nearest(self.features, 2, [0, 1], 2)
        assert found.used.tolist() == [False, True]
        assert found.distances[0] == found.distances[1]
        assert found.indices.tolist() == [0, 1], "areas equally near stand in the order of the rows"

    def test_only_as_many_as_asked_for(self):
        assert nearest(self.features, 1, EVEN, 1).indices.tolist() == [0]
        assert nearest(self.features, 1, EVEN, 15).indices.tolist() == [0, 2]


class TestGaps:
    """Row 0 is Welsh and has no deprivation rank (second column); rows 1 to 3 are English; row 4 lacks the first."""

    features = np.array([[0.1, math.nan], [0.1, 0.9], [0.3, 0.9], [0.1, 0.2], [math.nan, 0.9]])

    def test_a_feature_that_the_target_lacks_does_not_count(self):
        found = nearest(self.features, 0, EVEN, 9)
        assert found.used.tolist() == [True, False]
        assert found.indices.tolist() == [1, 3, 2]
        assert np.isnan(found.standardised[:, 1]).all()

    def test_an_area_that_lacks_one_of_the_targets_features_is_no_candidate(self):
        found = nearest(self.features, 1, EVEN, 9)
        assert sorted(found.indices) == [2, 3]
        assert np.isnan(found.standardised[[0, 4]]).all()

    def test_standardising_leaves_out_areas_that_are_no_candidates(self):
        features = np.array([[1.0, 1.0], [3.0, 1.0], [1000.0, math.nan]])
        assert nearest(features, 0, EVEN, 9).standardised[:2, 0].tolist() == [-1, 1]

    def test_an_area_of_which_nothing_is_known_has_no_neighbours(self):
        found = nearest([[math.nan, math.nan], [1, 2], [3, 4]], 0, EVEN, 5)
        assert found.indices.size == found.distances.size == 0
        assert not found.used.any()

    def test_a_feature_in_which_all_are_equal_does_not_matter(self):
        # 0.1 three times has a standard deviation of 1.4e-17 in floating point.
        found = nearest([[0.1, 1], [0.1, 2], [0.1, 4]], 0, EVEN, 2)
        assert found.standardised[:, 0] == pytest.approx([0, 0, 0])
        assert found.indices.tolist() == [1, 2]


@given(tables)
def test_the_fast_way_equals_the_obvious_one(table):
    features, weights, target = table
    slow = nearest_one_by_one(features.tolist(), target, weights)
    found = nearest(features, target, weights, len(features))
    assert found.distances == pytest.approx([distance for distance, _ in slow], abs=1e-9)
    assert sorted(found.indices) == sorted(row for _, row in slow)


@given(tables)
def test_the_target_is_never_its_own_neighbour_and_the_nearest_come_first(table):
    features, weights, target = table
    found = nearest(features, target, weights, len(features))
    assert target not in found.indices
    assert (np.diff(found.distances) >= 0).all()


@given(tables, st.integers(1, 9), st.integers(-9, 9))
def test_units_do_not_matter(table, scale, shift):
    features, weights, target = table
    one = nearest(features, target, weights, 5)
    other = nearest(features * scale + shift, target, np.array(weights) * 7, 5)
    assert other.distances == pytest.approx(one.distances, abs=1e-9)


@given(arrays(float, (6, 3), elements=st.integers(-50, 50).map(float)))
def test_where_nothing_is_missing_the_way_there_is_as_far_as_the_way_back(features):
    there, back = nearest(features, 0, [1, 2, 3], 5), nearest(features, 4, [1, 2, 3], 5)
    assert there.distances[there.indices == 4] == pytest.approx(back.distances[back.indices == 0])


@pytest.mark.parametrize("weights", [[1.0], [1.0, -1.0], [1.0, math.nan]])
def test_weights_that_do_not_fit_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        nearest([[1, 2], [3, 4]], 0, weights, 1)


class TestTheReviewedDefinition:
    def test_it_has_the_features_agreed(self):
        assert [feature.id for feature in definition().features] == [
            "share_aged_0_15",
            "share_aged_16_24",
            "share_aged_65_plus",
            "share_owned",
            "share_social_rented",
            "share_private_rented",
            "imd_rank_percentile",
            "share_in_three_most_deprived_deciles",
            "share_rural",
            "residents_per_hectare",
        ]

    def test_each_theme_counts_equally(self):
        points = defaultdict(float)
        for feature in definition().features:
            points[feature.theme] += feature.weight
        assert points == {"age": 12, "tenure": 12, "deprivation": 12, "place": 12}

    def test_each_feature_says_what_it_is_and_where_it_comes_from(self):
        for feature in definition().features:
            assert all((feature.title, feature.unit, feature.source)), feature.id

    def test_the_weights_are_in_the_order_of_the_features(self):
        assert definition().weights.tolist() == [4, 4, 4, 4, 4, 4, 6, 6, 6, 6]

    def test_it_says_that_these_are_not_the_home_offices_groups(self):
        assert "not the Home Office's Most Similar Groups" in definition().note
        assert definition().version
        assert definition().reviewed

    def test_density_alone_is_on_a_logarithm(self):
        scales = {feature.id: feature.scale for feature in definition().features}
        assert [name for name, scale in scales.items() if scale != "as it is"] == ["residents_per_hectare"]


class TestScale:
    def feature(self, scale):
        return Feature("density", "Density", "residents per hectare", "place", 6, "ONS", scale)

    def test_on_a_logarithm_doubling_is_the_same_step_everywhere(self):
        scaled = self.feature("logarithm").scaled([1, 2, 50, 100])
        assert scaled[1] - scaled[0] == pytest.approx(scaled[3] - scaled[2]) == pytest.approx(math.log(2))

    def test_a_value_without_a_logarithm_is_missing(self):
        assert np.isnan(self.feature("logarithm").scaled([0, -1, math.nan, 1])).tolist() == [True, True, True, False]

    def test_others_are_left_as_they_are(self):
        assert self.feature("as it is").scaled([0.2, 0]).tolist() == [0.2, 0]
