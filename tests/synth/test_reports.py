"""What happens in the synthetic partnership: rates, victims, suspects, who is told, scenarios of Case Reviews."""

from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saferplan.evidence.partners.code_lists import offence_group
from saferplan.synth.area import Neighbourhoods
from saferplan.synth.partnership import complaints, crimes, victims
from saferplan.synth.partnership.cells import FeedRows
from saferplan.synth.partnership.feeds import FIRST_LANDLORD, OWN_FEEDS, POSITION, all_feeds
from saferplan.synth.partnership.partners import all_reports, make_world
from saferplan.synth.partnership.world import DAY, Reports, World, blank, data, joined, months_until
from saferplan.synth.places.placed import LANDLORDS
from saferplan.synth.positions import NOBODY
from saferplan.synth.seeds import stream


@pytest.fixture(scope="module")
def reports(world: World) -> Reports:
    return all_reports(world)


@pytest.fixture(scope="module")
def police(world: World) -> Reports:
    return crimes.police_reports(world)


@pytest.fixture(scope="module")
def large(areas: Neighbourhoods) -> World:
    """Enough people for rates to show."""
    return make_world(areas, seed=3, people=80_000)


@pytest.fixture(scope="module")
def large_police(large: World) -> Reports:
    return crimes.police_reports(large)


def test_months_end_with_the_last() -> None:
    assert months_until("2022-03", 4) == ("2021-12", "2022-01", "2022-02", "2022-03")
    assert months_until("2020-02", 1) == ("2020-02",)


def test_crimes_come_at_the_area_s_own_rates(world: World, areas: Neighbourhoods, police: Reports) -> None:
    expected = areas.rates.sum(axis=0) * world.scale * len(world.months)
    found = Counter(police.crime_type.tolist())
    for kind, number in zip(areas.crime_types, expected, strict=True):
        assert found[kind] == pytest.approx(number, abs=5 * np.sqrt(number) + 1), kind


def test_wards_with_more_crime_have_more(areas: Neighbourhoods, large_police: Reports) -> None:
    found = np.bincount(large_police.neighbourhood, minlength=len(areas))
    assert np.corrcoef(found, areas.rates.sum(axis=1))[0, 1] > 0.7


def test_everything_is_reported_within_the_months(world: World, reports: Reports) -> None:
    assert reports.reported.min() >= world.first_day * DAY
    assert reports.reported.max() < (world.last_day + 1) * DAY
    assert np.all(reports.start <= reports.reported)
    known = reports.end != NOBODY
    assert np.all(reports.start[known] <= reports.end[known])
    assert np.all(reports.end[known] <= reports.reported[known])


def test_nobody_is_suspected_of_harming_themselves(reports: Reports) -> None:
    known = reports.suspect != NOBODY
    assert known.any()
    assert not np.any(reports.suspect[known] == reports.victim[known])


def test_every_report_is_of_a_known_feed_and_place(world: World, reports: Reports) -> None:
    assert set(reports.feed.tolist()) <= set(range(len(all_feeds())))
    assert reports.neighbourhood.min() >= 0
    assert reports.neighbourhood.max() < len(world.areas)


def test_a_known_home_lies_in_its_neighbourhood(world: World, reports: Reports) -> None:
    at_home = reports.dwelling != NOBODY
    homes = reports.dwelling[at_home]
    assert np.array_equal(world.placed.neighbourhood[homes], reports.neighbourhood[at_home])
    assert np.array_equal(world.placed.easting[homes], reports.easting[at_home])


def test_domestic_suspects_are_mostly_of_the_household(large: World, large_police: Reports) -> None:
    found = large_police
    both = found.domestic & (found.suspect != NOBODY)
    assert both.sum() > 100
    household = large.people.household
    same = household[found.suspect[both]] == household[found.victim[both]]
    assert np.mean(same) > 0.6


def test_some_domestic_incidents_are_at_the_refuge(world: World, police: Reports) -> None:
    at_refuge = police.dwelling == world.placed.refuge
    assert np.any(at_refuge & police.domestic)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 3_000), st.integers(0, 2**32))
