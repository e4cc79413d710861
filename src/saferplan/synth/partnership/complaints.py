"""What comes to agencies without the police: complaints, cases of landlords, calls; and scenarios of Case Reviews."""

from typing import Any

import numpy as np

from saferplan.synth.partnership import victims
from saferplan.synth.partnership.crimes import asb_categories, with_points
from saferplan.synth.partnership.feeds import FIRST_LANDLORD, POSITION
from saferplan.synth.partnership.world import DAY, Reports, World, blank, data, joined
from saferplan.synth.people.names import by_share
from saferplan.synth.places.placed import SOCIAL_RENTED
from saferplan.synth.positions import NOBODY
from saferplan.synth.seeds import stream

YOUTH_JUSTICE = "youth-justice"


def other_reports(world: World, first_incident: int) -> Reports:
    """Incidents that only one agency is told of, numbered from `first_incident`."""
    random = stream(world.seed, "other agencies")
    found = joined([_told_to_one(random, world, one) for one in data("rates")["one_agency"]])
    return found.changed(incident=first_incident + np.arange(len(found)))


def _told_to_one(random: np.random.Generator, world: World, rate: dict[str, Any]) -> Reports:
    """What comes to one agency alone, as an entry [[one_agency]] of rates.toml says it."""
    part = _of_one(random, world, round(rate["per_1000_people_a_year"] / 1000 * len(world.people) * world.years))
    words = np.array(rate["of"], dtype=object)
    category = words[random.integers(len(words), size=len(part))] if rate["of"] else asb_categories(random, len(part))
    part = part.changed(feed=POSITION[rate["feed"]], category=category)
    if rate.get("names_nobody"):
        part = part.changed(victim=NOBODY)
    if rate["feed"] == YOUTH_JUSTICE:
        part = part.changed(suspect=_young(random, world, len(part)), dwelling=NOBODY)
    return part


