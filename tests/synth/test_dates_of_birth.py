"""Faults of dates of birth, by rates."""

from datetime import date, timedelta

import numpy as np
import pytest

from saferplan.synth.people import dates_of_birth
from saferplan.synth.people.names import data
from saferplan.synth.seeds import stream

EPOCH = date(1970, 1, 1)


def number(day: date) -> int:
    return (day - EPOCH).days


def recorded(day: date, noise: float, n: int = 4_000) -> list[date]:
    born = np.full(n, number(day))
    found = dates_of_birth.recorded(born, stream(1, "test"), noise)
    return [EPOCH + timedelta(days=one) for one in found.tolist()]


def test_without_noise_nothing_changes() -> None:
    assert set(recorded(date(1984, 3, 7), 0)) == {date(1984, 3, 7)}


def test_faults_are_the_known_ones() -> None:
    """Of 7 March 1984, with rates so high that every fault occurs."""
    found = set(recorded(date(1984, 3, 7), 20))
    assert date(1984, 7, 3) in found  # day and month swapped
    assert date(1984, 1, 1) in found  # the year alone
    assert {date(1983, 3, 7), date(1994, 3, 7), date(1984, 3, 8), date(1984, 3, 17)} <= found


def test_a_day_past_the_twelfth_is_never_a_month() -> None:
    assert not {one for one in recorded(date(1984, 3, 25), 20) if one.month not in (1, 2, 3, 4)}


def test_the_last_of_a_month_falls_on_a_day_that_is() -> None:
    assert set(recorded(date(1984, 2, 29), 20)) >= {date(1983, 2, 28), date(1984, 1, 1)}


@pytest.mark.parametrize("noise", [1, 3])
def test_rates(noise: float) -> None:
    rates = data("noise")["rates"]
    names = ("day_and_month_swapped", "date_digit_wrong", "date_is_placeholder")
    expected = noise * sum(rates[name] for name in names)
    wrong = np.mean([one != date(1984, 3, 7) for one in recorded(date(1984, 3, 7), noise, 40_000)])
    assert wrong == pytest.approx(expected, rel=0.15)