def test_slots_are_shared_out_to_people_in_order(slots: int, seed: int) -> None:
    found = victims.shared_out(stream(seed, "test"), [0.5, 0.3, 0.2], slots)
    assert len(found) == slots
    assert np.all(np.diff(found) >= 0)
    assert max(Counter(found.tolist()).values(), default=0) <= 3


def test_a_fifth_of_victims_are_victims_again(large_police: Reports) -> None:
    times = Counter(large_police.victim[large_police.victim != NOBODY].tolist())
    share = np.mean([count > 1 for count in times.values()])
    assert share == pytest.approx(1 - data("rates")["victims"]["times"][0], abs=0.015)


def test_repeat_victims_are_hit_again_sooner_than_by_chance(large_police: Reports) -> None:
    by_person = defaultdict(list)
    for person, start in zip(large_police.victim.tolist(), large_police.start.tolist(), strict=True):
        if person != NOBODY:
            by_person[person].append(start)
    in_order = [sorted(own) for own in by_person.values()]
    waits = [late - early for own in in_order for early, late in pairwise(own)]
    assert np.mean(np.array(waits) < 50 * DAY) > 0.35  # by chance about an eighth of two years


def test_victims_live_where_it_happened_for_the_most_part(world: World, police: Reports) -> None:
    known = police.victim != NOBODY
    home = world.placed.neighbourhood[world.people.dwelling[police.victim[known]]]
    assert np.mean(home == police.neighbourhood[known]) > 0.5


def test_a_few_suspects_are_suspected_often(world: World, police: Reports) -> None:
    times = Counter(police.suspect[police.suspect != NOBODY].tolist())
    assert max(times.values()) >= 3
    ages = world.ages()
    drawn = police.suspect[(police.suspect != NOBODY) & ~police.domestic]
    assert ages[drawn].min() >= 12


def test_household_members_are_adults_of_the_same_home(world: World) -> None:
    people = np.arange(2_000)
    found = victims.household_members(world, people)
    ages, known = world.ages(), found != NOBODY
    assert known.any()
    assert np.all(ages[found[known]] >= 18)
    assert np.all(world.people.household[found[known]] == world.people.household[people[known]])
    assert np.all(found[known] != people[known])
    alone = np.bincount(world.people.household)[world.people.household[people]] == 1
    assert np.all(found[alone] == NOBODY)


def test_one_incident_told_to_several_is_one_incident(reports: Reports) -> None:
    agencies = defaultdict(set)
    victim_of = defaultdict(set)
    for incident, feed, victim in zip(reports.incident, reports.feed, reports.victim, strict=True):
        agencies[int(incident)].add(int(feed))
        victim_of[int(incident)].add(int(victim))
    told_to = Counter(len(own) for own in agencies.values())
    assert told_to[1] > 10 * told_to[2] > 0
    assert {len(people) for people in victim_of.values()} == {1}


def test_landlords_are_told_by_their_own_tenants(world: World, reports: Reports) -> None:
    own = reports.take(np.flatnonzero(reports.feed >= FIRST_LANDLORD))
    assert len(own) > 20
    home = world.people.dwelling[own.victim]
    assert np.array_equal(world.placed.landlord[home], own.feed - FIRST_LANDLORD)


def test_complaints_of_a_case_are_of_one_tenant_about_one_thing(world: World) -> None:
    found = complaints.landlord_cases(world, 0)
    for case in set(found.case.tolist()):
        own = found.take(np.flatnonzero(found.case == case))
        assert len(set(own.victim.tolist())) == len(set(own.category.tolist())) == 1
        assert len(set(own.incident.tolist())) == len(own)


def test_depersonalised_feeds_have_no_victim(reports: Reports) -> None:
    for name in (one["feed"] for one in data("rates")["one_agency"] if one.get("names_nobody")):
        own = reports.victim[(reports.feed == POSITION[name]) & (reports.crime_type == "")]
        assert len(own)
        assert np.all(own == NOBODY)


def test_what_comes_to_one_agency_comes_at_its_rate(world: World) -> None:
    found = Counter(complaints.other_reports(world, 0).feed.tolist())
    for one in data("rates")["one_agency"]:
        expected = one["per_1000_people_a_year"] / 1000 * len(world.people) * world.years
        assert found[POSITION[one["feed"]]] == round(expected), one["feed"]


