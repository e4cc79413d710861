"""Wards: the leagues, their union, a named list, and which differ beyond ordinary variation."""

from collections import defaultdict

import pytest

import anyshire as made_up
from anyshire import ANYSHIRE, LATER, NULLHAM, PAIRHAM, TYPES, counted, of_unit, places, ward_name
from saferplan.errors import UnknownName, UsageError
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.assessment.wards import TOP_WARDS, named_wards
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.calculate import parts_of
from saferplan.evidence.standing import FEWEST_AREAS

MONTHS = made_up.year(LATER).months
WARDS = {row["ward"]: ward_name(row) for row in places() if row["ltla"] == ANYSHIRE}


def in_ward(code: str, crime_type: str) -> int:
    return counted(lambda row: row["ward"] == code, MONTHS, [crime_type])


def slow_top(crime_type: str) -> set[str]:
    """The five highest by count (all wards are of one size), with all that tie for the last place."""
    counts = {code: in_ward(code, crime_type) for code in WARDS}
    fifth = sorted(counts.values(), reverse=True)[TOP_WARDS - 1]
    return {code for code, count in counts.items() if count >= fifth and count}


def test_every_ward_is_counted(tables: AssessmentTables) -> None:
    for row in tables.wards.rates:
        if row["crime_type"] in TYPES:
            assert row["count"] == in_ward(row["area_code"], row["crime_type"])
    whole = [row for row in tables.wards.rates if row["crime_type"] == "all-crime"]
    assert sum(row["count"] for row in whole) == counted(of_unit(ANYSHIRE), MONTHS, TYPES[:-1])
    assert {row["area_name"] for row in whole} == set(WARDS.values())


@pytest.mark.parametrize("crime_type", TYPES[:-1])
def test_the_top_five_are_those_of_a_slow_count(tables: AssessmentTables, crime_type: str) -> None:
    top = [row for row in tables.wards.top if row["crime_type"] == crime_type]
    assert {row["area_code"] for row in top} == slow_top(crime_type)
    assert [row["rank"] for row in top] == sorted(row["rank"] for row in top)


def test_anti_social_behaviour_is_no_crime_type_and_has_no_league(tables: AssessmentTables) -> None:
    assert "asb" not in {row["crime_type"] for row in tables.wards.top}


def test_a_league_keeps_its_own_note_beside_the_records(tables: AssessmentTables) -> None:
    """Both say what a reader must know: the league of ties, the record of missing months."""
    ties = {row["crime_type"]: row["league_note"] for row in tables.wards.top}
    assert "tie for place" in ties["burglary"]
    assert ties["robbery"] == "Only 1 of 5 places are taken: no other area has any recorded."
    assert {row["note"] for row in tables.wards.top} == {"months missing: 2024-09"}


def test_the_union_says_in_which_leagues_a_ward_is(tables: AssessmentTables) -> None:
    leagues = defaultdict(set)
    for crime_type in TYPES[:-1]:
        for code in slow_top(crime_type):
            leagues[code].add(crime_type)
    assert {row["area_code"]: row["times"] for row in tables.wards.union} == {
        code: len(own) for code, own in leagues.items()
    }
    assert tables.wards.numbers(0)["union"] == len(leagues)


def test_the_overlap_with_a_named_list(basis: Basis, tables: AssessmentTables) -> None:
    in_union = {row["area_code"] for row in tables.wards.union}
    named = parts_of(basis, basis.geography.area(ANYSHIRE), "ward")[:6]
    listed = made_up.tables_of(basis, named_wards=tuple(named))
    both = in_union & {ward.code for ward in named}
    assert both
    assert listed.wards.numbers(6) | {"all": 0} == {
        "all": 0,
        "union": len(in_union),
        "named": 6,
        "overlap": len(both),
        "above": len(listed.wards.above),
        "below": len(listed.wards.below),
    }
    assert {row["area_code"] for row in listed.wards.union if row["named"]} == both


def test_only_the_first_ward_differs_beyond_ordinary_variation(tables: AssessmentTables) -> None:
    assert tables.wards.above == ["Abbey"]
    assert {row["verdict"] for row in tables.wards.standing} == {"higher", "no clear difference"}
    for row in tables.wards.standing:
        assert (row["verdict"] == "higher") == (row["q"] < 0.05)


