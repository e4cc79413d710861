"""A population of invented people in households: who lives where, with whom, since when."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from saferplan.synth.people import names
from saferplan.synth.people.households import Members, members
from saferplan.synth.people.ways_to_reach import emails, phones
from saferplan.synth.places.dwellings import Dwellings, dwellings
from saferplan.synth.positions import NOBODY
from saferplan.synth.seeds import stream

ON = date(2022, 4, 1)
# A move lies at most so many days before the population's date.
MOVES_WITHIN_DAYS = 3 * 365


@dataclass(frozen=True)
class Population:
    """Invented people, a position each. Days are counted from 1970-01-01.

    `kind` is the kind of name (position in names.KINDS); `sex` a position in names.SEXES; `middle`, `nickname`,
    `phone` and `email` are empty where there is none; `dwelling` and `former_dwelling` are positions in `dwellings`,
    `moved_on` the day from which the new one holds (NOBODY for those who did not move). `twin_of` and `namesake_of`
    are positions of people of the same home, or NOBODY.
    """

    household: np.ndarray
    surname: np.ndarray
    forename: np.ndarray
    middle: np.ndarray
    nickname: np.ndarray
    sex: np.ndarray
    born: np.ndarray
    kind: np.ndarray
    tradition: np.ndarray
    phone: np.ndarray
    email: np.ndarray
    dwelling: np.ndarray
    former_dwelling: np.ndarray
    moved_on: np.ndarray
    twin_of: np.ndarray
    namesake_of: np.ndarray
    dwellings: Dwellings

    def __len__(self) -> int:
        return len(self.household)

    def dwelling_on(self, person: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Where each lived on the day."""
        return np.where(day < self.moved_on[person], self.former_dwelling[person], self.dwelling[person])

    def is_child_on(self, person: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Whether each was under 18 on the day."""
        return years_between(self.born[person], day) < 18


def population(n: int, seed: int, *, on: date = ON, homes: Dwellings | None = None) -> Population:
    """`n` invented people on a date; with `homes`, in those dwellings. The same seed gives the same people.

    Raises ValueError where there are not more dwellings than households, so that nobody could have moved.
    """
    home = members(stream(seed, "households"), n, on)
    forename = _forenames(stream(seed, "forenames"), home)
    middle = _middle_names(stream(seed, "middle names"), home, forename)
    households = int(home.household[-1]) + 1
    homes = homes or dwellings(households + households // 4 + 1, seed)
    if len(homes) <= households:
        raise ValueError(f"{len(homes)} dwellings are too few for {households} households")
    moves = stream(seed, "moves")
    dwelling, former, moved_on = _addresses(moves, home.household, len(homes), (on - date(1970, 1, 1)).days)
    ways = stream(seed, "phones and e-mail")
    return Population(
        home.household,
        home.surname,
        forename,
        middle,
        _nicknames(stream(seed, "nicknames"), forename),
        home.sex,
        home.born,
        home.kind,
        home.tradition,
        phones(ways, home),
        emails(ways, home, forename),
        dwelling,
        former,
        moved_on,
        home.twin_of,
        home.namesake_of,
        homes,
    )


def years_between(born: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Whole years from a day of birth to a day."""
    first, last = born.astype("datetime64[D]"), day.astype("datetime64[D]")
    years = last.astype("datetime64[Y]").astype(int) - first.astype("datetime64[Y]").astype(int)
    return years - (_day_of_year(last) < _day_of_year(first))


def _day_of_year(days: np.ndarray) -> np.ndarray:
    """Month and day as one number that grows through the year."""
    months = days.astype("datetime64[M]")
    return (months.astype(int) % 12) * 32 + (days - months).astype(int)


def _forenames(random: np.random.Generator, home: Members) -> np.ndarray:
    """Nobody bears the forename of somebody else of the household, but for namesakes."""
    born = home.born.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    forename = names.forenames(random, home.tradition, home.kind, home.sex, born)
    for _ in range(20):
        again = _taken(home.household, forename)
        if not len(again):
            break
        forename[again] = names.forenames(
            random, home.tradition[again], np.zeros(len(again), dtype=int) + 1, home.sex[again], born[again]
        )
    has_namesake = np.flatnonzero(home.namesake_of != NOBODY)
    forename[has_namesake] = forename[home.namesake_of[has_namesake]]
    return forename


def _taken(household: np.ndarray, forename: np.ndarray) -> np.ndarray:
    """Positions of those whose forename somebody before them in the household has."""
    _, code = np.unique(forename.astype(str), return_inverse=True)
    pair = household.astype(np.int64) * (code.max() + 1) + code
    order = np.argsort(pair, kind="stable")
    repeated = np.flatnonzero(pair[order][1:] == pair[order][:-1]) + 1
    return np.sort(order[repeated])


def _middle_names(random: np.random.Generator, home: Members, forename: np.ndarray) -> np.ndarray:
    born = home.born.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    middle = names.forenames(random, home.tradition, np.ones(len(born), dtype=int), home.sex, born)
    has_one = random.random(len(born)) < names.data("homes")["rates"]["middle_name"]
    has_one |= home.kind == names.KINDS.index("long")
    return np.where(has_one & (middle != forename), middle, "")


def _nicknames(random: np.random.Generator, forename: np.ndarray) -> np.ndarray:
    """The short form that a person uses; empty for those who use none."""
    known = names.data("forenames")["nicknames"]
    uses = random.random(len(forename)) < names.data("homes")["rates"]["uses_nickname"]
    which = random.random(len(forename))
    found = np.full(len(forename), "", dtype=object)
    for at in np.flatnonzero(uses):
        if forms := known.get(forename[at], "").split():
            found[at] = forms[int(which[at] * len(forms))]
    return found


def _addresses(
    random: np.random.Generator, household: np.ndarray, homes: int, today: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each person the dwelling, the one before, and the day of the move."""
    households = int(household[-1]) + 1
    places = random.permutation(homes)
    now = places[:households]
    before = places[households + np.arange(households) % (homes - households)]
    moved = random.random(households) < names.data("homes")["rates"]["moved"]
    day = np.where(moved, today - random.integers(1, MOVES_WITHIN_DAYS, size=households), NOBODY)
    former = np.where(moved, before, now)
    return now[household], former[household], day[household]
