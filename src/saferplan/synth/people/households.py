"""Households: who lives together, of what age and sex, and under which surnames."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from saferplan.synth.people import names
from saferplan.synth.positions import NOBODY

GROWN_UP_FROM, GROWN_UP_TO = 18, 36
YOUNGEST_PARENT, OLDEST_PARENT = 18, 42
# Shares of adults by age band, near those of England in 2021.
ADULT_BANDS = ((18, 30, 0.19), (30, 45, 0.26), (45, 60, 0.26), (60, 75, 0.19), (75, 95, 0.10))


@dataclass(frozen=True)
class Members:
    """People in order of household, adults first. `adult` says who is one of the household's adults."""

    household: np.ndarray
    adult: np.ndarray
    surname: np.ndarray
    kind: np.ndarray
    tradition: np.ndarray
    sex: np.ndarray
    born: np.ndarray
    twin_of: np.ndarray
    namesake_of: np.ndarray


@dataclass(frozen=True)
class _Homes:
    """Per household: position of its type, numbers of adults and of children, and where its first member stands."""

    type: np.ndarray
    adults: np.ndarray
    children: np.ndarray

    @property
    def first(self) -> np.ndarray:
        sizes = self.adults + self.children
        return np.cumsum(sizes) - sizes


def members(random: np.random.Generator, n: int, on: date) -> Members:
    """`n` people in households; the last household may have been cut short."""
    types = names.data("homes")["home"]
    homes = _homes(random, types, n)
    sizes = homes.adults + homes.children
    household = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(household)) - homes.first[household]
    adult = place < homes.adults[household]
    age = _ages(random, types, homes, household, place)
    born = _birthdays(random, age, on)
    sex = _sexes(random, types, homes, household, place)
    surname, kind, tradition = _surnames(random, types, homes, household, place)
    twin_of = _twins(random, household, adult, born)
    namesake_of = _namesakes(random, household, place, homes, sex)
    whole = Members(household, adult, surname, kind, tradition, sex, born, twin_of, namesake_of)
    return Members(*(getattr(whole, name)[:n] for name in Members.__dataclass_fields__))


def _homes(random: np.random.Generator, types: list[dict[str, Any]], n: int) -> _Homes:
    """Enough households for `n` people; each has at least one."""
    kind = names.by_share(random, {one["name"]: one["share"] for one in types}, n)
    adults = np.array([one["adults"] for one in types])[kind]
    adults = adults[:, 0] + (random.random(n) * (adults[:, 1] - adults[:, 0] + 1)).astype(int)
    children = np.zeros(n, dtype=int)
    for at, one in enumerate(types):
        if shares := one.get("children"):
            of_type = np.flatnonzero(kind == at)
            counts = {str(number): share for number, share in enumerate(shares, start=1)}
            children[of_type] = names.by_share(random, counts, len(of_type)) + 1
    enough = int(np.searchsorted(np.cumsum(adults + children), n)) + 1
    return _Homes(kind[:enough], adults[:enough], children[:enough])


def _flag(types: list[dict[str, Any]], name: str) -> np.ndarray:
    return np.array([one.get(name, False) for one in types])


def _ages(
    random: np.random.Generator, types: list[dict[str, Any]], homes: _Homes, household: np.ndarray, place: np.ndarray
) -> np.ndarray:
    head = _adult_ages(random, np.array([one["ages"] for one in types])[homes.type])
    beside = np.clip(head[household] + random.integers(-6, 7, size=len(household)), 18, 97)
    is_couple = _flag(types, "couple")[homes.type][household]
    alone = _adult_ages(random, np.array([one["ages"] for one in types])[homes.type][household])
    adult = np.where(place == 0, head[household], np.where(is_couple, beside, alone))
    grown_up = _flag(types, "grown_up")[homes.type][household]
    least, most = np.where(grown_up, GROWN_UP_FROM, 0), np.where(grown_up, GROWN_UP_TO, 17)
    oldest = np.clip(head[household] - YOUNGEST_PARENT, least, most)
    youngest = np.clip(head[household] - OLDEST_PARENT, least, most)
    child = youngest + (random.random(len(household)) * (oldest - youngest + 1)).astype(int)
    return np.where(place < homes.adults[household], adult, child)


