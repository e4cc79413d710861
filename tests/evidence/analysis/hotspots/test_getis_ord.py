"""Gi*: figures by hand, esda to 1e-9, a plain permutation beside the fast one, and what chance alone may call."""

import itertools
import math
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from saferplan.errors import TooLittleData
from saferplan.evidence.analysis.hotspots import getis_ord
from saferplan.evidence.analysis.hotspots.getis_ord import exact_p, gi_star, permute
from saferplan.evidence.analysis.hotspots.neighbours import within_distance
from saferplan.evidence.analysis.multiple_testing import q_values

Random = np.random.Generator


@pytest.fixture(scope="module")
def esda() -> Iterator[Any]:
    """esda's module, not compiled: a minute of compiling would serve milliseconds of work."""
    numba = pytest.importorskip("numba")
    was, numba.config.DISABLE_JIT = numba.config.DISABLE_JIT, True
    module, engine = pytest.importorskip("esda.getisord"), pytest.importorskip("esda.crand")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engine, "boolean", bool)  # numba's own is no type outside compiled code
        yield module
    numba.config.DISABLE_JIT = was


def in_a_row(size: int) -> csr_array:
    """Each area is a neighbour of the one before it and the one after."""
    side = np.ones(size - 1)
    return csr_array(np.diag(side, 1) + np.diag(side, -1))


def scattered(random: Random, size: int = 120, reach: float = 14.0) -> csr_array:
    return within_distance(random.uniform(0, 100, (size, 2)), reach)


def test_by_hand() -> None:
    """Five areas in a row with 0 0 1 2 7: mean 2, mean square 10.8, deviation sqrt(6.8)."""
    found = gi_star([0, 0, 1, 2, 7], in_a_row(5))
    assert found.g.tolist() == [0.0, 0.1, 0.3, 1.0, 0.9]
    deviation = math.sqrt(10.8 - 4)

    def z(total: float, number: int) -> float:
        return (total - number * 2) / (deviation * math.sqrt(number * (5 - number) / 4))

    expected = [z(0, 2), z(1, 3), z(3, 3), z(10, 3), z(9, 2)]
    assert found.z == pytest.approx(expected, abs=1e-12)
    assert found.z[4] == pytest.approx(1.565560727, abs=1e-9)
    assert found.p[4] == pytest.approx(math.erfc(1.565560727 / math.sqrt(2)), abs=1e-9)


def test_the_diagonal_is_ignored() -> None:
    plain, own = in_a_row(6), in_a_row(6).tolil()
    own.setdiag(1)
    assert gi_star([1, 2, 3, 4, 5, 9], plain).z.tolist() == gi_star([1, 2, 3, 4, 5, 9], csr_array(own)).z.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_statistic_and_normal_z_are_esdas(seed: int, esda: Any) -> None:
    random = np.random.default_rng(seed)
    values, neighbours = random.negative_binomial(1, 0.1, 120).astype(float), scattered(random)
    theirs = _of_esda(esda, values, neighbours, permutations=0)
    ours = gi_star(values, neighbours)
    assert ours.g == pytest.approx(theirs.Gs, abs=1e-9)
    assert ours.z == pytest.approx(theirs.Zs, abs=1e-9)
    assert ours.p / 2 == pytest.approx(theirs.p_norm, abs=1e-9)


def test_permutation_p_is_esdas_within_monte_carlo_error(esda: Any) -> None:
    random = np.random.default_rng(7)
    # Values without ties: esda divides sums before it compares them, and rounding breaks its ties.
    values, neighbours = random.lognormal(1.0, 1.0, 150), scattered(random, 150)
    runs = 4999
    theirs = _of_esda(esda, values, neighbours, permutations=runs).p_sim
    ours = permute(values, neighbours, runs, seed=3)
    # esda's is one-sided, on the side of the statistic.
    folded = (np.minimum(ours.at_least, runs - ours.at_least) + 1) / (runs + 1)
    error = np.sqrt(2 * folded * (1 - folded) / runs)
    assert (np.abs(folded - theirs) <= 5 * error + 2 / runs).all()


