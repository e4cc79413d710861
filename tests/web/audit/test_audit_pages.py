"""The other pages of a data protection officer: seals, retention, holds, proofs."""

from html import unescape

import pytest
from django.core import mail
from django.urls import reverse

from saferplan.web.audit import work
from saferplan.web.audit.models import Deletion, Entry, Hold
from saferplan.web.audit.retention import schedule
from saferplan.web.audit.verifying import Fault, Verdict, Wrong
from saferplan.web.jobs.models import Job
from site_agreements import a_case
from site_jobs import run_jobs
from site_people import a_member

CODE = "ab" * 32


@pytest.fixture
def officer(partnership):
    return a_member(partnership, "data-protection-officer", name="Odette Fieldgate")


@pytest.fixture
def client(sign_in, officer):
    return sign_in(officer)


@pytest.fixture
def case(officer):
    return a_case(officer.agency)


def page(partnership, name: str, **parts) -> str:
    names = {"seals": "audit:seals", "entry": "audit:entry", "retention": "retention:schedule"}
    return reverse(names.get(name, f"retention:{name}"), kwargs={"partnership": partnership.slug} | parts)


def text(answer) -> str:
    return unescape(answer.content.decode())


class TestSeals:
    def test_before_the_first_seal(self, client, partnership):
        assert "Nothing has been sealed yet" in text(client.get(page(partnership, "seals")))

    def test_checking_is_a_job_that_says_what_it_found(self, client, partnership, monkeypatch):
        monkeypatch.setattr(work, "verify", lambda **_: Verdict(None, 3, 1200, 4, CODE))
        answer = client.post(page(partnership, "seals"), {"number": "", "code": ""})
        run_jobs()
        job = Job.objects.get(kind="audit.check-seals")

        assert answer.url.endswith(f"/jobs/{job.pk}/")
        assert page(partnership, "seals") in text(client.get(answer.url))
        assert "all 1,200 entries under 3 seals were as they were sealed" in text(
            client.get(page(partnership, "seals"))
        )

    def test_a_kept_seal_reaches_the_check(self, client, partnership, monkeypatch):
        told = []
        monkeypatch.setattr(work, "verify", lambda **kept: told.append(kept) or Verdict(None, 3, 9, 0, CODE))
        client.post(page(partnership, "seals"), {"number": "2", "code": f" {CODE} "})
        run_jobs()

        assert told == [{"kept_number": 2, "kept_code": CODE}]

    def test_what_is_wrong_is_said(self, client, partnership, monkeypatch):
        monkeypatch.setattr(work, "verify", lambda **_: Verdict(Fault(Wrong.ALTERED, 2, 17), 3, 9, 0, CODE))
        answer = client.post(page(partnership, "seals"), {})
        run_jobs()

        assert "Entry 17: altered" in text(client.get(answer.url))
        assert "found this: entry 17: altered" in text(client.get(page(partnership, "seals")))

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"number": "2"}, "Give both"),
            ({"code": CODE}, "Give both"),
            ({"number": "2", "code": "xyz"}, "64 letters"),
            ({"number": "0", "code": CODE}, "must be 1 or more"),
            ({"number": "two", "code": CODE}, "number"),
        ],
    )
    def test_half_a_seal_is_refused(self, given, said, client, partnership):
        assert said in text(client.post(page(partnership, "seals"), given))
        assert not Job.objects.exists()

    def test_at_night_officers_are_told_of_a_fault_and_of_nothing_else(self, officer, monkeypatch):
        monkeypatch.setattr(work, "verify", lambda **_: Verdict(None, 3, 9, 0, CODE))
        work.check_seals_every_night()
        run_jobs()
        assert mail.outbox == []

        monkeypatch.setattr(work, "verify", lambda **_: Verdict(Fault(Wrong.REMOVED, 2, 17), 3, 9, 0, CODE))
        work.check_seals_every_night()
        run_jobs()
        (told,) = mail.outbox
        assert told.to == [officer.user.email]
        assert "entry 17: removed" in told.body

    def test_a_slip_in_what_somebody_kept_is_looked_for_before_anything_else(self, client, partnership, monkeypatch):
        seen = Verdict(Fault(Wrong.NOT_AS_KEPT, 3), 3, 9, 0, CODE)
        monkeypatch.setattr(work, "verify", lambda **_: seen)
        work.check(kept_number=3, kept_code="0" * 64)

        shown = text(client.get(page(partnership, "seals")))
        assert "seal 3: not the seal of which somebody kept the code" in shown
        assert "Check that number and code were typed as they were kept." in shown


