"""What is due goes on time, whole, and provably; what is held, or is not due, stays."""

import threading
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from saferplan.web.audit import forgetting, presenters
from saferplan.web.audit.forgetting import NotForgotten, delete_due
from saferplan.web.audit.holding import HeldAlready, NotThere, put_on_hold, release
from saferplan.web.audit.log_retention import remove_old_entries
from saferplan.web.audit.models import Deletion, Entry
from saferplan.web.audit.reading import log_read
from saferplan.web.audit.retention import Keeper, keepers, schedule
from saferplan.web.audit.sealing import seal_finished
from saferplan.web.audit.verifying import Fault, Wrong, verify
from saferplan.web.cases.actions import add_note, add_person, open_case, set_status
from saferplan.web.cases.models import Case, CaseStatus, Note, Open, Part, Risk
from saferplan.web.people.models import Invitation, User
from site_people import a_member, a_partnership

LATER = date(2040, 1, 1)  # when everything that has an end is over
DETAILS = {"name": "Marigold Underhill", "postcode": "ZZ9 9ZZ"}


@pytest.fixture
def place(transactional_db):
    return a_partnership("Chalkshire")


@pytest.fixture
def officer(place):
    return a_member(place, "data-protection-officer")


def a_closed_case(officer, *, days_ago: int = 0) -> Case:
    case = open_case(
        kind="anti-social-behaviour", categories=(), owner=officer, risk=Risk.MEDIUM, why_risk="Marigold is afraid",
        opened_on=date(2020, 1, 1), by=officer,
    )  # fmt: skip
    add_person(case=case, part=next(iter(Part)), is_child=False, details=DETAILS, by=officer)
    add_note(case=case, text="Marigold rang", by=officer)
    closed = set_status(case=case, status=Open.CLOSED, why="Marigold moved away", by=officer)
    if days_ago:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            at = timezone.now() - timedelta(days=days_ago)
            CaseStatus.objects.filter(pk=closed.pk).update(at=at)
    return case


def case_keeper() -> Keeper:
    return keepers()["case"]


