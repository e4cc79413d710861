"""The tour of the year: every stop leads on, and each page it shows opens for the person it is shown as."""

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from saferplan.web.access.table import Door, rules
from saferplan.web.people.roles import roles
from saferplan.web.tour.cycle import personas, steps


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.word)
class TestEachStop:
    def test_leads_to_a_page_of_a_partnership_that_its_person_may_open(self, step):
        if step.address:
            rule = rules()[step.address]

            assert rule.door is Door.MEMBER
            assert rule.permission is None or rule.permission in step.role.permissions

    def test_says_why_and_by_which_law(self, step):
        assert step.why.endswith(".")
        assert step.law

    def test_is_a_page(self, step, client: Client):
        text = client.get(f"/tour/{step.word}/").content.decode()

        assert step.title in unescape(text)


def test_every_role_has_its_invented_person():
    assert personas().keys() == roles().keys()


def test_the_tour_begins_with_its_first_stop(client: Client):
    assert client.get("/tour/").url == f"/tour/{steps()[0].word}/"


def test_a_stop_that_is_not_there(client: Client):
    assert client.get("/tour/nowhere/").status_code == 404


def test_outside_the_demo_the_first_page_leads_to_sign_in_and_offers_nobody(client: Client):
    text = client.get("/").content.decode()

    assert reverse("account_login") in text
    assert "/demo/sign-in/" not in text
    assert "Start the tour" not in text


def test_whoever_has_signed_in_sees_their_partnerships(sign_in, member, other_partnership):
    text = sign_in(member).get("/").content.decode()

    assert member.partnership.name in text
    assert other_partnership.name not in text
