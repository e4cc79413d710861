"""Class over time by tables drawn by hand: x is a month in which the place was hot. Ten months, the last two recent:
as in sfhotspot, the third last counts as recent too, and shares of recent months are of two.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.errors import TooLittleData, UsageError
from saferplan.evidence.analysis.hotspots.classes import Pattern, Rules, named, patterns

BY_HAND = {
    "xxxxxxxxxx": "persistent",
    "xxxxxxxx..": "persistent",  # 8 of 10
    "..xxxxxxxx": "persistent",
    "xxxxxxx...": "former",  # 7 of 10, none of them late
    "xxxx.xxx.x": "persistent",
    "xxxx.xx..x": "intermittent",
    ".........x": "emerging",  # no older month; 1 late one over 2
    "........xx": "emerging",
    ".......x..": "intermittent",  # counts as old (1 of 8) and as late (1 over 2)
    ".......xxx": "intermittent",  # the same: an old month, so not emerging
    "x.......x.": "intermittent",
    "x.........": "former",
    "xxx.......": "former",
    "......x...": "former",
    "..........": "no pattern",
}


def drawn(*rows: str) -> np.ndarray:
    return np.array([[mark == "x" for mark in row] for row in rows])


@pytest.mark.parametrize(("months", "pattern"), BY_HAND.items())
def test_by_hand(months: str, pattern: str) -> None:
    assert patterns(drawn(months)).tolist() == [pattern]


def test_places_do_not_touch_each_other() -> None:
    assert patterns(drawn(*BY_HAND)).tolist() == list(BY_HAND.values())


def test_twenty_months_have_four_recent_ones_and_one_more() -> None:
    rows = {"." * 15 + "x....": "no pattern", "." * 16 + "x...": "emerging", "." * 19 + "x": "emerging"}
    # One month of twenty is 5%, so what is not late is no spot at all; the sixteenth counts as late and as old (1/16).
    found = patterns(drawn(*rows))
    assert found.tolist()[1:] == ["emerging", "emerging"]
    assert found[0] == "emerging"  # 1 of 16 older months is under 10%, and 1 over 4 recent ones is 25%


def test_other_rules_give_other_classes() -> None:
    months = drawn("xxxxxx....")
    assert patterns(months).tolist() == ["former"]
    assert patterns(months, Rules(persistent_share=0.6)).tolist() == ["persistent"]
    assert patterns(months, Rules(recent_share=0.5)).tolist() == ["intermittent"]


def test_hot_and_cold_together_are_mixed() -> None:
    hot = patterns(drawn("xxxxxxxxxx", "x.........", "..........", ".........."))
    cold = patterns(drawn("..........", ".........x", "xxxxxxxxxx", ".........."))
    assert named(hot, cold) == ["persistent hotspot", "mixed hot/coldspot", "persistent coldspot", "no pattern"]


@given(st.integers(3, 60), st.integers(0, 2**32 - 1))
def test_what_is_never_hot_has_no_pattern_and_what_always_is_persists(months: int, seed: int) -> None:
    often = np.random.default_rng(seed).random((5, months)) < 0.5
    often[0], often[1] = False, True
    found = patterns(often)
    assert found[0] == Pattern.NONE
    assert found[1] == Pattern.PERSISTENT
    share = often.mean(axis=1)
    assert all((one == Pattern.PERSISTENT) == (part >= 0.8) for one, part in zip(found, share, strict=True))


def test_two_months_are_too_few() -> None:
    with pytest.raises(TooLittleData, match="at least 3 months, and there are 2"):
        patterns(drawn("xx"))


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1])
def test_rules_are_shares(share: float) -> None:
    with pytest.raises(UsageError, match="recent share must lie between 0 and 1"):
        Rules(recent_share=share)
