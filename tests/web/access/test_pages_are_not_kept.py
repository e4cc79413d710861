"""Whoever sits down at a computer after somebody has signed out finds no page of theirs by the back button."""

import re

import pytest
from django.urls import reverse

from saferplan.web.access.checks import addresses
from saferplan.web.access.table import Door, rules
from saferplan.web.people.roles import roles
from site_agreements import a_case, case_page
from site_people import a_member

ROUTES = dict(addresses())
LISTS = [
    name
    for name, rule in rules().items()
    if rule.door is Door.MEMBER and re.findall(r":(\w+)>", ROUTES[name]) == ["partnership"]
]
KEPT_ON_PURPOSE = {"brands:stylesheet", "brands:logo"}
NOT_KEPT = {"private", "no-store"}


def told(answer) -> set[str]:
    return set(answer.get("Cache-Control", "").split(", "))


@pytest.mark.parametrize("name", sorted(set(LISTS) - KEPT_ON_PURPOSE))
def test_no_page_of_a_partnership_is_kept(name, sign_in, partnership):
    answer = sign_in(a_member(partnership, *roles())).get(reverse(name, args=[partnership.slug]))

    assert told(answer) >= NOT_KEPT


def test_a_case_is_not_kept(sign_in, partnership):
    case = a_case(partnership.agencies.first())
    client = sign_in(case.owner)
    client.post(case_page(case, "purpose"), {"purpose": "anti-social-behaviour"})

    answer = client.get(case_page(case))

    assert answer.status_code == 200
    assert told(answer) >= NOT_KEPT


@pytest.mark.parametrize("address", ["/", "/tour/", "/account/", "/account/sessions/", "/no-such-page/"])
def test_nor_is_what_stands_beside_the_partnerships(address, sign_in, member):
    assert told(sign_in(member).get(address)) >= NOT_KEPT


def test_a_refusal_is_not_kept(sign_in, member, partnership):
    answer = sign_in(member).get(reverse("people:invite", args=[partnership.slug]))

    assert answer.status_code == 403
    assert told(answer) >= NOT_KEPT


def test_what_says_itself_how_long_it_is_kept_is_left_alone(sign_in, member, partnership):
    answer = sign_in(member).get(reverse("brands:stylesheet", args=[partnership.slug]))

    assert "no-store" not in told(answer)


def test_strangers_may_keep_what_everybody_sees(client, db):
    assert "no-store" not in told(client.get("/"))