def test_what_comes_to_one_agency_is_of_what_its_file_has_words_for(world: World) -> None:
    found = complaints.other_reports(world, 0)
    for one in data("rates")["one_agency"]:
        told = set(found.category[found.feed == POSITION[one["feed"]]].tolist())
        assert told == set(one["of"] or data("categories"))
        words = data("words")[data("shapes")[one["feed"]]["words"]]
        assert told <= set(words), one["feed"]


def test_landlords_have_cases_at_their_rate(large: World) -> None:
    found = complaints.landlord_cases(large, 0)
    homes = np.unique(large.people.dwelling[large.placed.landlord[large.people.dwelling] != NOBODY])
    rate = data("rates")["landlord_cases"]["per_1000_homes_a_year"]
    a_year = 1_000 * len(set(found.case.tolist())) / len(homes) / large.years
    assert a_year == pytest.approx(rate, rel=0.25)  # some tenants moved in too late, some complaints come too late


def test_others_are_told_as_often_as_the_rates_say(large: World, large_police: Reports) -> None:
    others = crimes.told_to_others(large, large_police)
    rates = data("rates")["told_too"]
    asb = (large_police.crime_type == crimes.ASB) & (large_police.victim != NOBODY)
    rents = large.placed.landlord[large.people.dwelling[large_police.victim[asb]]] != NOBODY
    to_landlord = (others.feed >= FIRST_LANDLORD) & (others.crime_type == crimes.ASB)
    assert to_landlord.sum() / rents.sum() == pytest.approx(rates["asb_to_landlord"], abs=0.13)
    to_ambulance = (others.feed == POSITION["ambulance"]).sum() / (large_police.category == "8N").sum()
    assert to_ambulance == pytest.approx(rates["violence_to_ambulance"], abs=0.035)


def test_others_are_told_of_the_same_and_later(police: Reports, world: World) -> None:
    own = {int(one): at for at, one in enumerate(police.incident.tolist())}
    others = crimes.told_to_others(world, police)
    for at in range(len(others)):
        first = own[int(others.incident[at])]
        assert others.start[at] == police.start[first]
        assert others.victim[at] == police.victim[first]
        assert others.reported[at] >= police.reported[first]


def test_offences_are_of_their_crime_type(police: Reports) -> None:
    codes = {one["type"]: {row[0] for row in one["rows"]} for one in data("offences")["offence"]}
    for kind, category in zip(police.crime_type.tolist(), police.category.tolist(), strict=True):
        assert category in (codes.get(kind) or data("categories"))


def test_every_crime_type_that_is_published_has_its_offences(areas: Neighbourhoods) -> None:
    known = {one["type"] for one in data("offences")["offence"]} | {crimes.ASB}
    assert set(areas.crime_types) <= known
    assert set(areas.crime_types) <= set(data("rates")["crimes"])


def test_offence_codes_are_those_that_profiles_know() -> None:
    for one in data("offences")["offence"]:
        for code, *_ in one["rows"]:
            assert offence_group(code), code


def test_weights_of_offences_add_up() -> None:
    for one in data("offences")["offence"]:
        assert sum(weight for _, _, weight, _ in one["rows"]) == pytest.approx(1), one["type"]
    assert sum(one["weight"] for one in data("categories").values()) == pytest.approx(1)