def _of_one(random: np.random.Generator, world: World, n: int) -> Reports:
    """`n` incidents at people's homes, reported within days."""
    ages = world.ages()
    adults = np.flatnonzero(ages >= 18)
    group = victims.shared_out(random, data("rates")["victims"]["times"], n)
    person = random.permutation(adults)[group % len(adults)]
    start = (world.first_day + random.integers(len_days(world), size=n)) * DAY + random.integers(DAY, size=n)
    end_of_all = (world.last_day + 1) * DAY - 1
    reported = np.minimum(start + random.integers(3 * DAY, size=n), end_of_all)
    home = world.people.dwelling_on(person, start // DAY)
    found = blank(n).changed(victim=person, start=start, reported=reported, dwelling=home)
    return with_points(random, world, found.changed(neighbourhood=world.placed.neighbourhood[home]))


def _young(random: np.random.Generator, world: World, n: int) -> np.ndarray:
    """People of 10 to 17: those with whom youth justice works."""
    ages = world.ages()
    young = np.flatnonzero((ages >= 12) & (ages <= 17))
    few = random.permutation(young)[: max(n // 2, 1)]
    return few[random.integers(len(few), size=n)] if len(few) else np.full(n, NOBODY)


def len_days(world: World) -> int:
    return world.last_day - world.first_day + 1


def landlord_cases(world: World, first_incident: int) -> Reports:
    """Cases of tenants, each of one or more complaints; every complaint is of behaviour of its own."""
    random, rates = stream(world.seed, "landlords"), data("rates")["landlord_cases"]
    at_home = world.people.dwelling
    adults = (world.ages() >= 18) & (world.placed.tenure[at_home] == SOCIAL_RENTED)
    tenants = np.flatnonzero(adults & (world.people.moved_on < world.first_day))
    homes = len(np.unique(at_home[tenants]))
    cases = round(rates["per_1000_homes_a_year"] / 1000 * homes * world.years)
    if not cases:
        return blank(0)
    tenant = random.permutation(tenants)[np.arange(cases) % len(tenants)]
    complaints = by_share(random, {str(at): share for at, share in enumerate(rates["complaints"])}, cases) + 1
    case = np.repeat(np.arange(cases), complaints)
    place = np.arange(len(case)) - (np.cumsum(complaints) - complaints)[case]
    opened = world.first_day + random.integers(len_days(world), size=cases)
    spread = rates["weeks_between"] * 7
    day = opened[case] + place * spread + random.integers(4, spread, size=len(case))
    start = day * DAY + random.integers(DAY, size=len(case))
    found = blank(len(case)).changed(
        victim=tenant[case],
        case=case,
        category=asb_categories(random, cases)[case],
        start=start,
        reported=start + random.integers(5 * DAY, size=len(case)),
        dwelling=at_home[tenant][case],
        feed=FIRST_LANDLORD + world.placed.landlord[at_home[tenant]][case],
    )
    found = found.changed(neighbourhood=world.placed.neighbourhood[found.dwelling])
    suspect = victims.suspects(random, world, cases)
    suspect = np.where(random.random(cases) < rates["suspect"], suspect, NOBODY)
    suspect[suspect == tenant] = NOBODY
    found = with_points(random, world, found.changed(suspect=suspect[case]))
    found = found.take(np.flatnonzero(found.reported < (world.last_day + 1) * DAY))
    return found.changed(incident=first_incident + np.arange(len(found)))


def scenarios(world: World, named: np.ndarray, first_incident: int, first_case: int) -> Reports:
    """The complaints of scenarios.toml, around people whom no other report names (`named`: those whom some does)."""
    random = stream(world.seed, "case review")
    laid = data("scenarios")["scenario"]
    count = max(round(data("rates")["case_review"]["per_1000_people"] / 1000 * len(world.people)), len(laid))
    free = np.setdiff1d(np.flatnonzero((world.ages() >= 18) & (world.people.moved_on == NOBODY)), named)
    people = _half_tenants(random, world, random.permutation(free), count)
    rows = []
    for at, person in enumerate(people.tolist()):
        rows += _scenario(world, person, at, laid[at % len(laid)])
    if not rows:
        return blank(0)
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    number = np.unique(columns.pop("told_as"), return_inverse=True)[1]
    found = blank(len(rows)).changed(**columns, incident=first_incident + number)
    found = found.changed(
        category=asb_categories(random, len(people))[columns["case"]].astype(object),
        case=found.case + first_case,
        scenario=found.case % len(laid),
        neighbourhood=world.placed.neighbourhood[found.dwelling],
    )
    return with_points(random, world, found)


def _half_tenants(random: np.random.Generator, world: World, free: np.ndarray, count: int) -> np.ndarray:
    """`count` of the people, in any order, half of whom rent from a landlord where there are so many."""
    rents = world.placed.landlord[world.people.dwelling[free]] != NOBODY
    tenants = free[rents][: count // 2]
    return random.permutation(np.concatenate([tenants, free[~rents][: count - len(tenants)]]))


def _scenario(world: World, person: int, at: int, scenario: dict) -> list[dict]:
    home = int(world.people.dwelling[person])
    landlord = int(world.placed.landlord[home])
    feeds = {
        "police": POSITION["police-asb"],
        "council": POSITION["council-asb"],
        "landlord": POSITION["council-asb"] if landlord == NOBODY else FIRST_LANDLORD + landlord,
    }
    rows = []
    for number, (before, until, told) in enumerate(scenario["complaints"]):
        start = (world.last_day - before) * DAY + 20 * 60
        row = {"victim": person, "case": at, "start": start, "reported": start + until * DAY + 30, "dwelling": home}
        told_as = at * 10 + (0 if scenario.get("one_incident") else number)
        rows.append(row | {"feed": feeds[told], "told_as": told_as})
    # An agency is told of one incident once, also where it stands in for a landlord.
    return list({(row["feed"], row["told_as"]): row for row in rows}.values())
