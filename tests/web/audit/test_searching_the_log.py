"""A data protection officer finds who did what; only of their own partnership; and each look is written down too."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from parsed import parsed
from saferplan.web.audit import presenters, searching
from saferplan.web.audit.acting import acting_as
from saferplan.web.audit.models import Entry
from saferplan.web.audit.reading import log_read
from saferplan.web.audit.searching import THE_SITE, Sought, page_of
from site_people import a_member, an_agency


@pytest.fixture
def officer(partnership):
    return a_member(partnership, "data-protection-officer", name="Odette Fieldgate")


@pytest.fixture
def client(sign_in, officer):
    return sign_in(officer)


@pytest.fixture
def caseworker(partnership):
    return a_member(partnership, "caseworker", name="Casey Worker")


def page(partnership, name: str = "search", **parts) -> str:
    return reverse(f"audit:{name}", kwargs={"partnership": partnership.slug} | parts)


def found(partnership, **sought) -> list[Entry]:
    return page_of(Sought(**sought).of(partnership)).entries


def made_by(member, name: str = "Marlbrook Homes"):
    with acting_as(member):
        return an_agency(member.partnership, "landlord", name)


def test_who_read_a_record(client, partnership, caseworker):
    record = partnership.agencies.first()
    log_read(member=caseworker, record=record, purpose="hate")

    answer = client.get(
        page(partnership), {"table": "partnerships_agency", "record": record.pk, "operation": "read"}
    ).content.decode()

    assert "Casey Worker" in answer
    assert "Hate crime and hate incidents" in answer


def test_by_person_record_operation_purpose_and_day(partnership, caseworker):
    agency = made_by(caseworker)
    log_read(member=caseworker, record=agency, purpose="hate")
    today = timezone.localdate()

    def operations(**sought) -> list[str]:
        return [entry.operation for entry in found(partnership, **sought)]

    assert operations(who=str(caseworker.user_id)) == ["read", "insert"]
    assert operations(table="partnerships_agency", record=str(agency.pk)) == ["read", "insert"]
    assert operations(purpose="hate") == ["read"]
    assert operations(operation="insert", who=str(caseworker.user_id)) == ["insert"]
    assert operations(since=today, until=today, purpose="hate") == ["read"]
    assert operations(until=today - timedelta(days=1)) == []
    assert operations(since=today + timedelta(days=1)) == []


def test_what_jobs_and_commands_did(partnership, caseworker):
    with acting_as("job: retention"):
        agency = an_agency(partnership, "landlord", "Marlbrook Homes")
    made_by(caseworker, "Other Homes")

    by_the_site = found(partnership, who=THE_SITE, table="partnerships_agency")

    assert by_the_site[0].record == str(agency.pk)
    assert {entry.actor for entry in by_the_site} == {"job: retention", "nobody"}


@pytest.mark.parametrize(
    ("actor", "said"),
    [
        ("job: jobs.email", "The site: Send an e-mail"),
        ("job: audit.seal", "The site: audit.seal"),
        ("command: backup", "Command: backup"),
        ("visitor", "Visitor"),
    ],
)
def test_what_no_person_did_is_told_in_words(actor, said, partnership):
    with acting_as(actor):
        an_agency(partnership, "landlord", "Marlbrook Homes")

    assert {presenters.who(one) for one in found(partnership, table="partnerships_agency", who=THE_SITE)} >= {said}


def test_links_to_entries_of_one_minute_are_told_apart(client, partnership, caseworker):
    made_by(caseworker)
    made_by(caseworker, "Fenmoor Homes")

    rows = parsed(client.get(page(partnership), {"table": "partnerships_agency"}).content.decode()).one("tbody")
    links = [link.text for link in rows.all("a")]
    assert len(links) == len(set(links)) >= 2


def test_moments_and_yes_or_no_are_shown_as_on_every_page():
    before = {"at": None, "shares": False, "until": "2026-11-22", "note": "2026-11-22 and later"}
    entry = Entry(before=before, after={"at": "2026-11-22T13:55:00.2+00:00", "shares": True})

    assert presenters.changes(entry) == [
        ["At", "", "22 November 2026 at 1:55pm"],
        ["Shares", "No", "Yes"],
        ["Until", "22 November 2026", ""],
        ["Note", "2026-11-22 and later", ""],
    ]


def test_a_case_is_found_by_the_number_that_people_know(client, partnership, officer):
    from site_agreements import a_case

    case = a_case(officer.agency)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('cases_case', 'id'), 5000)")
    other = a_case(officer.agency)
    assert other.pk != other.number

    answer = client.get(page(partnership), {"table": "cases_case", "record": other.number}).content.decode()

    assert f"Case {other.reference}" in answer
    assert f"Case {case.reference}" not in answer


def test_nothing_of_another_partnership_is_found_or_opened(client, partnership, other_partnership):
    theirs = other_partnership.audit_entries.first()

    assert not any(entry.partnership_id != partnership.pk for entry in found(partnership))
    assert client.get(page(partnership, "entry", entry=theirs.pk)).status_code == 404
    exported = b"".join(client.get(page(partnership, "export")).streaming_content).decode()
    assert "Fenmoor" not in exported
    assert "Chalkshire" in exported


def test_another_partnerships_member_cannot_be_sought(client, partnership, other_partnership):
    stranger = a_member(other_partnership)

    answer = client.get(page(partnership), {"who": stranger.user_id})

    assert "Select a valid choice" in answer.content.decode()


def test_every_search_is_written_down_with_what_was_asked(client, partnership, officer):
    client.get(page(partnership), {"purpose": "hate", "since_day": "1", "since_month": "3", "since_year": "2026"})
    entry = Entry.objects.filter(operation="search").latest("pk")

    assert (entry.user_id, entry.after) == (officer.user_id, {"purpose": "hate", "since": "2026-03-01"})


def test_opening_an_entry_is_written_down_and_shows_before_and_after(client, partnership, caseworker):
    agency = made_by(caseworker)
    with acting_as(caseworker):
        agency.name = "Marlbrook Housing"
        agency.save()
    changed = Entry.objects.get(table_name="partnerships_agency", record=agency.pk, operation="update")

    answer = client.get(page(partnership, "entry", entry=changed.pk)).content.decode()

    assert "Marlbrook Homes" in answer
    assert "Marlbrook Housing" in answer
    assert "Casey Worker, Chalkshire Local authority" in answer
    assert Entry.objects.latest("pk").after == {"entry": changed.pk}


def test_an_export_holds_all_that_was_found_and_no_formula(client, partnership, caseworker):
    agency = made_by(caseworker, '=HYPERLINK("http://example.org")')
    with acting_as(caseworker):
        caseworker.user.name = "=1+1"
        caseworker.user.save()
    lines = b"".join(client.get(page(partnership, "export"), {"who": caseworker.user_id}).streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(lines.lstrip("\ufeff"))))

    assert [row["Number"] for row in rows] == [str(caseworker.user_id), str(agency.pk)]
    assert all(row["Who"] == "'=1+1" for row in rows)
    assert json.loads(rows[1]["After"])["name"] == '=HYPERLINK("http://example.org")'
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert Entry.objects.latest("pk").operation == "export"


def test_a_search_with_an_error_says_what_to_do_and_is_no_search(client, partnership):
    answer = client.get(page(partnership), {"record": "7"}).content.decode()

    assert "Error: The audit" in answer
    assert "Select the kind of record that has this number" in answer
    assert not Entry.objects.filter(operation="search").exists()
    assert client.get(page(partnership, "export"), {"record": "7"}).url == f"{page(partnership)}?record=7"
    assert not Entry.objects.filter(operation="export").exists()


@pytest.mark.parametrize(
    "asked",
    [
        {"who": "1 OR 1=1"}, {"table": "pg_user"}, {"operation": "truncate"}, {"purpose": "\x00"}, {"record": "\x00"},
        {"since_day": "31", "since_month": "2", "since_year": "2026"}, {"before": "x"}, {"before": "9" * 40 + "-1"},
        {"before": "1-" + "9" * 30}, {"before": "-"}, {"before": "²-²"}, {"record": "9" * 300, "table": "cases_case"},
        {"record": "99999999999999999999", "table": "cases_case"}, {"record": "²", "table": "cases_case"},
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_no_fault(asked, client, partnership):
    assert client.get(page(partnership), asked).status_code == 200


def test_a_list_takes_as_many_queries_for_fifty_as_for_one(client, partnership):
    def queries(before: int) -> int:
        while partnership.audit_entries.count() < before:
            made_by(a_member(partnership), f"Homes {partnership.audit_entries.count()}")
        with CaptureQueriesContext(connection) as captured:
            client.get(page(partnership), {"operation": "insert"})
        return len(captured)

    client.get(page(partnership))

    assert queries(10) == queries(120)


def test_pages_hold_each_entry_once_whatever_comes_meanwhile(partnership, monkeypatch):
    monkeypatch.setattr(searching, "A_PAGE", 4)
    expected = list(partnership.audit_entries.order_by("-at", "-id").values_list("pk", flat=True))
    seen, before = [], ""
    while before is not None:
        now = page_of(Sought().of(partnership), before)
        seen += [entry.pk for entry in now.entries]
        before = now.older
        made_by(a_member(partnership), f"Homes {len(seen)}")

    assert seen == expected


def test_entries_of_the_same_moment_are_not_lost_between_pages(partnership, monkeypatch):
    monkeypatch.setattr(searching, "A_PAGE", 2)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Entry.objects.update(at=timezone.now())
    seen, before = [], ""
    while before is not None:
        now = page_of(Sought().of(partnership), before)
        seen += [entry.pk for entry in now.entries]
        before = now.older

    assert len(seen) == len(set(seen)) == partnership.audit_entries.count()


@given(st.text(max_size=30))
def test_a_place_that_was_made_up_is_none(told):
    place = searching._place(told)

    assert place is None or place[1] >= 0


def test_days_are_of_londons_clock(partnership):
    summer = date(2026, 6, 30)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Entry.objects.filter(partnership=partnership).update(at="2026-06-30T23:30:00Z")  # half past midnight in London
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")

    assert found(partnership, since=summer, until=summer) == []
    assert found(partnership, since=summer + timedelta(days=1))


def test_no_page_changes_anything_without_an_actor(client, partnership):
    last = Entry.objects.latest("pk").pk
    for name in ("audit:search", "audit:export", "audit:seals", "retention:schedule", "subject-access:requests"):
        client.get(reverse(name, kwargs={"partnership": partnership.slug}))

    assert not Entry.objects.filter(pk__gt=last, actor="nobody").exists()


@pytest.mark.parametrize("name", ["search", "export"])
def test_the_last_day_of_the_calendar_is_a_day_to_search_to(name, client, partnership):
    answer = client.get(page(partnership, name) + "?until_day=31&until_month=12&until_year=9999")

    assert answer.status_code == 200


@pytest.mark.parametrize("before", ["\0", "1-\0", "x" * 3000])
def test_a_place_that_is_none_is_neither_looked_at_nor_written_down(before, client, partnership):
    answer = client.get(page(partnership), {"before": before})

    assert answer.status_code == 200
    assert "before" not in (Entry.objects.filter(operation="search").last().after or {})
