"""A member's secret address of duties: the key to the calendar, ended at once, and nothing in it names anybody."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from saferplan.web.duties.actions import add_evidence, set_status
from saferplan.web.duties.calendar_views import FEED_LIMITS
from saferplan.web.duties.feeds import digest_of, end_address, feed_of, make_address
from saferplan.web.duties.models import CalendarFeed, Status
from saferplan.web.people.models import Member
from site_people import a_member

TODAY = timezone.localdate()
QUERIES_OF_FEED = 14  # the feed, its duties, and counting how often the address is asked


@pytest.fixture
def token(owner):
    return make_address(member=owner, mine_only=False, by=owner)


def feed_address(token):
    return reverse("calendar:feed", kwargs={"token": token})


def page_address(name, partnership):
    return reverse(f"duties:{name}", kwargs={"partnership": partnership.slug})


def events(answer):
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_calendar_program_reads_it_without_signing_in(client, token, a_duty):
    a_duty("Revise the plan", due=date(2027, 3, 31))

    answer = client.get(feed_address(token))

    (event,) = events(answer)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (event["SUMMARY"], event.decoded("DTSTART"), event.decoded("DTEND")) == (
        "Due: Revise the plan",
        date(2027, 3, 31),
        date(2027, 4, 1),
    )
    assert event["TRANSP"] == "TRANSPARENT"


def test_nothing_of_it_is_kept_on_the_way(client, token):
    answer = client.get(feed_address(token))

    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


def test_it_names_no_person(client, token, a_duty, owner):
    a_duty(description="Ask Jane Doe")

    content = client.get(feed_address(token)).content.decode()

    assert owner.user.name not in content
    assert owner.user.email not in content
    assert "Doe" not in content


@pytest.mark.parametrize("title", ["Line\r\nBEGIN:VEVENT\r\nSUMMARY:x", "Commas, semicolons; \\ and 😀", "x" * 200])
def test_a_title_stays_a_title(title, client, token, a_duty):
    a_duty(title)

    (event,) = events(client.get(feed_address(token)))

    assert str(event["SUMMARY"]).replace("\r\n", "\n") == f"Due: {title}".replace("\r\n", "\n")


def test_the_token_itself_is_not_kept(token, owner):
    feed = owner.calendar_feeds.get()

    assert feed.token_hash == digest_of(token)
    assert token not in str(feed.__dict__)


def test_a_new_address_ends_the_old_one(client, token, owner):
    newer = make_address(member=owner, mine_only=True, by=owner)

    assert client.get(feed_address(token)).status_code == 404
    assert client.get(feed_address(newer)).status_code == 200
    assert CalendarFeed.objects.in_force().count() == 1


def test_an_address_that_was_ended_gives_nothing(client, token, owner):
    end_address(member=owner, by=owner)

    assert client.get(feed_address(token)).status_code == 404


@pytest.mark.parametrize("token", ["x", "0" * 43, "a" * 5_000, "%00", "é"])
def test_what_is_no_address_is_told_nothing(token, client, db):
    assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_who_has_left_reads_it_no_longer(token, owner):
    Member.objects.filter(pk=owner.pk).update(until=TODAY)

    assert feed_of(token) is None


def test_whose_account_is_shut_reads_it_no_longer(token, owner):
    owner.user.is_active = False
    owner.user.save()

    assert feed_of(token) is None


def test_only_my_own_where_that_was_asked_for(client, a_duty, owner, officer):
    a_duty("Mine")
    a_duty("Another's", owner=officer)
    token = make_address(member=owner, mine_only=True, by=owner)

    assert [str(event["SUMMARY"]) for event in events(client.get(feed_address(token)))] == ["Due: Mine"]


def test_what_is_finished_is_left_out(client, token, a_duty, owner):
    duty = a_duty()
    add_evidence(duty=duty, note="Done", by=owner)
    set_status(duty=duty, status=Status.DONE, by=owner)

    assert events(client.get(feed_address(token))) == []


def test_other_partnerships_duties_are_not_in_it(client, token, a_duty, other_partnership):
    a_duty()
    stranger = a_member(other_partnership)
    theirs = make_address(member=stranger, mine_only=False, by=stranger)

    assert events(client.get(feed_address(theirs))) == []


def test_guessing_is_slowed_down(client, db, monkeypatch):
    monkeypatch.setitem(FEED_LIMITS, "calendar", "3/m/ip")

    assert [client.get(feed_address("guess")).status_code for _ in range(4)] == [404, 404, 404, 429]


def test_it_is_read_only(client, token):
    assert client.post(feed_address(token)).status_code == 405


def test_many_duties_cost_no_more_questions(client, token, a_duty, django_assert_max_num_queries):
    for number in range(10):
        a_duty(f"Duty {number}", due=TODAY + timedelta(days=number))

    with django_assert_max_num_queries(QUERIES_OF_FEED):
        assert len(events(client.get(feed_address(token)))) == 10


class TestItsPage:
    def test_the_address_is_shown_once(self, sign_in, owner, partnership):
        client = sign_in(owner)
        page = page_address("calendar", partnership)

        made = client.post(page, {"which": "mine"})
        later = client.get(page)

        assert "/calendar/" in made.content.decode()
        assert made["Cache-Control"] == "private, no-store"
        assert ".ics</strong>" not in later.content.decode()
        assert "You have had an address since" in later.content.decode()

    def test_a_browser_may_send_its_form(self, sign_in, owner, partnership):
        """Without any referrer a browser says that a form comes from nowhere, and it is refused as forged."""
        page = sign_in(owner).get(reverse("duties:calendar", args=[partnership.slug]))

        assert page["Referrer-Policy"] == "same-origin"
        assert "no-store" in page["Cache-Control"]

    def test_it_ends_by_a_click(self, sign_in, owner, partnership, token):
        sign_in(owner).post(page_address("end-calendar", partnership))

        assert not CalendarFeed.objects.in_force().exists()

    def test_reading_the_page_of_the_end_ends_nothing(self, sign_in, owner, partnership, token):
        assert sign_in(owner).get(page_address("end-calendar", partnership)).status_code == 405
        assert CalendarFeed.objects.in_force().exists()

    def test_a_calendar_file_to_download(self, sign_in, owner, partnership, a_duty):
        a_duty()

        answer = sign_in(owner).get(page_address("download-calendar", partnership))

        assert answer["Content-Disposition"] == 'attachment; filename="duties.ics"'
        assert len(events(answer)) == 1
