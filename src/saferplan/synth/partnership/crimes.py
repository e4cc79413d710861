"""Crimes and incidents of ASB that the police know, at the area's own rates, and who else is told of them."""

import math

import numpy as np

from saferplan.synth.partnership import victims
from saferplan.synth.partnership.feeds import FIRST_LANDLORD, POSITION
from saferplan.synth.partnership.world import DAY, Reports, World, blank, data, joined
from saferplan.synth.people.names import by_share
from saferplan.synth.positions import NOBODY
from saferplan.synth.seeds import stream

ASB = "anti-social-behaviour"
# Hours at which things happen, by shares of six parts of the day of four hours each, from midnight. Assumed.
HOURS = (0.16, 0.05, 0.12, 0.2, 0.24, 0.23)
# Most are reported within the day; one in ten within a month.
LATE_REPORT, LONGEST_DELAY = 0.1, 28 * DAY
# Burglary and theft are found later: their time is a span.
SPANS = ("burglary", "vehicle-crime", "bicycle-theft", "other-theft", "criminal-damage-and-arson")


def police_reports(world: World) -> Reports:
    """What the police are told. Incidents are numbered from 0, in order of month."""
    random = stream(world.seed, "crimes")
    month, neighbourhood, crime_type = _counts(random, world)
    found = blank(len(month)).changed(
        incident=np.arange(len(month)), neighbourhood=neighbourhood, crime_type=crime_type
    )
    found = found.changed(feed=np.where(crime_type == ASB, POSITION["police-asb"], POSITION["police-crime"]))
    found = _times(random, world, found, month)
    found = found.changed(category=_categories(random, crime_type))
    for name in ("alcohol", "drugs", "knife", "youth"):
        found = found.changed(**{name: victims.flagged(random, name, crime_type)})
    return _places(random, world, _people(random, world, found))


def _counts(random: np.random.Generator, world: World) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Month, neighbourhood and crime type of each incident: as many of each as the area's rate lets expect."""
    expected = np.broadcast_to(world.areas.rates * world.scale, (len(world.months), *world.areas.rates.shape))
    # A whole number whose mean is the rate; no chance in what is above one.
    counts = np.floor(expected + random.random(expected.shape)).astype(np.int64)
    month, neighbourhood, kind = (np.repeat(at, counts[counts > 0]) for at in np.nonzero(counts))
    return month, neighbourhood, np.array(world.areas.crime_types, dtype=object)[kind]


