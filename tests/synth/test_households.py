"""Who lives together: by kind of home, by age, and under whose surname."""

from collections import Counter
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saferplan.synth.people.households import ADULT_BANDS, Members, members
from saferplan.synth.people.names import data
from saferplan.synth.people.population import years_between
from saferplan.synth.people.ways_to_reach import emails, phones
from saferplan.synth.positions import NOBODY
from saferplan.synth.seeds import stream

ON = date(2022, 4, 1)
TODAY = (ON - date(1970, 1, 1)).days


@pytest.fixture(scope="module")
def homes() -> Members:
    return members(stream(3, "test"), 40_000, ON)


def sizes(homes: Members) -> np.ndarray:
    """Of every household but the last, which may have been cut short."""
    return np.bincount(homes.household)[:-1]


def ages(homes: Members) -> np.ndarray:
    return years_between(homes.born, np.full(len(homes.born), TODAY))


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 300), st.integers(0, 2**32))
def test_households_follow_each_other_and_adults_come_first(n: int, seed: int) -> None:
    homes = members(stream(seed, "test"), n, ON)
    assert len(homes.household) == n
    assert set(np.diff(homes.household).tolist()) <= {0, 1}
    same_home = np.diff(homes.household) == 0
    assert not np.any(same_home & ~homes.adult[:-1] & homes.adult[1:])
    first = np.unique(homes.household, return_index=True)[1]
    assert np.all(homes.adult[first])


def test_kinds_of_home_add_up_and_say_whom_they_hold() -> None:
    kinds = data("homes")["home"]
    assert sum(one["share"] for one in kinds) == pytest.approx(1)
    for one in kinds:
        assert sum(one.get("children", [1])) == pytest.approx(1), one["name"]
        assert one["adults"][0] <= one["adults"][1], one["name"]
        assert one["ages"][0] >= 18, one["name"]


def test_households_are_of_the_size_of_real_ones(homes: Members) -> None:
    """2.36 people in England (ONS, Census 2021), of whom 30% live alone."""
    assert sizes(homes).mean() == pytest.approx(2.36, abs=0.15)
    assert np.mean(sizes(homes) == 1) == pytest.approx(0.30, abs=0.02)
    assert sizes(homes).max() <= 5


def test_shares_of_ages_of_adults_add_up() -> None:
    assert sum(share for *_, share in ADULT_BANDS) == pytest.approx(1)
    assert [last for _, last, _ in ADULT_BANDS[:-1]] == [first for first, _, _ in ADULT_BANDS[1:]]


def test_adults_are_of_age_and_most_children_are_not(homes: Members) -> None:
    years = ages(homes)
    assert years[homes.adult].min() >= 17  # whose eighteenth birthday is within the year
    assert np.mean(years[~homes.adult] < 18) > 0.85  # some grown-up children live with their parents


def test_couples_are_about_of_one_age(homes: Members) -> None:
    second = np.flatnonzero(homes.adult[1:] & homes.adult[:-1] & (np.diff(homes.household) == 0)) + 1
    apart = np.abs(ages(homes)[second] - ages(homes)[second - 1])
    assert np.median(apart) <= 5


def test_birthdays_fall_on_all_days_of_the_year(homes: Members) -> None:
    months = homes.born.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12
    share = np.bincount(months, minlength=12) / len(months)
    assert share == pytest.approx(np.full(12, 1 / 12), abs=0.02)


def test_sexes_are_about_even(homes: Members) -> None:
    assert np.mean(homes.sex) == pytest.approx(0.5, abs=0.02)


def test_children_bear_the_surname_of_the_head_of_their_home(homes: Members) -> None:
    first = np.searchsorted(homes.household, homes.household)
    children = ~homes.adult
    assert np.array_equal(homes.surname[children], homes.surname[first][children])
    assert np.array_equal(homes.kind[children], homes.kind[first][children])


def test_most_couples_share_a_surname(homes: Members) -> None:
    of_home = Counter(homes.household[homes.adult].tolist())
    with_children = set(homes.household[~homes.adult].tolist())
    couples = np.array([home for home in with_children if of_home[home] == 2])
    first = np.searchsorted(homes.household, couples)
    assert np.mean(homes.surname[first] == homes.surname[first + 1]) == pytest.approx(0.75, abs=0.05)


def test_twins_are_the_second_of_two_and_no_triplets(homes: Members) -> None:
    twins = np.flatnonzero(homes.twin_of != NOBODY)
    assert np.array_equal(homes.twin_of[twins], twins - 1)
    assert not np.any(np.isin(homes.twin_of[twins], twins))
    younger = np.flatnonzero(~homes.adult[1:] & ~homes.adult[:-1] & (np.diff(homes.household) == 0)) + 1
    assert len(twins) / len(younger) == pytest.approx(data("homes")["rates"]["twin"], abs=0.01)


def test_a_namesake_is_the_first_child_of_the_head(homes: Members) -> None:
    young = np.flatnonzero(homes.namesake_of != NOBODY)
    assert len(young) > 50
    assert not np.any(homes.adult[young])
    assert np.array_equal(homes.namesake_of[young], np.searchsorted(homes.household, homes.household[young]))
    assert len(set(homes.household[young].tolist())) == len(young)


def test_shared_telephones_are_of_one_home(homes: Members) -> None:
    found = phones(stream(3, "phones"), homes)
    of_number: dict[str, set[int]] = {}
    for phone, home in zip(found.tolist(), homes.household.tolist(), strict=True):
        if phone:
            of_number.setdefault(phone, set()).add(home)
    assert {len(own) for own in of_number.values()} == {1}


def test_children_have_no_e_mail_address(homes: Members) -> None:
    forename = np.full(len(homes.household), "Ann", dtype=object)
    found = emails(stream(3, "mail"), homes, forename)
    assert set(found[~homes.adult].tolist()) == {""}
    assert all(one.startswith("ann.") for one in found.tolist() if one)