def test_times_of_day_have_their_shares(large_police: Reports) -> None:
    alone = large_police.start[large_police.victim == NOBODY]
    share = np.bincount(alone % DAY // 240, minlength=6) / len(alone)
    assert share == pytest.approx(np.array(crimes.HOURS) / sum(crimes.HOURS), abs=0.03)


def test_only_what_is_found_later_has_a_span(police: Reports) -> None:
    spans = police.end != NOBODY
    assert set(police.crime_type[spans].tolist()) <= set(crimes.SPANS)
    assert spans.any()


@pytest.mark.parametrize("name", ["alcohol", "drugs", "knife", "youth"])
def test_flags_stand_at_their_rates(large_police: Reports, name: str) -> None:
    found, rates = large_police, data("rates")["flags"][name]
    flagged = getattr(found, name)
    for kind, rate in rates.items():
        own = flagged[found.crime_type == kind]
        assert np.mean(own) == pytest.approx(rate, abs=0.06 if len(own) > 300 else 0.2), kind
    assert not np.any(flagged & ~np.isin(found.crime_type, list(rates)))


def test_domestic_and_hate_have_victims_and_are_told_apart(police: Reports) -> None:
    assert np.all(police.victim[police.domestic | police.hate] != NOBODY)
    assert not np.any(police.domestic & police.hate)


def test_youth_justice_is_of_the_young(world: World, reports: Reports) -> None:
    ages = world.ages()[reports.suspect[reports.feed == POSITION["youth-justice"]]]
    assert ages.min() >= 12
    assert ages.max() <= 17


# --- scenarios of Case Reviews ---


def test_every_scenario_is_laid_around_somebody_whom_nothing_else_names(world: World, reports: Reports) -> None:
    laid = data("scenarios")["scenario"]
    people = {}
    for scenario, victim in zip(reports.scenario.tolist(), reports.victim.tolist(), strict=True):
        if scenario != NOBODY:
            people.setdefault(scenario, set()).add(victim)
    assert set(people) == set(range(len(laid)))
    of_scenarios = set().union(*people.values())
    others = set(reports.victim[reports.scenario == NOBODY].tolist())
    assert not of_scenarios & others


def of_one_person(reports: Reports, scenario: int, has_landlord: bool, world: World) -> Reports:
    own = reports.take(np.flatnonzero(reports.scenario == scenario))
    landlord = world.placed.landlord[own.dwelling] != NOBODY
    chosen = own.victim[landlord == has_landlord]
    return own.take(np.flatnonzero(own.victim == chosen[0])) if len(chosen) else blank(0)


def test_scenarios_say_how_many_days_before_the_last_they_were(world: World, reports: Reports) -> None:
    for number, scenario in enumerate(data("scenarios")["scenario"]):
        one = of_one_person(reports, number, False, world)
        days = zip((one.start // DAY).tolist(), (one.reported // DAY).tolist(), strict=True)
        told = {(world.last_day - start, reported - start) for start, reported in days}
        assert told in (set(), {(before, until) for before, until, _ in scenario["complaints"]})


def test_one_incident_told_to_several_agencies_is_one(large: World) -> None:
    laid = data("scenarios")["scenario"]
    number = next(at for at, one in enumerate(laid) if one.get("one_incident"))
    every = complaints.scenarios(large, np.zeros(0, dtype=int), 0, 0)
    for has_landlord, agencies in ((True, 3), (False, 2)):
        one = of_one_person(every, number, has_landlord, large)
        assert len(one) == len(set(one.feed.tolist())) == agencies
        assert len(set(one.incident.tolist())) == 1


# --- the tables themselves ---


def test_there_are_thirty_landlords_and_nine_other_feeds() -> None:
    feeds = all_feeds()
    assert len(OWN_FEEDS) == 9
    assert len(feeds) == 9 + LANDLORDS
    assert len({feed.name for feed in feeds}) == len(feeds)
    assert all(feed.name.startswith("synthetic-") and feed.agency.startswith("Synthetic ") for feed in feeds)


def test_columns_can_be_changed_for_all_rows_or_one_by_one() -> None:
    found = blank(3).changed(feed=7, victim=[1, 2, 3])
    assert found.feed.tolist() == [7, 7, 7]
    assert found.take(np.array([2, 0])).victim.tolist() == [3, 1]
    assert len(joined([found, found])) == 6


def test_references_are_an_agency_s_own_and_in_order_of_time(feeds: dict[str, FeedRows]) -> None:
    for rows in feeds.values():
        assert len(set(rows.references.tolist())) == len(rows.references)
        assert np.all(np.diff(rows.reports.reported) >= 0)
    every = [reference for rows in feeds.values() for reference in rows.references.tolist()]
    assert all(reference.startswith("S") for reference in every)