def _of_esda(esda: Any, values: np.ndarray, neighbours: csr_array, permutations: int) -> Any:
    from libpysal import weights

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        listed = {at: neighbours.indices[slice(*neighbours.indptr[at : at + 2])].tolist() for at in range(len(values))}
        w = weights.W(listed, silence_warnings=True)
        return esda.G_Local(values, w, transform="B", star=True, permutations=permutations, n_jobs=1, seed=1)


@pytest.mark.parametrize("hold_own", [True, False])
def test_all_permutations_by_hand(hold_own: bool) -> None:
    """Six values in a row: every order is tried, and the shares of chance must come near theirs."""
    values, neighbours = np.array([0.0, 1, 1, 3, 0, 6]), in_a_row(6)
    sums = neighbours @ values + values
    reached = np.zeros(6)
    for at in range(6):
        rest = np.delete(values, at) if hold_own else values
        number = int(neighbours[[at]].sum()) + (0 if hold_own else 1)
        own = values[at] if hold_own else 0.0
        drawn = [own + sum(one) for one in itertools.permutations(rest, number)]
        reached[at] = np.mean([one >= sums[at] for one in drawn])
    found = permute(values, neighbours, 20_000, seed=1, hold_own=hold_own)
    assert found.at_least / 20_000 == pytest.approx(reached, abs=0.015)


def test_exact_p_by_hand() -> None:
    """0 0 1 2 7 in a row. Of the ten pairs from these, one adds up to 9, none to more: the last area's p is 0.2; one
    adds up to 0: so is the first one's. Of the ten triples three have 10 or more.
    """
    found = exact_p([0, 0, 1, 2, 7], in_a_row(5))
    triples = [sum(one) for one in itertools.combinations([0, 0, 1, 2, 7], 3)]
    assert found[4] == pytest.approx(0.2)
    assert found[0] == pytest.approx(0.2)
    assert found[3] == pytest.approx(2 * np.mean([one >= 10 for one in triples]))
    assert found[1] == pytest.approx(2 * np.mean([one <= 1 for one in triples]))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_exact_p_counts_every_draw(seed: int) -> None:
    """All combinations, listed one by one."""
    random = np.random.default_rng(seed)
    size = int(random.integers(4, 10))
    values = random.poisson(1.5, size)
    values[0] += 3
    neighbours = within_distance(random.uniform(0, 10, (size, 2)), 4.0)
    sums, number = neighbours @ values + values, np.diff(neighbours.indptr) + 1
    for at, p in enumerate(exact_p(values, neighbours)):
        drawn = np.array([sum(one) for one in itertools.combinations(values.tolist(), int(number[at]))])
        assert p == pytest.approx(min(1.0, 2 * min((drawn >= sums[at]).mean(), (drawn <= sums[at]).mean())))


def test_shuffles_come_near_the_exact_p() -> None:
    random = np.random.default_rng(9)
    values, neighbours = random.negative_binomial(0.5, 0.05, 150), scattered(random, 150)
    exact = exact_p(values, neighbours)
    shuffled = permute(values, neighbours, 20_000, hold_own=False).p
    assert np.abs(shuffled - exact).max() < 5 * 2 * math.sqrt(0.25 / 20_000)
    small = exact < 0.01
    assert shuffled[small] == pytest.approx(exact[small], abs=0.004)


def test_exact_p_wants_whole_numbers_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        exact_p([1.5, 2, 3, 4], in_a_row(4))
    monkeypatch.setattr(getis_ord, "MOST_WAYS", 30)
    with pytest.raises(ValueError, match="sums up to 9 of up to 3 areas are too many"):
        exact_p([1, 2, 3, 4], in_a_row(4))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1_000), hold_own=st.booleans())
def test_the_fast_ranking_is_the_plain_one(seed: int, hold_own: bool) -> None:
    """The same draws, summed area by area in loops."""
    random = np.random.default_rng(seed)
    size = int(random.integers(5, 40))
    values = random.negative_binomial(1, 0.3, size).astype(float)
    values[0] += 1 + values.max()
    neighbours = within_distance(random.uniform(0, 10, (size, 2)), 3.0)
    found = permute(values, neighbours, 60, seed=seed, hold_own=hold_own)
    most = int(np.diff(neighbours.indptr).max()) + (0 if hold_own else 1)
    orders = getis_ord._draw(np.random.default_rng(seed), 60, min(most + 1, size), size)
    at_least, at_most = np.zeros(size, int), np.zeros(size, int)
    for area in range(size):
        others = neighbours.indices[slice(*neighbours.indptr[area : area + 2])]
        target = values[others].sum() + (0 if hold_own else values[area])
        for order in orders:
            usable = [one for one in order if one != area or not hold_own]
            drawn = values[usable[: len(others) + (0 if hold_own else 1)]].sum()
            at_least[area] += drawn >= target
            at_most[area] += drawn <= target
    assert found.at_least.tolist() == at_least.tolist()
    assert found.at_most.tolist() == at_most.tolist()