def _adult_ages(random: np.random.Generator, limits: np.ndarray) -> np.ndarray:
    """Ages by the bands, drawn anew within the limits for those who fall outside."""
    n = len(limits)
    band = names.by_share(random, {str(first): share for first, _, share in ADULT_BANDS}, n)
    edges = np.array([(first, last) for first, last, _ in ADULT_BANDS])[band]
    age = edges[:, 0] + (random.random(n) * (edges[:, 1] - edges[:, 0])).astype(int)
    within = limits[:, 0] + (random.random(n) * (limits[:, 1] - limits[:, 0] + 1)).astype(int)
    return np.where((age >= limits[:, 0]) & (age <= limits[:, 1]), age, within)


def _birthdays(random: np.random.Generator, age: np.ndarray, on: date) -> np.ndarray:
    """Days since 1970-01-01 of people who are of that age on the day."""
    year = np.datetime64(on, "Y") - age
    # The same day so many years before; one who is born after it by up to a year is a year younger.
    same_day = year.astype("datetime64[D]") + (np.datetime64(on, "D") - np.datetime64(on, "Y").astype("datetime64[D]"))
    return same_day.astype(np.int64) - random.integers(1, 365, size=len(age))


def _sexes(
    random: np.random.Generator, types: list[dict[str, Any]], homes: _Homes, household: np.ndarray, place: np.ndarray
) -> np.ndarray:
    sex = random.integers(2, size=len(household))
    partner = (place == 1) & _flag(types, "couple")[homes.type][household]
    alike = random.random(len(household)) < names.data("homes")["rates"]["same_sex_couple"]
    heads = sex[homes.first][household]
    return np.where(partner, np.where(alike, heads, 1 - heads), sex)


def _surnames(
    random: np.random.Generator, types: list[dict[str, Any]], homes: _Homes, household: np.ndarray, place: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Children and most partners bear the household's surname, others their own."""
    of_home = names.surnames(random, len(homes.type))
    shares = random.random(len(household)) < names.data("homes")["rates"]["shared_surname"]
    is_couple = _flag(types, "couple")[homes.type][household]
    beside = (place > 0) & (place < homes.adults[household])
    own = np.flatnonzero(beside & ~(is_couple & shares))
    of_own = names.surnames(random, len(own))
    columns = []
    for name in ("surname", "kind", "tradition"):
        column = getattr(of_home, name)[household]
        column[own] = getattr(of_own, name)
        columns.append(column)
    return columns[0], columns[1], columns[2]


def _twins(random: np.random.Generator, household: np.ndarray, adult: np.ndarray, born: np.ndarray) -> np.ndarray:
    """Gives some children the birthday of the child before them, in place; tells whose twin each is."""
    twin_of = np.full(len(household), NOBODY)
    second = np.flatnonzero(~adult[1:] & ~adult[:-1] & (household[1:] == household[:-1])) + 1
    chosen = second[random.random(len(second)) < names.data("homes")["rates"]["twin"]]
    chosen = chosen[~np.isin(chosen - 1, chosen)]
    born[chosen] = born[chosen - 1]
    twin_of[chosen] = chosen - 1
    return twin_of


def _namesakes(
    random: np.random.Generator, household: np.ndarray, place: np.ndarray, homes: _Homes, sex: np.ndarray
) -> np.ndarray:
    """Of first children of the head's sex, a few bear the head's forename."""
    first_child = np.flatnonzero(place == homes.adults[household])
    head = homes.first[household[first_child]]
    alike = sex[first_child] == sex[head]
    chosen = alike & (random.random(len(first_child)) < names.data("homes")["rates"]["namesake"])
    namesake_of = np.full(len(household), NOBODY)
    namesake_of[first_child[chosen]] = head[chosen]
    return namesake_of
