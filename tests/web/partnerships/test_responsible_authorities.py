"""Who must be in a partnership: by nation, by kind of area, and by day."""

from dataclasses import dataclass
from datetime import date

import pytest

from saferplan.web.partnerships.areas import Nation, PlaceKind, kind_of, nation_of
from saferplan.web.partnerships.models import AgencyKind, Standing
from saferplan.web.partnerships.responsible import authorities, missing, required

TODAY = date(2026, 11, 22)
UNITARY, DISTRICT, COUNTY, WELSH = "E06000060", "E07000004", "E10000002", "W06000001"
FIVE = ("council", "police", "fire", "health", "probation")


@dataclass
class Body:
    kind: str
    standing: str = Standing.RESPONSIBLE


def names(codes, on):
    return [one.name for one in required(codes, on)]


@pytest.mark.parametrize("one", authorities(), ids=lambda one: one.name.replace(" ", "-"))
def test_each_entry_says_where_it_comes_from(one):
    assert one.kind in AgencyKind
    assert one.citation.startswith("Crime and Disorder Act 1998 s.5(1)")
    assert one.since <= one.checked
    assert one.certainty in {"read", "recalled"}
    assert one.until is None or one.until > one.since


@pytest.mark.parametrize(
    ("on", "health"),
    [
        (date(2004, 4, 29), []),
        (date(2004, 4, 30), ["the primary care trust"]),
        (date(2013, 4, 1), ["the clinical commissioning group"]),
        (date(2022, 6, 30), ["the clinical commissioning group"]),
        (date(2022, 7, 1), ["the integrated care board"]),
    ],
)
def test_which_health_body_it_was(on, health):
    assert [one.name for one in required([UNITARY], on) if one.kind == "health"] == health


def test_in_wales_it_is_the_health_board():
    assert "the local health board" in names([WELSH], TODAY)
    assert "the integrated care board" not in names([WELSH], TODAY)


def test_probation_is_one_since_april_2010():
    assert "the provider of probation services" not in names([UNITARY], date(2010, 3, 31))
    assert "the provider of probation services" in names([UNITARY], date(2010, 4, 1))


def test_all_five_are_enough():
    assert missing([Body(kind) for kind in FIVE], [UNITARY], TODAY) == []


@pytest.mark.parametrize("absent", FIVE)
def test_each_of_the_five_is_missed(absent):
    found = missing([Body(kind) for kind in FIVE if kind != absent], [UNITARY], TODAY)

    assert [one.kind for one in found] == [absent]


def test_an_invitee_of_the_kind_is_not_enough():
    bodies = [Body(kind, Standing.INVITEE if kind == "fire" else Standing.RESPONSIBLE) for kind in FIVE]

    assert [one.kind for one in missing(bodies, [UNITARY], TODAY)] == ["fire"]


def test_a_county_with_districts_needs_both_councils():
    one_council = [Body(kind) for kind in FIVE]

    assert [one.name for one in missing(one_council, [DISTRICT], TODAY)] == ["the county council"]
    assert missing([*one_council, Body("council")], [DISTRICT, COUNTY], TODAY) == []


def test_a_commissioner_is_no_responsible_authority():
    assert "commissioner" not in {one.kind for one in authorities()}


@pytest.mark.parametrize(
    ("code", "kind", "nation"),
    [
        (UNITARY, PlaceKind.UNITARY, Nation.ENGLAND),
        (WELSH, PlaceKind.WELSH, Nation.WALES),
        ("E22000303", PlaceKind.PARTNERSHIP, Nation.ENGLAND),
        ("W14000001", PlaceKind.PARTNERSHIP, Nation.WALES),
        ("E99000001", PlaceKind.OTHER, Nation.ENGLAND),
    ],
)
def test_what_a_code_says(code, kind, nation):
    assert (kind_of(code), nation_of(code)) == (kind, nation)
