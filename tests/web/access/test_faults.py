"""Pages that say what went wrong: a member finds back to the partnership's work, and nobody else learns of it."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from parsed import parsed
from saferplan.web.access.faults import fault
from saferplan.web.people.models import Member
from site_people import a_member, show_second_factor

NO_PAGE, NOTHING_THERE = "/partnerships/chalkshire/nonsense/", "/partnerships/chalkshire/analyses/results/999999/"
OVERVIEW = "/partnerships/chalkshire/"


@pytest.fixture
def colleague(partnership):
    return a_member(partnership, "analyst", name="Ana Lyst")


def read(answer):
    return parsed(answer.content.decode())


def leads_back(page) -> bool:
    """By the header, the menu and a link below the words."""
    heads = [one["href"] for one in page.one("header").all("a")]
    menu = [one["href"] for one in page.all("nav", **{"aria-label": "Safer Chalkshire"}) for one in one.all("a")]
    return heads[:1] == [OVERVIEW] and OVERVIEW in menu and bool(page.one("main").all("a", href=OVERVIEW))


def breaks(monkeypatch, cause: Exception):
    def broken(*_, **__):
        raise cause

    monkeypatch.setattr("saferplan.web.analyses.views.render", broken)


@pytest.mark.parametrize("address", [NO_PAGE, NOTHING_THERE])
def test_a_member_finds_back_from_a_page_that_is_not_there(sign_in, colleague, address):
    answer = sign_in(colleague).get(address)
    page = read(answer)

    assert answer.status_code == 404
    assert leads_back(page)
    assert page.one("title").text == "Page not found – Safer Chalkshire – saferplan"
    assert "Ana Lyst" in page.one("header").text
    assert "to which you do not belong" not in page.one("main").text
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("role", ["analyst", "administrator", "councillor"])
def test_the_menu_is_that_of_every_other_page(sign_in, partnership, role):
    def menu(client, address) -> list[str]:
        return [one["href"] for one in read(client.get(address)).one("header").one("nav").all("a")]

    client = sign_in(a_member(partnership, role))
    assert menu(client, NO_PAGE) == menu(client, OVERVIEW)


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_to_strangers_a_partnership_is_one_that_does_not_exist(
    client, sign_in, partnership, other_partnership, is_signed_in
):
    """Visitors and members of another partnership, word for word."""
    if is_signed_in:
        sign_in(a_member(other_partnership, "administrator"))
    for rest in ("nonsense/", "analyses/results/1/nonsense/"):
        theirs, nowhere = (client.get(f"/partnerships/{slug}/{rest}") for slug in ("chalkshire", "nowhere"))
        assert theirs.status_code == nowhere.status_code == 404
        assert theirs.content == nowhere.content
        assert "to which you do not belong" in theirs.content.decode()


def test_without_the_second_factor_nobody_is_told_that_they_are_a_member(client, colleague):
    client.force_login(colleague.user)
    assert "Chalkshire" not in client.get(NO_PAGE).content.decode()
    show_second_factor(client)
    assert "Chalkshire" in client.get(NO_PAGE).content.decode()


def test_a_form_that_was_open_too_long_leaves_a_member_where_they_were(colleague):
    client = Client(enforce_csrf_checks=True)
    client.force_login(colleague.user)
    show_second_factor(client)
    answer = client.post(reverse("analyses:kind", kwargs={"partnership": "chalkshire", "kind": "hotspots"}))

    assert answer.status_code == 403
    assert read(answer).one("h1").text == "Your form was open too long"
    assert leads_back(read(answer))


def test_a_fault_of_ours_keeps_the_header(sign_in, colleague, monkeypatch):
    client = sign_in(colleague)
    client.raise_request_exception = False
    breaks(monkeypatch, RuntimeError("secret of the inside"))
    answer = client.get("/partnerships/chalkshire/analyses/")

    assert answer.status_code == 500
    assert leads_back(read(answer))
    assert "secret" not in answer.content.decode()


def test_telling_of_a_fault_asks_the_database_nothing(rf, colleague, django_assert_num_queries):
    """What failed may be the database, in the middle of a transaction."""
    request = rf.get(OVERVIEW)
    request.member = Member.objects.acting(user=colleague.user, slug="chalkshire")
    with django_assert_num_queries(0):
        assert leads_back(read(fault(request)))


def test_a_database_that_is_gone_is_told_with_the_header_too(sign_in, colleague, monkeypatch):
    client = sign_in(colleague)
    client.raise_request_exception = False
    breaks(monkeypatch, OperationalError("gone"))
    answer = client.get("/partnerships/chalkshire/analyses/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert leads_back(read(answer))


def test_names_are_text(sign_in, partnership, colleague):
    partnership.name = "<script>alert(1)</script>"
    partnership.save()
    page = read(sign_in(colleague).get(NO_PAGE))
    assert page.one("header").all("a")[0].text == partnership.name
