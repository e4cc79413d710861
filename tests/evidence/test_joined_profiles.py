"""The profile of a place that is made of small areas, of some in part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.joined_profiles import joined
from saferplan.evidence.profiles import Profile


def of(code: str, residents: float | None = 1000, households: float = 400, **features: float) -> Profile:
    known = {"households": households} | features | ({} if residents is None else {"residents": residents})
    return Profile(code, known, dict.fromkeys(known, "ONS"))


YOUNG, OLD = of("a", 1000, share_aged_65_plus=0.1), of("b", 3000, share_aged_65_plus=0.5)
SMALL = {"a": YOUNG, "b": OLD}


def test_totals_are_added_up_and_shares_are_weighted_by_people():
    found = joined("own-1", SMALL, {"a": 1, "b": 1})
    assert found.features["residents"] == 4000
    assert found.features["share_aged_65_plus"] == pytest.approx((0.1 * 1000 + 0.5 * 3000) / 4000)
    assert found.sources["residents"] == "ONS"


def test_of_a_small_area_in_part_its_share_counts():
    found = joined("own-1", SMALL, {"a": 1, "b": 0.5})
    assert found.features["residents"] == 2500
    assert found.features["share_aged_65_plus"] == pytest.approx((0.1 * 1000 + 0.5 * 1500) / 2500)


def test_tenure_is_weighted_by_households():
    small = {"a": of("a", households=100, share_owned=1.0), "b": of("b", households=300, share_owned=0.0)}
    assert joined("own-1", small, {"a": 1, "b": 1}).features["share_owned"] == pytest.approx(0.25)


@pytest.mark.parametrize("shares", [{}, {"a": 1, "c": 1}])
def test_without_all_of_its_parts_nothing_is_known(shares):
    assert joined("own-1", SMALL, shares).features == {}


def test_what_one_part_lacks_is_not_known_of_the_whole():
    small = {"a": of("a", share_rural=1.0), "b": of("b")}
    found = joined("own-1", small, {"a": 1, "b": 1})
    assert "share_rural" not in found.features
    assert found.features["residents"] == 2000


def test_a_share_without_the_people_that_it_is_of_is_not_known():
    small = {"a": of("a", None, share_rural=1.0)}
    assert joined("own-1", small, {"a": 1}).features.keys() == {"households"}


def test_where_nobody_lives_a_share_is_not_known():
    assert "share_rural" not in joined("own-1", {"a": of("a", 0, share_rural=1.0)}, {"a": 1}).features


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.floats(0, 1), st.floats(0.01, 1)), min_size=1))
def test_a_share_lies_between_those_of_its_parts(parts):
    small = {code: of(code, share_rural=share) for code, (share, _) in parts.items()}
    found = joined("own-1", small, {code: part for code, (_, part) in parts.items()}).features["share_rural"]
    values = [share for share, _ in parts.values()]
    assert min(values) - 1e-9 <= found <= max(values) + 1e-9