def everything_in_the_database() -> str:
    """Every row of every table as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        told = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM public.\"{table}\" t")
            told.append(cursor.fetchone()[0] or "")
    return " ".join(told)


def test_of_a_case_that_is_due_nothing_is_left_but_that_it_was_deleted(officer):
    case = a_closed_case(officer)
    log_read(member=officer, record=case, purpose="anti-social-behaviour")
    seal_finished()
    assert "Marigold" in everything_in_the_database()

    (deletion,) = [made for made in delete_due(LATER) if made.kind == "case"]

    assert "Marigold" not in everything_in_the_database()
    assert not Case.objects.filter(pk=case.pk).exists()
    assert (deletion.partnership_id, deletion.records) == (officer.partnership_id, 1)
    assert {row.table_name: row.rows for row in deletion.tables.all()} == {
        "cases_case": 1, "cases_caseperson": 1, "cases_note": 1, "cases_casestatus": 2, "cases_riskjudgement": 1,
    }  # fmt: skip


def test_who_read_it_and_when_it_was_changed_stays_and_the_seals_verify(officer):
    case = a_closed_case(officer)
    log_read(member=officer, record=case, purpose="anti-social-behaviour", what="the page of the case")
    seal_finished()
    delete_due(LATER)
    seal_finished()

    entries = Entry.objects.filter(table_name="cases_case", record=case.pk)

    assert verify().fault is None
    assert entries.get(operation="read").after == {"what": "the page of the case"}
    assert set(entries.filter(operation__in=("insert", "update", "delete")).values_list("before", "after", "salt")) == {
        (None, None, None)
    }


def test_a_case_is_kept_on_its_last_day_and_goes_on_the_next(officer):
    case = a_closed_case(officer)
    closed = timezone.localdate()
    last = date(closed.year + 6, closed.month, closed.day)

    delete_due(last)
    assert Case.objects.filter(pk=case.pk).exists()
    delete_due(last + timedelta(days=1))
    assert not Case.objects.filter(pk=case.pk).exists()


def test_an_open_case_is_never_due_and_one_opened_again_no_longer(officer):
    never_closed = open_case(
        kind="anti-social-behaviour", categories=(), owner=officer, risk=Risk.MEDIUM, why_risk="", by=officer,
        opened_on=date(2001, 1, 1),
    )  # fmt: skip
    opened_again = a_closed_case(officer)
    set_status(case=opened_again, status=Open.OPEN, why="She came back", by=officer)

    delete_due(LATER)

    assert set(Case.objects.all()) == {never_closed, opened_again}


def test_running_twice_deletes_once(officer):
    a_closed_case(officer)

    assert [made.kind for made in delete_due(LATER) if made.kind == "case"] == ["case"]
    assert delete_due(LATER) == []


def test_each_partnership_has_its_own_deletion(officer):
    a_closed_case(officer)
    a_closed_case(a_member(a_partnership("Fenmoor"), "data-protection-officer"))

    made = [deletion for deletion in delete_due(LATER) if deletion.kind == "case"]

    assert len({deletion.partnership_id for deletion in made}) == 2


def test_what_one_step_leaves_takes_the_next(officer, monkeypatch):
    monkeypatch.setattr(forgetting, "STEP", 2)
    for _ in range(5):
        a_closed_case(officer)

    assert [made.records for made in delete_due(LATER) if made.kind == "case"] == [2, 2, 1]


class TestHolds:
    def test_a_case_on_hold_stays_until_it_is_released(self, officer):
        case = a_closed_case(officer)
        hold = put_on_hold(keeper=case_keeper(), number=str(case.number), reason="Claim of 2026", by=officer)
        delete_due(LATER)
        assert Case.objects.filter(pk=case.pk).exists()

        release(hold=hold, reason="Claim settled", by=officer)
        delete_due(LATER)
        assert not Case.objects.filter(pk=case.pk).exists()

    def test_the_database_itself_refuses_to_delete_what_is_held(self, officer):
        case = a_closed_case(officer)
        put_on_hold(keeper=case_keeper(), number=str(case.number), reason="Claim of 2026", by=officer)

        with pytest.raises(IntegrityError, match="under a legal hold"), transaction.atomic():
            case_keeper().remove(case)
        assert Note.objects.filter(case=case).exists()

    def test_another_partnerships_record_is_not_there(self, officer):
        case = a_closed_case(a_member(a_partnership("Fenmoor")))

        with pytest.raises(NotThere):
            put_on_hold(keeper=case_keeper(), number=str(case.number), reason="Claim", by=officer)

    def test_one_hold_at_a_time_and_one_release(self, officer):
        case = a_closed_case(officer)
        hold = put_on_hold(keeper=case_keeper(), number=str(case.number), reason="Claim", by=officer)
        with pytest.raises(HeldAlready):
            put_on_hold(keeper=case_keeper(), number=str(case.number), reason="Again", by=officer)
        release(hold=hold, reason="Settled", by=officer)
        with pytest.raises(HeldAlready):
            release(hold=hold, reason="Settled", by=officer)

    @pytest.mark.parametrize("statement", ["UPDATE audit_hold SET reason = 'x'", "DELETE FROM audit_hold"])
    def test_who_held_what_and_why_is_never_rewritten(self, officer, statement):
        case = a_closed_case(officer)
        put_on_hold(keeper=case_keeper(), number=str(case.number), reason="Claim", by=officer)

        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_a_hold_that_comes_while_the_record_is_being_deleted_is_told_so(self, officer):
        case = a_closed_case(officer)
        told = []

        def officer_holds() -> None:
            try:
                put_on_hold(keeper=case_keeper(), number=str(case.number), reason="Claim", by=officer)
            except NotThere as fault:
                told.append(fault)
            finally:
                connection.close()

        holding = threading.Thread(target=officer_holds)
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=case.pk)
            holding.start()
            holding.join(0.3)
            case_keeper().remove(case)
        holding.join()

        assert len(told) == 1


@pytest.fixture
def gone(officer):
    member = a_member(officer.partnership, name="Hortensia Blythe")
    member.until = timezone.localdate()
    member.save()
    return member


class TestHoldsOfAccounts:
    keeper = property(lambda self: keepers()["account"])

    def is_forgotten(self, member) -> bool:
        member.user.refresh_from_db()
        return not member.user.is_active

    def test_the_account_of_somebody_who_has_left_stays_until_it_is_released(self, officer, gone):
        hold = put_on_hold(keeper=self.keeper, number=gone.user.email.upper(), reason="Claim", by=officer)
        delete_due(LATER)
        assert not self.is_forgotten(gone)

        release(hold=hold, reason="Claim settled", by=officer)
        delete_due(LATER)
        assert self.is_forgotten(gone)

    def test_the_hold_is_kept_for_good_and_names_nobody(self, officer, gone):
        hold = put_on_hold(keeper=self.keeper, number=gone.user.email, reason="Claim", by=officer)

        assert (hold.record, hold.number) == (str(gone.user_id), str(gone.user_id))
        assert [shown["record"] for shown in presenters.holds([hold], officer.partnership)] == [
            "Accounts: Hortensia Blythe"
        ]
        release(hold=hold, reason="Claim settled", by=officer)
        delete_due(LATER)
        assert "Hortensia" not in everything_in_the_database()

    def test_people_of_another_partnership_are_not_there(self, officer):
        stranger = a_member(a_partnership("Fenmoor"))

        with pytest.raises(NotThere):
            put_on_hold(keeper=self.keeper, number=stranger.user.email, reason="Claim", by=officer)

    def test_a_hold_that_comes_between_the_choice_and_the_lock_is_heeded(self, officer, gone):
        held = []

        def hold_first(execute, sql, *arguments):
            if "SKIP LOCKED" in sql and "people_user" in sql and not held:
                held.append(put_on_hold(keeper=self.keeper, number=gone.user.email, reason="Claim", by=officer))
            return execute(sql, *arguments)

        with connection.execute_wrapper(hold_first):
            delete_due(LATER)

        assert held
        assert not self.is_forgotten(gone)


class TestProof:
    def test_a_step_that_leaves_something_is_taken_back(self, officer, monkeypatch):
        case = a_closed_case(officer)
        half = Keeper(case_keeper().kind, case_keeper().due, lambda case: case.case_notes.all().delete(), "number")
        monkeypatch.setitem(keepers(), "case", half)

        with pytest.raises(NotForgotten):
            delete_due(LATER)
        assert Case.objects.filter(pk=case.pk).exists()
        assert Note.objects.filter(case=case).exists()
        assert not Deletion.objects.filter(kind="case").exists()

    def test_one_kind_that_fails_does_not_keep_the_others(self, officer, monkeypatch):
        a_closed_case(officer)
        Invitation.objects.create(
            partnership=officer.partnership, agency=officer.agency, email="n@example.org", name="Nobody", by=officer
        )

        def fails(case) -> None:
            raise IntegrityError

        monkeypatch.setitem(keepers(), "case", Keeper(case_keeper().kind, case_keeper().due, fails, "number"))

        with pytest.raises(NotForgotten, match="Cases"):
            delete_due(LATER)
        assert not Invitation.objects.exists()

    def test_an_entry_emptied_under_a_forged_deletion_is_named(self, officer):
        a_closed_case(officer)
        seal_finished()
        entry = Entry.objects.filter(table_name="cases_note").first().pk
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            forged = Deletion.objects.create(
                kind="case", cutoff=LATER, months=72, records=1, entries=1, entries_digest="0" * 64
            )
            Entry.objects.filter(pk=entry).update(before=None, after=None, salt=None, redacted_by=forged.pk)

        assert verify().fault == Fault(Wrong.REDACTION, entry=entry)

    def test_a_further_entry_emptied_under_a_true_deletion_is_named(self, officer):
        a_closed_case(officer)
        delete_due(LATER)
        seal_finished()
        true = Deletion.objects.get(kind="case")
        spare = Entry.objects.filter(table_name="people_user", redacted_by=None).first()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            Entry.objects.filter(pk=spare.pk).update(before=None, after=None, salt=None, redacted_by=true.pk)

        assert verify().fault.wrong == Wrong.REDACTION

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_entry SET before = NULL, after = NULL, salt = NULL, redacted_by = {}",
            "DELETE FROM audit_entry",
            "UPDATE audit_deletion SET records = 0",
            "DELETE FROM audit_deletedrows",
        ],
    )
    def test_a_deletion_of_another_transaction_empties_nothing(self, officer, statement):
        a_closed_case(officer)
        delete_due(LATER)
        deletion = Deletion.objects.get(kind="case")

        with pytest.raises(IntegrityError, match="neither"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(deletion.pk))


class TestOtherKinds:
    def test_a_person_who_has_left_is_forgotten_and_what_they_did_stays(self, officer):
        gone = a_member(officer.partnership, name="Hortensia Blythe")
        gone.until = timezone.localdate()
        gone.save()
        email = gone.user.email

        delete_due(date(2035, 1, 1))
        gone.user.refresh_from_db()

        assert (gone.user.name, gone.user.is_active, gone.user.has_usable_password()) == ("Former member", False, False)
        told = everything_in_the_database()
        assert "Hortensia" not in told
        assert email not in told
        assert User.objects.get(pk=officer.user_id).name == officer.user.name

    def test_somebody_who_is_still_a_member_elsewhere_is_not_forgotten(self, officer):
        leaver = a_member(officer.partnership, name="Hortensia Blythe")
        leaver.until = timezone.localdate()
        leaver.save()
        other = a_member(a_partnership("Fenmoor"))
        other.user = leaver.user
        other.save()

        delete_due(date(2035, 1, 1))

        assert User.objects.get(pk=leaver.user_id).name == "Hortensia Blythe"

    @pytest.mark.django_db(transaction=True)
    def test_sessions_that_have_ended_go_and_others_stay(self):
        Session.objects.create(session_key="old", session_data="x", expire_date=timezone.now() - timedelta(days=2))
        Session.objects.create(session_key="new", session_data="x", expire_date=timezone.now() + timedelta(days=2))

        (deletion,) = [made for made in delete_due() if made.kind == "sign-in-session"]

        assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
        assert [(row.table_name, row.rows) for row in deletion.tables.all()] == [("django_session", 1)]


class TestTheLogItself:
    @pytest.fixture
    def old_log(self, officer) -> int:
        a_closed_case(officer)
        return seal_finished().entries

    def test_entries_whose_time_is_over_go_and_the_chain_still_verifies(self, old_log):
        entries = Entry.objects.count()

        deletion = remove_old_entries(LATER)

        assert deletion.records == old_log == entries
        assert set(Entry.objects.values_list("table_name", flat=True)) == {"audit_deletion", "audit_deletedrows"}
        seal_finished()
        assert verify().fault is None

    def test_what_is_younger_stays(self, old_log):
        assert remove_old_entries() is None
        assert Entry.objects.count() == old_log

    def test_after_it_tampering_is_found_as_before(self, old_log, officer):
        assert remove_old_entries(LATER).records == old_log
        a_member(officer.partnership)
        seal_finished()
        last = Entry.objects.latest("pk").pk
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            Entry.objects.filter(pk=last).update(record="0")

        assert verify().fault == Fault(Wrong.ALTERED, 2, last)

    def test_what_retention_emptied_and_the_log_then_lost_is_no_fault(self, officer):
        a_closed_case(officer)
        delete_due(LATER)
        seal_finished()
        remove_old_entries(LATER)
        seal_finished()

        assert verify().fault is None


def test_every_table_stands_under_one_kind(transactional_db):
    told = [table for kind in schedule().values() for table in kind.tables]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()}

    assert len(told) == len(set(told))
    assert tables - set(told) == set(), "say in audit/retention.toml how long they are kept"
    assert set(told) - tables == set()


def test_every_kind_that_has_an_end_has_somebody_who_knows_what_is_due():
    ending = {word for word, kind in schedule().items() if kind.months is not None}

    assert ending == keepers().keys() | {"audit"}


@pytest.mark.parametrize("kind", schedule().values(), ids=lambda kind: kind.word)
def test_a_kind_says_why(kind):
    of_partnerships = {model._meta.db_table for model in apps.get_models() if hasattr(model, "partnership")}

    assert all((kind.title, kind.holds, kind.reason, kind.counts_from))
    assert kind.checked <= timezone.localdate()
    assert kind.citation or of_partnerships.isdisjoint(kind.tables)


def test_months_are_counted_by_the_calendar():
    kind = schedule()["invitation"]

    assert kind.cutoff(date(2026, 8, 31)) == date(2026, 2, 28)
    assert kind.cutoff(date(2027, 1, 1)) == date(2026, 7, 1)