class TestRetentionPages:
    def test_the_schedule_says_of_every_kind_how_long_and_why(self, client, partnership):
        answer = text(client.get(page(partnership, "retention")))

        assert all(kind.title in answer and kind.reason[:40] in answer for kind in schedule().values())
        assert "6 years, counted from the day on which the case was last closed" in answer
        assert "No record is on hold" in answer
        assert "Nothing has been due yet" in answer

    def test_a_hold_is_put_and_released(self, client, partnership, case):
        given = {"kind": "case", "number": str(case.number), "reason": "Claim 17 of 2026"}
        client.post(page(partnership, "hold"), given)
        hold = Hold.objects.get()
        assert "Claim 17 of 2026" in text(client.get(page(partnership, "retention")))

        release = page(partnership, "release", hold=hold.pk)
        assert "Claim 17 of 2026" in text(client.get(release))
        client.post(release, {"reason": "Claim settled"})

        assert "No record is on hold" in text(client.get(page(partnership, "retention")))
        assert client.get(release).status_code == 404

    def test_an_account_is_held_by_its_address_which_is_not_kept(self, client, partnership):
        gone = a_member(partnership, name="Hortensia Blythe")
        given = {"kind": "account", "number": gone.user.email, "reason": "Claim 17 of 2026"}
        client.post(page(partnership, "hold"), given)

        assert Hold.objects.get().number == str(gone.user_id)
        assert "Accounts: Hortensia Blythe" in text(client.get(page(partnership, "retention")))

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"number": "999"}, "There is no record 999 among cases"),
            ({"number": "x"}, "There is no record x among cases"),
            ({"number": "99999999999999999999"}, "There is no record"),
            ({"reason": ""}, "Enter why it must not be deleted"),
            ({"kind": "sign-in-session"}, "Select a valid choice"),
        ],
    )
    def test_a_hold_that_cannot_be_is_said_to_be_none(self, changed, said, client, partnership, case):
        given = {"kind": "case", "number": str(case.number), "reason": "Claim"} | changed

        assert said in text(client.post(page(partnership, "hold"), given))
        assert not Hold.objects.exists()

    def test_another_partnerships_hold_and_proof_are_not_there(self, client, partnership, other_partnership):
        stranger = a_member(other_partnership)
        theirs = Hold.objects.create(
            partnership=other_partnership, kind="case", table_name="cases_case", record="1", number="1",
            reason="Claim", by=stranger,
        )  # fmt: skip
        proof = a_deletion(other_partnership)

        assert client.get(page(partnership, "release", hold=theirs.pk)).status_code == 404
        assert client.get(page(partnership, "deletion", deletion=proof.pk)).status_code == 404

    def test_a_proof_says_what_went_and_names_nobody(self, client, partnership):
        proof = a_deletion(partnership)
        proof.tables.create(table_name="cases_case", rows=2)
        answer = text(client.get(page(partnership, "deletion", deletion=proof.pk)))

        assert "Kept for 72 months; the event was before 1 January 2020" in answer
        assert "Rows deleted" in answer
        assert ">Case<" in answer

    def test_a_proof_of_what_belongs_to_no_partnership_is_shown_to_all(self, client, partnership):
        assert client.get(page(partnership, "deletion", deletion=a_deletion(None).pk)).status_code == 200


def a_deletion(partnership) -> Deletion:
    return Deletion.objects.create(
        partnership=partnership, kind="case", cutoff="2020-01-01", months=72, records=2, entries=5,
        entries_digest="0" * 64,
    )  # fmt: skip


def test_an_entry_that_retention_emptied_says_so(client, partnership):
    from django.db import connection

    entry = Entry.objects.filter(partnership=partnership).first()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Entry.objects.filter(pk=entry.pk).update(before=None, after=None, salt=None, redacted_by=1)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")

    assert "has been deleted with the record" in text(client.get(page(partnership, "entry", entry=entry.pk)))
