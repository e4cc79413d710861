"""What is pointed out beside earlier extracts, and what is not."""

import numpy as np
import pytest
from small_extracts import filled, month

from saferplan.evidence.partners.quality.comparison import (
    FEWEST_EARLIER,
    MOST_EARLIER,
    Standing,
    compare_months,
    compare_shares,
)
from saferplan.evidence.partners.quality.figures import Figure, Measure

YEAR = {f"2023-{number:02d}": 100.0 + number for number in range(1, 13)}


def standing(incidents: float, before=YEAR, name="2024-01", delivered_on="2024-02-05"):
    (one,) = compare_months([month(name, incidents)], before, delivered_on=delivered_on)
    return one.standing


@pytest.mark.parametrize(
    ("incidents", "said"),
    [
        (0, Standing.FALL),
        (60, Standing.FALL),
        (99, Standing.AS_USUAL),  # below all of them, but by no more than chance
        (106, Standing.AS_USUAL),
        (113, Standing.AS_USUAL),
        (160, Standing.RISE),
    ],
)
def test_a_month_is_pointed_out_beyond_all_others_and_beyond_chance(incidents, said):
    assert standing(incidents) is said


def test_what_swings_every_year_is_as_usual_however_unlikely_by_chance():
    swinging = {name: 50.0 if at % 2 else 150.0 for at, name in enumerate(YEAR)}
    assert standing(55, swinging) is Standing.AS_USUAL
    assert standing(10, swinging) is Standing.FALL


def test_the_lowest_and_highest_of_the_last_twelve_are_told():
    longer = {f"2022-{number:02d}": 5000.0 for number in range(1, 13)} | YEAR
    (one,) = compare_months([month("2024-01", 100)], longer, delivered_on="2024-02-05")
    assert (one.earlier, one.low, one.high) == (MOST_EARLIER, 101, 112)


def test_a_month_that_was_not_over_is_not_judged():
    assert compare_months([month("2024-02", 1)], YEAR, delivered_on="2024-02-05") == []


def test_with_few_months_nothing_can_be_said():
    few = dict(list(YEAR.items())[: FEWEST_EARLIER - 1])
    assert standing(0, few) is Standing.CANNOT_SAY
    assert standing(0, dict(list(YEAR.items())[:FEWEST_EARLIER])) is Standing.FALL
    assert standing(0, {}) is Standing.CANNOT_SAY


def test_months_of_the_same_file_stand_beside_each_other():
    months = [month(f"2023-{number:02d}", 100 if number < 12 else 20) for number in range(1, 13)]
    found = compare_months(months, {}, delivered_on="2024-01-05")
    assert [one.standing for one in found[:FEWEST_EARLIER]] == [Standing.CANNOT_SAY] * FEWEST_EARLIER
    assert found[-1].standing is Standing.FALL


def shares(now: Figure, *before: Figure):
    (one,) = compare_shares([now], [[one] for one in before], Measure.FILLED)
    return one.standing


BEFORE = [filled(90 + at % 3, 100) for at in range(12)]


@pytest.mark.parametrize(
    ("value", "said"), [(0, Standing.FALL), (60, Standing.FALL), (88, Standing.AS_USUAL), (91, Standing.AS_USUAL)]
)
def test_a_field_is_pointed_out_where_it_is_filled_less_than_ever(value, said):
    assert shares(filled(value, 100), *BEFORE) is said


def test_a_field_filled_more_than_ever_is_a_rise():
    assert shares(filled(100, 100), *[filled(50, 100)] * 9) is Standing.RISE


def test_a_field_of_no_rows_or_without_a_past_is_not_judged():
    assert compare_shares([filled(0, 0)], [[one] for one in BEFORE], Measure.FILLED) == []
    assert shares(filled(0, 100), *BEFORE[:8]) is Standing.CANNOT_SAY
    assert shares(filled(0, 100), *(filled(1, 1, "another") for _ in range(12))) is Standing.CANNOT_SAY


def test_only_the_newest_twelve_extracts_count():
    older = [filled(1, 100)] * 20
    assert shares(filled(60, 100), *BEFORE, *older) is Standing.FALL


def test_where_nothing_changes_next_to_nothing_is_pointed_out():
    """A thousand feeds that vary more than chance: far fewer than the one in 6.5 that order alone would point out."""
    random = np.random.default_rng(1)
    found = 0
    for _ in range(1000):
        counts = random.negative_binomial(20, 20 / (20 + 100), size=13)
        before = dict(zip(YEAR, map(float, counts[:12]), strict=True))
        found += standing(int(counts[12]), before) is not Standing.AS_USUAL
    assert found < 1000 * 2 / 13


def test_a_month_cut_in_half_is_nearly_always_found():
    random = np.random.default_rng(2)
    found = 0
    for _ in range(200):
        counts = random.poisson(100, size=13)
        before = dict(zip(YEAR, map(float, counts[:12]), strict=True))
        found += standing(int(counts[12] // 2), before) is Standing.FALL
    assert found > 195
