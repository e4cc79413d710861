"""The pages of duties, as people use them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from saferplan.web.duties.actions import add_duty
from site_people import a_member

SOON = timezone.localdate() + timedelta(days=20)


@pytest.fixture
def officer(partnership):
    return a_member(partnership, "community-safety-officer")


@pytest.fixture
def duty(partnership, officer):
    return add_duty(partnership=partnership, title="Publish the review", due=SOON, owner=officer, by=officer)


def address(name, partnership, **parts):
    return reverse(f"duties:{name}", kwargs={"partnership": partnership.slug} | parts)


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


@pytest.mark.parametrize("name", ["plan", "finished", "statutory", "add", "calendar"])
def test_an_officer_opens_every_list(name, sign_in, officer, duty, partnership):
    assert sign_in(officer).get(address(name, partnership)).status_code == 200


@pytest.mark.parametrize("name", ["duty", "edit", "status", "add-evidence", "add-step"])
def test_an_officer_opens_every_page_of_a_duty(name, sign_in, officer, duty, partnership):
    answer = sign_in(officer).get(address(name, partnership, duty=duty.pk))

    assert answer.status_code == 200
    assert "Publish the review" in answer.content.decode()
