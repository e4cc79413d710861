"""Every change of a row leaves an entry that nobody had to think of, and that the database keeps as it is."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from saferplan.web.audit.acting import acting_as
from saferplan.web.audit.models import Entry
from saferplan.web.audit.tables import written
from saferplan.web.audit.triggers import install
from saferplan.web.partnerships.models import Agency
from saferplan.web.people.models import User
from site_people import a_member, a_user


def entries(record, **also) -> list[Entry]:
    return list(Entry.objects.filter(table_name=record._meta.db_table, record=record.pk, **also).order_by("id"))


def test_adding_changing_and_removing_a_row(partnership):
    agency = Agency.objects.create(partnership=partnership, name="Marlbrook Homes", kind="landlord", standing="invitee")
    Agency.objects.filter(pk=agency.pk).update(name="Marlbrook Housing")
    key = agency.pk
    agency.delete()

    added, changed, removed = Entry.objects.filter(table_name="partnerships_agency", record=key).order_by("id")

    assert (added.operation, changed.operation, removed.operation) == ("insert", "update", "delete")
    assert added.before is None
    assert added.after["name"] == "Marlbrook Homes"
    assert (changed.before, changed.after) == ({"name": "Marlbrook Homes"}, {"name": "Marlbrook Housing"})
    assert removed.before["name"] == "Marlbrook Housing"
    assert removed.after is None
    assert {entry.partnership_id for entry in (added, changed, removed)} == {partnership.pk}


def test_all_that_one_transaction_did_is_known_as_that(partnership):
    with transaction.atomic():
        first = a_user()
        second = a_user()

    assert entries(first)[0].transaction == entries(second)[0].transaction


def test_an_update_that_changes_nothing_is_no_change(partnership):
    agency = partnership.agencies.first()
    agency.save()

    assert [entry.operation for entry in entries(agency)] == ["insert"]


def test_what_was_rolled_back_leaves_nothing(partnership):
    with transaction.atomic():
        user = a_user()
        transaction.set_rollback(True)

    assert entries(user) == []


def test_a_password_shows_only_that_it_changed(db):
    user = a_user()
    user.set_password("another horse battery")
    user.save()

    added, changed = entries(user)

    assert added.after["password"] == "(withheld)"
    assert (changed.before, changed.after) == ({"password": "(withheld)"}, {"password": "(withheld)"})


def test_a_sign_of_life_is_no_change(db):
    user = a_user()
    User.objects.filter(pk=user.pk).update(last_login="2026-11-22T12:00Z")

    assert len(entries(user)) == 1
    assert "last_login" not in entries(user)[0].after


def test_columns_of_bytes_are_withheld_without_being_named(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE sealed_details (id int PRIMARY KEY, details bytea, note text)")
        install()
        cursor.execute("INSERT INTO sealed_details VALUES (1, 'secret', 'seen'), (2, NULL, '')")

    first, second = Entry.objects.filter(table_name="sealed_details").order_by("id")

    assert first.after == {"id": 1, "details": "(withheld)", "note": "seen"}
    assert second.after == {"id": 2, "details": None, "note": ""}


def test_every_table_is_written_down_or_exempt_for_a_reason(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'audit_change'")
        audited = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()}

    assert audited.isdisjoint(written().exempt)
    assert tables - audited <= written().exempt.keys()
    assert all(len(reason) > 10 for reason in written().exempt.values())
    managed = {model._meta.db_table for model in apps.get_models() if model._meta.managed}
    assert managed <= audited | written().exempt.keys()


def test_a_column_that_sounds_like_a_secret_is_withheld_or_said_to_be_none(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN pg_trigger t"
            " ON t.tgname = 'audit_change' AND t.tgrelid = ('public.' || quote_ident(c.table_name))::regclass"
            " WHERE c.table_schema = 'public' AND c.data_type <> 'bytea'"
            " AND c.column_name ~ '(password|secret|token|hash|seed|api_?key|credential|signature|cipher|sealed)'"
        )
        sounding = {(table, column) for table, column in cursor.fetchall()}
    told = {
        (table, column)
        for names in (written().withheld, written().plain)
        for table, columns in names.items()
        for column in columns
    }

    assert sounding - told == set(), "name them in audit/tables.toml under [withheld] or [plain]"


def test_tables_toml_names_columns_that_are_there(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        there = {(table, column) for table, column in cursor.fetchall()}
    named = {
        (table, column)
        for names in (written().withheld, written().ignored, written().plain)
        for table, columns in names.items()
        for column in columns
    }

    assert named <= there
    assert written().exempt.keys() <= {table for table, _ in there}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET record = '7'",
        "UPDATE audit_entry SET before = NULL, after = NULL, salt = NULL",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "TRUNCATE people_memberrole",
        "TRUNCATE audit_seal",
    ],
)
def test_the_log_is_only_added_to(statement, partnership):
    refused = r"neither rewritten nor removed|not emptied whole"
    with pytest.raises(IntegrityError, match=refused), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_entry_written_by_hand_is_stamped_by_the_database_all_the_same(partnership):
    """Whoever may only INSERT cannot say that it was somebody else, or another day."""
    with acting_as("test: by hand"):
        forged = Entry.objects.create(
            at="2001-01-01T00:00Z", transaction=1, actor="member", user_id=1, table_name="t", record="1",
            operation="read", digest=b"x", content_digest=b"y", redacted_by=3,
        )  # fmt: skip
    forged.refresh_from_db()

    assert forged.at.year > 2001
    assert (forged.actor, forged.user_id, forged.redacted_by) == ("test: by hand", None, None)
    assert forged.transaction > 1
    assert len(bytes(forged.digest)) == 32


def test_what_belongs_to_no_partnership_is_told_to_that_of_the_member_who_changed_it(partnership, other_partnership):
    member = a_member(partnership, "administrator")
    with acting_as(member):
        invited = a_user()
    unknown = a_user()

    assert entries(invited)[0].partnership_id == partnership.pk
    assert entries(unknown)[0].partnership_id is None


def test_triggers_are_put_back_when_one_is_missing_after_an_upgrade(db):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_change ON people_user")
        cursor.execute("CREATE TABLE added_later (id int PRIMARY KEY)")
    install()

    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'audit_change'")
        assert {("people_user",), ("added_later",)} <= set(cursor.fetchall())
