"""Households of invented people: ages, kin, addresses, ways to reach them. All is drawn from one seed."""

import re
from collections import Counter
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saferplan.synth.people import Population, population
from saferplan.synth.people.names import KINDS, data
from saferplan.synth.people.population import ON, years_between
from saferplan.synth.places.dwellings import dwellings
from saferplan.synth.positions import NOBODY

TODAY = (ON - date(1970, 1, 1)).days


def ages(people: Population) -> np.ndarray:
    return years_between(people.born, np.full(len(people), TODAY))


def whole_years(born: date, day: date) -> int:
    """The slow, obvious count."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@given(st.dates(date(1900, 1, 1), date(2022, 1, 1)), st.dates(date(2022, 1, 2), date(2030, 1, 1)))
def test_years_between_are_whole_years(born: date, day: date) -> None:
    days = [np.array([(one - date(1970, 1, 1)).days]) for one in (born, day)]
    assert years_between(*days).tolist() == [whole_years(born, day)]


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 400), st.integers(0, 2**32))
def test_any_number_of_people_can_be_made(n: int, seed: int) -> None:
    people = population(n, seed)
    assert len(people) == n
    assert all(people.forename)
    assert all(people.surname)
    assert set(people.household.tolist()) == set(range(people.household[-1] + 1))


def test_people_need_homes() -> None:
    with pytest.raises(ValueError, match="1 dwellings are too few"):
        population(50, 1, homes=dwellings(1, 1))


def test_the_same_seed_gives_the_same_people() -> None:
    first, again, other = population(2_000, 5), population(2_000, 5), population(2_000, 6)
    for name in ("surname", "forename", "born", "phone", "email", "dwelling", "moved_on"):
        assert getattr(first, name).tolist() == getattr(again, name).tolist()
        assert getattr(first, name).tolist() != getattr(other, name).tolist()


def test_a_seed_gives_the_same_people_on_every_machine() -> None:
    """Written down once: changes where the way of drawing does, and then benchmarks and figures in the docs do too."""
    people = population(1_000, 1)
    born = [str(np.datetime64(int(day), "D")) for day in people.born[:3]]
    postcodes = people.dwellings.postcode[people.dwelling[:3]].tolist()
    assert list(zip(people.forename[:3], people.surname[:3], born, people.phone[:3], postcodes, strict=True)) == [
        ("Naveed", "Akhtar", "1974-10-25", "06907665087", "ZZ3 1AA"),
        ("Fatima", "Akhtar", "1976-06-22", "06295085576", "ZZ3 1AA"),
        ("Ali", "Akhtar", "2016-05-22", "", "ZZ3 1AA"),
    ]


def test_ages_are_those_of_a_town(town: Population) -> None:
    years = ages(town)
    assert years.min() >= 0
    assert years.max() <= 97
    assert np.mean(years < 18) == pytest.approx(0.21, abs=0.04)
    assert np.mean(years >= 75) == pytest.approx(0.06, abs=0.03)


def test_parents_are_at_least_eighteen_years_older_than_children(town: Population) -> None:
    years = ages(town)
    first = np.searchsorted(town.household, town.household)
    children = np.flatnonzero(years < 18)
    heads = first[children]
    assert np.all(years[heads] >= 18)
    assert np.all(years[heads] - years[children] >= 17)  # a birthday may lie between


def test_nobody_bears_the_forename_of_another_in_the_home_but_namesakes(town: Population) -> None:
    others = town.namesake_of == NOBODY
    pairs = Counter(zip(town.household[others].tolist(), town.forename[others].tolist(), strict=True))
    assert max(pairs.values()) == 1


def test_twins_share_birthday_and_home(town: Population) -> None:
    twins = np.flatnonzero(town.twin_of != NOBODY)
    assert len(twins) > 20
    other = town.twin_of[twins]
    assert np.array_equal(town.born[twins], town.born[other])
    assert np.array_equal(town.household[twins], town.household[other])
    assert not np.any(town.forename[twins] == town.forename[other])


def test_namesakes_share_name_sex_and_home_and_are_of_two_generations(town: Population) -> None:
    young = np.flatnonzero(town.namesake_of != NOBODY)
    assert len(young) > 20
    old = town.namesake_of[young]
    for name in ("forename", "surname", "sex", "household"):
        assert np.array_equal(getattr(town, name)[young], getattr(town, name)[old])
    assert np.all(town.born[young] - town.born[old] > 17 * 365)


def test_families_share_a_surname_and_sharers_do_not(town: Population) -> None:
    of_home: dict[int, set[str]] = {}
    for household, surname in zip(town.household.tolist(), town.surname.tolist(), strict=True):
        of_home.setdefault(household, set()).add(surname)
    one_name = np.mean([len(names) == 1 for names in of_home.values()])
    assert 0.75 < one_name < 0.95


def test_one_home_a_household_and_another_before_for_those_who_moved(town: Population) -> None:
    for household in range(50):
        assert len(set(town.dwelling[town.household == household].tolist())) == 1
    first = np.unique(town.household, return_index=True)[1]
    assert len(set(town.dwelling[first].tolist())) == len(first)
    moved = town.moved_on != NOBODY
    assert np.mean(moved[first]) == pytest.approx(data("homes")["rates"]["moved"], abs=0.02)
    assert np.all(town.former_dwelling[moved] != town.dwelling[moved])
    assert np.array_equal(town.former_dwelling[~moved], town.dwelling[~moved])


def test_somebody_who_moved_lived_elsewhere_until_that_day(town: Population) -> None:
    mover = np.flatnonzero(town.moved_on != NOBODY)[:1]
    day = town.moved_on[mover]
    assert town.dwelling_on(mover, day - 1) == town.former_dwelling[mover]
    assert town.dwelling_on(mover, day) == town.dwelling[mover]


def test_telephone_numbers_are_of_a_prefix_that_is_not_in_use_and_mostly_ones_own(town: Population) -> None:
    phones = [phone for phone in town.phone.tolist() if phone]
    assert all(re.fullmatch(r"06\d{9}", phone) for phone in phones)
    assert 0.8 < len(set(phones)) / len(phones) < 1


def test_e_mail_addresses_are_of_domains_kept_for_examples(town: Population) -> None:
    emails = [email for email in town.email.tolist() if email]
    assert emails
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+\d+@example\.(com|org|net)", email) for email in emails)


def test_nicknames_are_of_the_forename(town: Population) -> None:
    known = data("forenames")["nicknames"]
    users = [(one, short) for one, short in zip(town.forename, town.nickname, strict=True) if short]
    assert len(users) > 1_000
    assert all(short in known[one].split() for one, short in users)


def test_long_names_have_a_middle_name_that_is_not_the_forename(town: Population) -> None:
    long = town.kind == KINDS.index("long")
    has_one = town.middle[long] != ""
    assert np.mean(has_one) > 0.9
    assert not np.any(town.middle == town.forename)