def test_a_ward_outside_the_95_per_cent_lines_may_be_unclear_among_many(tables: AssessmentTables) -> None:
    """Of many wards some lie outside by chance: the verdict is of the false discovery rate, not of the lines."""
    assert all(
        row["standing"] != "as expected" for row in tables.wards.standing if row["verdict"] != "no clear difference"
    )


@pytest.mark.parametrize("unit", [PAIRHAM, "E06000902"])
def test_of_few_wards_no_funnel_is_drawn(basis: Basis, unit: str) -> None:
    wards = made_up.tables_of(basis, unit=unit).wards
    assert 0 < len({row["area_code"] for row in wards.rates}) < FEWEST_AREAS
    assert (wards.standing, wards.limits, wards.dispersion) == ([], [], None)
    assert wards.above == wards.below == []


def test_wards_of_one_name_are_told_apart_by_their_authority(basis: Basis) -> None:
    names = {row["area_name"] for row in made_up.tables_of(basis, unit=PAIRHAM).wards.rates}
    assert {"Abbey (North Pairham)", "Abbey (South Pairham)"} <= names


def test_wards_of_one_name_in_one_authority_are_told_apart_by_code(another) -> None:
    codes = sorted(WARDS)[:2]
    tables = another(lake={"renamed": dict.fromkeys(codes, "Twin")})
    assert {f"Twin (Anyshire) ({code})" for code in codes} <= {row["area_name"] for row in tables.wards.rates}


def test_an_area_without_records_has_no_leagues(basis: Basis) -> None:
    wards = made_up.tables_of(basis, unit=NULLHAM).wards
    assert (wards.top, wards.union, wards.standing) == ([], [], [])
    assert wards.numbers(0)["all"] == 0


def test_without_a_lookup_of_wards_there_are_none(another) -> None:
    tables = another(lake={"without": ["ward24"]})
    assert tables.wards.rates == tables.wards.top == []
    assert tables.crime_types[0]["count"] == counted(of_unit(ANYSHIRE), MONTHS, TYPES[:-1])


# Lists that name wards


@pytest.fixture(scope="module")
def wards(basis: Basis) -> list[Area]:
    return parts_of(basis, basis.geography.area(ANYSHIRE), "ward")


def test_a_list_takes_names_and_codes_once_each(wards: list[Area]) -> None:
    lines = ["# our programme", "", "abbey", '"Anyshire Ward 2",', "E05060102", "  ANYSHIRE WARD 3  "]
    assert [ward.name for ward in named_wards(wards, lines, "list.txt")] == [
        "Abbey",
        "Anyshire Ward 2",
        "Anyshire Ward 3",
    ]


def test_a_name_that_is_no_wards_is_refused_with_its_line_and_the_nearest(wards: list[Area]) -> None:
    with pytest.raises(UnknownName) as refused:
        named_wards(wards, ["Abbey", "", "Abby"], "list.txt")
    assert refused.value.message.startswith("list.txt, line 3: 'Abby' is no ward of the area. Did you mean Abbey")
    assert refused.value.exit_code == 5


def test_a_ward_of_another_area_is_no_ward_of_this_one(wards: list[Area]) -> None:
    with pytest.raises(UnknownName, match="line 1: 'Besideshire Ward 2' is no ward"):
        named_wards(wards, ["Besideshire Ward 2"], "list.txt")


def test_a_name_of_two_wards_is_refused_with_their_codes(basis: Basis) -> None:
    wards = parts_of(basis, basis.geography.area(PAIRHAM), "ward")
    with pytest.raises(UnknownName, match=r"'Abbey' is the name of 2 wards. Give a code: E05070101, E05070201"):
        named_wards(wards, ["Abbey"], "list.txt")
    assert [ward.code for ward in named_wards(wards, ["E05070201"], "list.txt")] == ["E05070201"]


@pytest.mark.parametrize("lines", [[], ["", "# nothing"], ['","']])
def test_a_list_without_any_ward_is_refused(wards: list[Area], lines: list[str]) -> None:
    with pytest.raises(UsageError, match="names no ward"):
        named_wards(wards, lines, "list.txt")