def _times(random: np.random.Generator, world: World, found: Reports, month: np.ndarray) -> Reports:
    n = len(found)
    first = np.array(world.months, dtype="datetime64[M]")
    days = ((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(int)
    start = (first.astype("datetime64[D]").astype(np.int64)[month] + (random.random(n) * days[month]).astype(int)) * DAY
    part = by_share(random, {str(at): share for at, share in enumerate(HOURS)}, n)
    start = start + part * 240 + random.integers(240, size=n)
    spans = np.isin(found.crime_type, SPANS) & (random.random(n) < 0.7)
    end = np.where(spans, start + random.integers(30, 16 * 60, size=n), NOBODY)
    delay = np.where(
        random.random(n) < LATE_REPORT, random.integers(LONGEST_DELAY, size=n), random.integers(600, size=n)
    )
    reported = np.maximum(start, end) + delay
    # What is told after the last month is not yet in a file.
    reported = np.minimum(reported, (world.last_day + 1) * DAY - 1)
    return found.changed(start=np.minimum(start, reported), end=np.minimum(end, reported), reported=reported)


def _categories(random: np.random.Generator, crime_type: np.ndarray) -> np.ndarray:
    found = asb_categories(random, len(crime_type))
    for one in data("offences")["offence"]:
        own = np.flatnonzero(crime_type == one["type"])
        weights = {code: weight for code, _, weight, _ in one["rows"]}
        found[own] = np.array(list(weights), dtype=object)[by_share(random, weights, len(own))]
    return found


def asb_categories(random: np.random.Generator, n: int) -> np.ndarray:
    weights = {name: one["weight"] for name, one in data("categories").items()}
    return np.array(list(weights), dtype=object)[by_share(random, weights, n)]


def _people(random: np.random.Generator, world: World, found: Reports) -> Reports:
    rates = data("rates")["crimes"]
    share = {
        name: np.array([rates.get(kind, {name: 0.5})[name] for kind in found.crime_type])
        for name in ("victim", "suspect")
    }
    has_victim = random.random(len(found)) < share["victim"]
    victim = np.full(len(found), NOBODY, dtype=np.int64)
    victim[has_victim] = victims.local_victims(random, world, found.neighbourhood[has_victim])
    found = found.changed(victim=victim)
    found = found.changed(domestic=victims.flagged(random, "domestic", found.crime_type) & has_victim)
    found = found.changed(hate=victims.flagged(random, "hate", found.crime_type) & has_victim & ~found.domestic)
    has_suspect = random.random(len(found)) < share["suspect"]
    suspect = np.where(has_suspect, victims.suspects(random, world, len(found)), NOBODY)
    known = found.domestic & (random.random(len(found)) < data("rates")["suspects"]["known_household_member"])
    suspect[known] = victims.household_members(world, victim[known])
    suspect[suspect == victim] = NOBODY
    return _soon_again(random, world, found.changed(suspect=suspect))


def _soon_again(random: np.random.Generator, world: World, found: Reports) -> Reports:
    """Brings some further incidents of a victim near to the one before, within the months."""
    rates = data("rates")["victims"]
    order = np.lexsort((found.start, found.victim))
    person, start = found.victim[order], found.start[order]
    again = np.flatnonzero((person[1:] == person[:-1]) & (person[1:] != NOBODY)) + 1
    again = again[random.random(len(again)) < rates["soon_again"]]
    shift = start[again - 1] + DAY + random.integers(rates["soon_days"] * DAY, size=len(again)) - start[again]
    fits = (shift < 0) & (found.reported[order[again]] + shift >= world.first_day * DAY)
    moved = np.zeros(len(found), dtype=np.int64)
    moved[order[again[fits]]] = shift[fits]
    end = np.where(found.end == NOBODY, NOBODY, found.end + moved)
    return found.changed(start=found.start + moved, end=end, reported=found.reported + moved)


def _places(random: np.random.Generator, world: World, found: Reports) -> Reports:
    """At the victim's home where the offence is of such, and the victim lives there; else in the neighbourhood."""
    at_home = {code for one in data("offences")["offence"] for code, _, _, home in one["rows"] if home}
    day = found.start // DAY
    home = world.people.dwelling_on(np.maximum(found.victim, 0), day)
    is_home = np.isin(found.category, sorted(at_home)) | found.domestic | (found.crime_type == ASB)
    is_home &= (found.victim != NOBODY) & (random.random(len(found)) < 0.85)
    dwelling = np.where(is_home, home, NOBODY)
    dwelling[_at_the_refuge(random, found)] = world.placed.refuge
    at_home = dwelling != NOBODY
    neighbourhood = np.where(at_home, world.placed.neighbourhood[np.maximum(dwelling, 0)], found.neighbourhood)
    found = found.changed(dwelling=dwelling, neighbourhood=neighbourhood)
    return with_points(random, world, found)


def _at_the_refuge(random: np.random.Generator, found: Reports) -> np.ndarray:
    """Positions of the domestic incidents that happened at the refuge, whose place no file should give away."""
    domestic = np.flatnonzero(found.domestic)
    share = data("rates")["victims"]["at_the_refuge"]
    return random.permutation(domestic)[: math.ceil(len(domestic) * share)]


def with_points(random: np.random.Generator, world: World, found: Reports) -> Reports:
    """The point of the home, or one about the neighbourhood's."""
    spread = np.round((random.random((2, len(found))) - 0.5) * 500).astype(np.int64)
    own = np.maximum(found.dwelling, 0)
    at_home = found.dwelling != NOBODY
    east = np.where(
        at_home, world.placed.easting[own], world.areas.easting[found.neighbourhood].astype(int) + spread[0]
    )
    north = np.where(
        at_home, world.placed.northing[own], world.areas.northing[found.neighbourhood].astype(int) + spread[1]
    )
    return found.changed(easting=east, northing=north)


def told_to_others(world: World, police: Reports) -> Reports:
    """Reports of the same incidents to landlords, council, ambulance and fire service."""
    random, rates = stream(world.seed, "told too"), data("rates")["told_too"]
    landlord = np.where(police.victim == NOBODY, NOBODY, world.placed.landlord[world.people.dwelling[police.victim]])
    rents, is_asb = landlord != NOBODY, police.crime_type == ASB
    named = police.victim != NOBODY
    chosen = {
        "asb_to_landlord": (is_asb & rents, FIRST_LANDLORD + landlord),
        "asb_to_council": (is_asb & named, POSITION["council-asb"]),
        "domestic_to_landlord": (police.domestic & rents, FIRST_LANDLORD + landlord),
        "violence_to_ambulance": (police.category == "8N", POSITION["ambulance"]),
        "arson_to_fire": (police.category == "56B", POSITION["fire"]),
        "hate_to_council": (police.hate & named, POSITION["council-asb"]),
    }
    parts = []
    for name, (where, feed) in chosen.items():
        told = where & (random.random(len(police)) < rates[name])
        part = police.changed(feed=feed).take(np.flatnonzero(told))
        later = part.reported + random.integers(2 * DAY, size=len(part))
        parts.append(part.changed(reported=np.minimum(later, (world.last_day + 1) * DAY - 1)))
    return joined(parts)
