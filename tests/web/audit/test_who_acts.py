"""Whoever acts is told to the database, and forgotten by it in time: nobody answers for what the next one did."""

import threading
from contextlib import nullcontext

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from saferplan.web.access.middleware import AccessMiddleware
from saferplan.web.audit import middleware as audit_middleware
from saferplan.web.audit.acting import NONE, acting, acting_as
from saferplan.web.audit.middleware import ActingMiddleware
from saferplan.web.audit.models import Entry
from site_people import a_member, a_user


def who_made(user) -> tuple:
    entry = Entry.objects.get(table_name="people_user", record=user.pk, operation="insert")
    return entry.actor, entry.member_id, entry.user_id


def told_to_the_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('saferplan.actor', true), '')")
        return cursor.fetchone()[0].strip(",")


def test_a_member_a_user_and_a_command(partnership):
    member = a_member(partnership)
    with acting_as(member):
        by_member = a_user()
    with acting_as(member.user):
        by_user = a_user()
    with acting_as("command: backup"):
        by_command = a_user()
    by_nobody = a_user()

    assert who_made(by_member) == ("member", member.pk, member.user_id)
    assert who_made(by_user) == ("user", None, member.user_id)
    assert who_made(by_command) == ("command: backup", None, None)
    assert who_made(by_nobody) == ("nobody", None, None)


@pytest.mark.parametrize(
    "words", ["", "member", "user", "backup", "command:", "command: a,1,2,3", "job: x\n", "nobody"]
)
def test_words_that_could_be_taken_for_a_person_are_refused(words):
    with pytest.raises(ValueError, match="nobody acts as"), acting_as(words):
        pass


def test_contexts_nest(db):
    with acting_as("job: outer"):
        with acting_as("job: inner"):
            assert told_to_the_database() == "job: inner"
        assert told_to_the_database() == "job: outer"
    assert told_to_the_database() == ""
    assert acting() is NONE


def test_what_one_job_changes_has_one_number_and_a_step_of_it_keeps_it(db):
    with acting_as("job: outer"):
        first = a_user()
        with acting_as("job: step"):
            second = a_user()
    with acting_as("job: other"):
        third = a_user()
    requests = [Entry.objects.get(table_name="people_user", record=user.pk).request for user in (first, second, third)]

    assert requests[0] == requests[1] != requests[2]
    assert all(requests)


def test_after_an_error_in_a_transaction_the_one_around_acts_again(db):
    with acting_as("job: outer"):
        with pytest.raises(DatabaseError), transaction.atomic(), acting_as("job: inner"):
            connection.cursor().execute("SELECT 1 / 0")
        assert told_to_the_database() == "job: outer"
    assert told_to_the_database() == ""


@transaction.atomic
def _fails_halfway() -> None:
    with acting_as("job: inner"):
        a_user()
    raise RuntimeError


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_nobody_behind():
    with acting_as("job: first"):
        with pytest.raises(RuntimeError):
            _fails_halfway()
        assert told_to_the_database() == "job: first"
    with transaction.atomic():
        with acting_as("job: second"):
            a_user()
        transaction.set_rollback(True)
    assert told_to_the_database() == ""


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_broke_in_between_is_told_again():
    with acting_as("job: long"):
        a_user()
        broken = connection.connection.info.backend_pid
        _end(broken)
        with pytest.raises(DatabaseError):
            a_user()
        connection.close()
        again = a_user()

        assert who_made(again)[0] == "job: long"
    assert told_to_the_database() == ""


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_cannot_be_told_any_more_is_closed_not_reused():
    with acting_as("job: cut off"):
        a_user()
        _end(connection.connection.info.backend_pid)
    assert connection.connection is None

    assert told_to_the_database() == ""
    assert who_made(a_user())[0] == "nobody"


@pytest.mark.django_db(transaction=True)
def test_nobody_of_another_thread_acts_here():
    made = []

    def elsewhere() -> None:
        with acting_as("job: elsewhere"):
            started.set()
            done.wait(10)
            made.append(a_user())
        connection.close()

    started, done = threading.Event(), threading.Event()
    thread = threading.Thread(target=elsewhere)
    thread.start()
    started.wait(10)
    here = a_user()
    done.set()
    thread.join()

    assert who_made(here)[0] == "nobody"
    assert who_made(made[0])[0] == "job: elsewhere"


def _end(backend: int) -> None:
    parameters = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    with psycopg.connect(**{name: parameters[name] for name in names if name in parameters}, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])


def through_middleware(view, *, user, partnership=None) -> HttpResponse:
    request = RequestFactory().get("/")
    request.user = user

    def gate(inner: HttpRequest) -> HttpResponse:
        inner.partnership, inner.member = partnership, None
        acting_middleware.process_view(inner, view, (), {})
        return view(inner)

    acting_middleware = ActingMiddleware(gate)
    return acting_middleware(request)


def test_within_a_request_the_one_who_asks_acts_and_after_it_nobody(db):
    user = a_user()
    seen = []

    through_middleware(lambda _: seen.append(told_to_the_database()) or HttpResponse(), user=user)

    assert seen == [f"user,,{user.pk}"]
    assert told_to_the_database() == ""


def test_after_a_view_that_fails_nobody_acts(db):
    def fails(request):
        a_user()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        through_middleware(fails, user=a_user())

    assert told_to_the_database() == ""
    assert acting() is NONE


def test_the_gate_comes_before_the_one_who_tells(settings):
    names = settings.MIDDLEWARE

    assert names.index(f"{AccessMiddleware.__module__}.AccessMiddleware") < names.index(
        f"{ActingMiddleware.__module__}.ActingMiddleware"
    )


def test_a_page_of_a_partnership_is_asked_for_by_its_member(partnership, sign_in, monkeypatch):
    member = a_member(partnership)
    told = []
    monkeypatch.setattr(audit_middleware, "acting_as", lambda who, **_: told.append(who) or nullcontext())
    sign_in(member).get(f"/partnerships/{partnership.slug}/")

    assert told == [member]


def test_someone_signing_in_is_a_visitor(client: Client, db):
    user = a_user()
    client.post("/account/login/", {"login": user.email, "password": "wrong"})

    assert not Entry.objects.filter(actor="nobody", request__gt="").exists()
