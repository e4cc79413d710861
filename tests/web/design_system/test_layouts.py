"""Every page: one heading, a way past the navigation, whose site it is, where one may go, and nothing inline."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.test import Client, override_settings
from django.urls import reverse
from jinja2 import UndefinedError

import saferplan.web
from parsed import parsed
from saferplan.web.access.table import rules
from saferplan.web.design_system.errors import error_page
from saferplan.web.design_system.navigation import entries
from saferplan.web.people.permissions import Permission
from site_people import a_member

ABOUT = ("accessibility", "privacy", "cookies")


@pytest.mark.parametrize("name", ABOUT)
def test_pages_about_the_site_are_open_to_anyone(client, db, name):
    page = parsed(client.get(reverse(f"design_system:{name}")).content.decode())
    assert page.one("html")["lang"] == "en"
    assert page.one("title").text == f"{page.one('h1').text} – saferplan"
    assert page.all("a")[0]["href"] == "#main-content"
    assert page.one("main")["id"] == "main-content"


def test_the_page_about_cookies_names_those_that_are_set(client, settings, db):
    page = client.get("/about/cookies/").content.decode()

    assert all(name in page for name in (f">{settings.SESSION_COOKIE_NAME}<", f">{settings.CSRF_COOKIE_NAME}<"))


def test_every_page_leads_to_the_pages_about_the_site(client, db):
    footer = parsed(client.get("/about/privacy/").content.decode()).one("footer")
    assert [one["href"] for one in footer.all("a")] == [reverse(f"design_system:{name}") for name in ABOUT]


def test_a_page_of_a_partnership_bears_its_name_and_who_is_signed_in(sign_in, partnership):
    member = a_member(partnership, name="Robin Invented")
    page = parsed(sign_in(member).get("/partnerships/chalkshire/").content.decode())
    assert page.one("title").text.endswith("– Safer Chalkshire – saferplan")
    assert page.one("header").all("a")[0].text == "Safer Chalkshire"
    assert page.one("header").one("a", href=reverse("own_account")).text == "Robin Invented"
    assert "Chalkshire Local authority" in page.one("header").text


def test_signing_out_is_posted(sign_in, member):
    header = parsed(sign_in(member).get("/partnerships/chalkshire/").content.decode()).one("header")
    assert header.one("form", action=reverse("account_logout"))["method"] == "post"


def test_the_navigation_shows_what_the_member_may_open(sign_in, partnership, member):
    for one in (member, a_member(partnership, "administrator", "data-protection-officer")):
        page = parsed(sign_in(one).get("/partnerships/chalkshire/").content.decode())
        shown = [link["href"] for link in page.one("nav").all("a")]
        allowed = [
            reverse(entry.address, kwargs={"partnership": "chalkshire"})
            for entry in entries()
            if (needed := rules()[entry.address].permission) is None or one.may(needed)
        ]
        assert shown == allowed


def test_the_navigation_says_where_one_is(sign_in, member):
    page = parsed(sign_in(member).get("/partnerships/chalkshire/").content.decode())
    assert [one.text for one in page.one("nav").all("a", **{"aria-current": "page"})] == ["Overview"]


@pytest.mark.parametrize(
    ("address", "entry", "section"),
    [
        ("audit/", "Data protection", "Audit"),
        ("audit/seals/", "Data protection", None),
        ("subject-access/", "Data protection", "Subject access"),
        ("cases/break-glass/uses/", "Data protection", "Break-glass access"),
        ("cases/", "Cases", None),
        ("evidence/own-areas/", "Evidence", "Own areas"),
    ],
)
def test_the_navigation_says_below_which_entry_and_section_one_is(sign_in, partnership, address, entry, section):
    """Break-glass access is a page of cases, and stands below data protection."""
    one = a_member(partnership, "data-protection-officer", "community-safety-officer")
    page = parsed(sign_in(one).get(f"/partnerships/chalkshire/{address}").content.decode())
    rows = [[link.text for link in row.all("a") if "aria-current" in link.attributes] for row in page.all("nav")]
    assert rows[0] == [entry]
    assert [name for row in rows[1:] for name in row] == ([section] if section else [])


def test_an_entry_leads_to_the_first_section_that_the_member_may_open(sign_in, partnership, monkeypatch):
    reviewer = a_member(partnership, "data-protection-officer")
    monkeypatch.setattr(type(reviewer), "may", lambda _, permission: permission == Permission.REVIEW_BREAK_GLASS)
    page = parsed(sign_in(reviewer).get("/partnerships/chalkshire/cases/break-glass/uses/").content.decode())
    (shown,) = [link for link in page.one("header").all("a") if link.text == "Data protection"]
    assert shown["href"] == reverse("cases:break-glass-uses", kwargs={"partnership": "chalkshire"})
    assert not page.all("nav", **{"aria-label": "Data protection"})


def test_background_work_is_at_the_foot_for_those_who_may_see_it(sign_in, partnership, member):
    for one, is_there in ((member, False), (a_member(partnership, "administrator"), True)):
        foot = parsed(sign_in(one).get("/partnerships/chalkshire/").content.decode()).one("footer")
        assert bool(foot.all("a", href="/partnerships/chalkshire/jobs/")) is is_there


def test_a_page_outside_a_partnership_has_no_navigation(client, db):
    assert not parsed(client.get("/about/privacy/").content.decode()).all("nav")


def test_a_message_is_read_out_first(client, sign_in, partnership):
    sign_in(a_member(partnership, "administrator"))
    client.post("/partnerships/chalkshire/brand/logo/remove/")
    main = parsed(client.get("/partnerships/chalkshire/brand/").content.decode()).one("main")
    banner = main.one("div", role="alert")
    assert "The partnership’s logo was removed" in banner.text
    assert not parsed(client.get("/partnerships/chalkshire/brand/").content.decode()).all("div", role="alert")


def test_the_demo_says_that_it_is_one(client, db):
    assert "Everyone and everything you see here is made up" not in client.get("/about/privacy/").content.decode()
    with override_settings(DEMO=True):
        assert "Everyone and everything you see here is made up" in client.get("/about/privacy/").content.decode()


def test_names_are_text(sign_in, partnership):
    partnership.name = "<script>alert(1)</script>\"'&"
    partnership.save()
    page = parsed(
        sign_in(a_member(partnership, agency=partnership.agencies.first()))
        .get("/partnerships/chalkshire/")
        .content.decode()
    )
    assert page.one("header").all("a")[0].text == partnership.name
    assert len(page.all("script")) == 2


def test_nothing_is_inline(sign_in, member):
    html = sign_in(member).get("/partnerships/chalkshire/").content.decode()
    assert not re.search(r"<style|\sstyle=|<script>|\son\w+=", html)
    assert all("src" in one.attributes for one in parsed(html).all("script"))


STATUSES = (400, 403, 404, 413, 429, 500, 503)


@pytest.mark.parametrize("status", STATUSES)
def test_a_page_for_what_goes_wrong_asks_nothing_of_the_database(status):
    """No database: this test has none."""
    response = error_page(status, **{"Retry-After": "120"})
    page = parsed(response.content.decode())
    assert response.status_code == status
    assert response["Retry-After"] == "120"
    assert page.one("title").text == f"{page.one('h1').text} – saferplan"
    assert len(page.one("main").all("p")) >= 1
    assert not page.all("form")
    assert [one.text for one in page.one("footer").all("a")] == ["Accessibility statement", "Privacy", "Cookies"]


@pytest.mark.parametrize("address", ["/nothing", "/partnerships/nowhere/", "/partnerships/%00/", "/<script>"])
def test_what_there_is_not_is_said_in_our_words(client, db, address):
    response = client.get(address, follow=True)
    assert response.status_code in (404, 200)
    assert "<script>alert" not in response.content.decode()


def test_a_forged_form_is_refused_in_our_words(partnership):
    response = Client(enforce_csrf_checks=True).post("/account/sign-out/")
    assert response.status_code == 403
    assert parsed(response.content.decode()).one("h1").text == "Your form was open too long"


def test_a_fault_of_ours_is_told_without_what_it_was(client, partnership, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("secret of the inside")

    client.raise_request_exception = False
    monkeypatch.setattr("saferplan.web.design_system.views.render", broken)
    response = client.get("/about/privacy/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()
    assert "secret" not in response.content.decode()


def test_a_name_that_a_view_forgot_to_give_is_a_mistake_of_ours():
    with pytest.raises(UndefinedError, match="title"):
        _render("{{ title }}")
    with pytest.raises(UndefinedError, match="colour"):
        _render("{{ request.colour }}", request=object())


def test_an_option_that_was_left_out_is_empty():
    assert _render("[{{ options.colour }}]", options={}) == "[]"


def _render(source: str, **context) -> str:
    return engines["jinja2"].from_string(source).render(context)


def test_htmx_is_never_there_without_its_settings():
    """By itself it puts styles into the page, which the Content-Security-Policy forbids."""
    templates = [one for one in Path(saferplan.web.__path__[0]).rglob("*.html") if "htmx.js" in one.read_text()]

    assert [one.name for one in templates] == ["htmx.html"]
    assert '"includeIndicatorStyles": false' in templates[0].read_text()
