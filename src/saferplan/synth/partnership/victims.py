"""Whom it befalls: victims near the place, some more than once; suspects, a few of them often; what is flagged."""

import numpy as np

from saferplan.synth.partnership.world import World, data
from saferplan.synth.people.names import by_share
from saferplan.synth.positions import NOBODY


def shared_out(random: np.random.Generator, times: list[float], slots: int) -> np.ndarray:
    """To which of some people each of `slots` falls, people counted from 0; slots of one person stand together.

    The share of people with one slot, two and so on is that of `times`.
    """
    if not slots:
        return np.zeros(0, dtype=np.int64)
    sizes = by_share(random, {str(at): share for at, share in enumerate(times)}, slots) + 1
    return np.repeat(np.arange(slots), sizes)[:slots]


def local_victims(random: np.random.Generator, world: World, neighbourhood: np.ndarray) -> np.ndarray:
    """A person for each incident: of the neighbourhood's residents, or of all where it has had everyone already.

    Those who are named more than once are so mostly in their own neighbourhood.
    """
    rates = data("rates")["victims"]
    order = np.lexsort((random.random(len(neighbourhood)), neighbourhood))
    of_group = shared_out(random, rates["times"], len(order))
    first = np.searchsorted(of_group, np.arange(of_group[-1] + 1)) if len(of_group) else of_group
    person = _residents(random, world, neighbourhood[order][first])
    found = np.empty(len(order), dtype=np.int64)
    found[order] = person[of_group]
    return found


def _residents(random: np.random.Generator, world: World, neighbourhood: np.ndarray) -> np.ndarray:
    """A different person for each position, of the neighbourhood named as long as it has any left."""
    ages, rates = world.ages(), data("rates")["victims"]
    likely = np.where(ages < 10, rates["under_10"], np.where(ages < 18, rates["under_18"], 1.0))
    pool = random.permutation(np.flatnonzero(random.random(len(ages)) < likely))
    home = world.placed.neighbourhood[world.people.dwelling[pool]]
    pool = pool[np.argsort(home, kind="stable")]
    areas = len(world.areas)
    there = np.bincount(home, minlength=areas)
    starts = np.cumsum(there) - there
    wanted = np.bincount(neighbourhood, minlength=areas)
    # `neighbourhood` is in order, so that the k-th of each takes the k-th resident.
    place = np.arange(len(neighbourhood)) - (np.cumsum(wanted) - wanted)[neighbourhood]
    is_local = place < there[neighbourhood]
    found = np.full(len(neighbourhood), NOBODY, dtype=np.int64)
    found[is_local] = pool[starts[neighbourhood[is_local]] + place[is_local]]
    left = np.setdiff1d(pool, found[is_local])
    rest = np.flatnonzero(~is_local)
    spare = random.permutation(left) if len(left) else pool
    found[rest] = spare[np.arange(len(rest)) % len(spare)]
    return found


def suspects(random: np.random.Generator, world: World, n: int) -> np.ndarray:
    """`n` suspects out of a small part of the people, some again and again."""
    rates = data("rates")["suspects"]
    ages = world.ages()
    able = np.flatnonzero((ages >= 12) & (ages <= 60))
    pool = random.permutation(able)[: max(int(len(world.people) * rates["share_of_people"]), 1)]
    group = shared_out(random, rates["times"], n)
    return random.permutation(pool[group % len(pool)])


def household_members(world: World, person: np.ndarray) -> np.ndarray:
    """Another adult of each person's household; NOBODY where there is none."""
    household, ages = world.people.household, world.ages()
    grown = np.flatnonzero(ages >= 18)
    homes = household[grown]
    first = grown[np.minimum(np.searchsorted(homes, household[person]), len(grown) - 1)]
    last = grown[np.maximum(np.searchsorted(homes, household[person], side="right") - 1, 0)]
    other = np.where(first == person, last, first)
    return np.where((household[other] == household[person]) & (other != person), other, NOBODY)


def flagged(random: np.random.Generator, name: str, crime_type: np.ndarray) -> np.ndarray:
    rates = data("rates")["flags"][name]
    rate = np.zeros(len(crime_type))
    for one, value in rates.items():
        rate[crime_type == one] = value
    return random.random(len(crime_type)) < rate