@pytest.mark.parametrize(("length", "size"), [(3, 1_000), (8, 20), (20, 20), (1, 1)])
def test_draws_hold_no_value_twice_and_each_as_often(length: int, size: int) -> None:
    drawn = getis_ord._draw(np.random.default_rng(5), 2_000, length, size)
    assert drawn.shape == (2_000, length)
    assert all(len(set(row)) == length for row in drawn[:200].tolist())
    often = np.bincount(drawn[:, 0], minlength=size) / 2_000
    assert np.abs(often - 1 / size).max() < 6 * math.sqrt(1 / size / 2_000)


def test_permutations_in_parts_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getis_ord, "DRAWN_AT_ONCE", 50)
    found = permute([1, 2, 3, 4, 50], in_a_row(5), 333)
    assert (found.at_least + found.at_most >= 333).all()
    assert found.at_least.max() <= 333


def test_p_is_never_zero_and_never_above_one() -> None:
    found = permute([0, 0, 0, 0, 0, 0, 0, 90, 80], in_a_row(9), 999)
    assert found.p.min() >= 2 / 1000
    assert found.p.max() <= 1.0


def test_on_random_data_few_are_called_after_fdr() -> None:
    """Without any pattern in space: of 200 maps of 200 areas, 5% or fewer should show a hotspot, 10 maps."""
    called = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        values, neighbours = random.negative_binomial(0.1, 0.02, 200), scattered(random, 200)
        called += bool((q_values(exact_p(values, neighbours)) < 0.05).any())
    assert called <= 18  # more has a chance under 1% where 10 are expected


def test_the_normal_p_calls_far_too_much_on_skew_counts() -> None:
    """Why hotspots are called by the exact p: without any pattern, the normal one sees some in 81 of these 200 maps."""
    called = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        values, neighbours = random.negative_binomial(0.1, 0.02, 200).astype(float), scattered(random, 200)
        called += bool((q_values(gi_star(values, neighbours).p) < 0.05).any())
    assert called == 81


def test_a_real_cluster_is_found() -> None:
    values = np.ones(60)
    values[20:25] = 40
    found = q_values(exact_p(values, in_a_row(60)))
    assert set(np.flatnonzero(found < 0.05)) >= {21, 22, 23}
    assert not (found[40:] < 0.05).any()


def test_a_neighbour_of_all_has_nothing_to_compare_with() -> None:
    star = csr_array(np.array([[0, 1, 1, 1], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]], dtype=float))
    found = gi_star([1, 2, 3, 4], star)
    assert np.isnan(found.z[0])
    assert np.isfinite(found.z[1:]).all()


@pytest.mark.parametrize(
    ("values", "told"),
    [([4, 4, 4, 4], "the same number in every area"), ([0, 0, 0, 0], "no event in any area"), ([1, 2], "at least 3")],
)
def test_what_cannot_be_judged(values: list[int], told: str) -> None:
    with pytest.raises(TooLittleData, match=told):
        gi_star(values, in_a_row(len(values)))


@pytest.mark.parametrize("values", [[1, 2, math.nan, 3], [1, 2, -1, 3]])
def test_unknown_and_negative_values_are_mistakes(values: list[float]) -> None:
    with pytest.raises(ValueError, match="known and not negative"):
        gi_star(values, in_a_row(4))


def test_weights_must_be_binary_and_fit() -> None:
    with pytest.raises(ValueError, match="must be 0 or 1"):
        gi_star([1, 2, 3, 4], in_a_row(4) * 0.5)
    with pytest.raises(ValueError, match="do not go with"):
        gi_star([1, 2, 3], in_a_row(4))
