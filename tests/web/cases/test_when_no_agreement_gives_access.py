"""Agreements that lapse: who is told, which cases wait for a decision; break-glass access and its review."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from parsed import parsed
from saferplan.web.agreements.actions import edit_draft, end, renew, resume, suspend
from saferplan.web.agreements.lapsing import warn_of_lapse
from saferplan.web.audit.models import Entry, Operation
from saferplan.web.cases import emergencies
from saferplan.web.cases.actions import judge_risk, set_status
from saferplan.web.cases.emergencies import NotYours, break_glass, review_break_glass
from saferplan.web.cases.models import BreakGlassReview, Open, Risk
from saferplan.web.cases.models.emergencies import Ground
from saferplan.web.cases.reading import door
from saferplan.web.cases.telling import tell_of_overdue_reviews
from saferplan.web.cases.vocabulary import limits
from saferplan.web.cases.work import warn_and_escalate
from saferplan.web.config.jinja import day, moment
from saferplan.web.jobs.models import OutgoingEmail
from saferplan.web.partnerships.my_work import work_of
from saferplan.web.people.leaving import change_agency
from site_agreements import a_case, a_draft, an_agreement, case_page, content, signed
from site_people import a_member

UNTIL = date(2026, 8, 31)
A_MONTH_BEFORE = date(2026, 8, 1)
"""Thirty days before the last day."""
ASKED = {"purpose": "hate", "ground": "harm", "why": "Threats at the door."}


@pytest.fixture
def lapsing(police, council):
    return an_agreement(sharing=[police], reading=[council], until=UNTIL)


@pytest.fixture
def high_risk(police):
    return a_case(police, risk=Risk.HIGH)


@pytest.fixture
def data_protection_officer(partnership):
    return a_member(partnership, "data-protection-officer")


def glass(partnership, name: str = "break-glass", **parts: int) -> str:
    return reverse(f"cases:{name}", kwargs={"partnership": partnership.slug} | parts)


@pytest.mark.parametrize(("on", "warned"), [(A_MONTH_BEFORE - timedelta(days=1), 0), (A_MONTH_BEFORE, 1), (UNTIL, 1)])
def test_the_warning_goes_thirty_days_before(on, warned, partnership, lapsing):
    with freeze_time(on):
        assert warn_of_lapse(partnership=partnership, on=on) == warned


def test_signatories_and_who_keeps_agreements_are_told_once(partnership, police, council, health):
    until = timezone.localdate() + timedelta(days=20)
    agreement = an_agreement(sharing=[police], reading=[council], until=until)
    signatory, stranger = (a_member(partnership, "signatory", agency=agency) for agency in (police, health))
    for _ in range(2):
        warn_of_lapse(partnership=partnership, on=timezone.localdate())

    told = list(OutgoingEmail.objects.values_list("address", flat=True))
    assert len(told) == len(set(told))
    assert {signatory.user.email, agreement.owner.user.email} <= set(told)
    assert stranger.user.email not in told
    assert f"until the end of {day(until)}" in OutgoingEmail.objects.first().text


def test_terms_that_are_replaced_in_time_warn_nobody(partnership, lapsing, police, council):
    draft = renew(agreement=lapsing, by=lapsing.owner)
    longer = content(sharing=[police], reading=[council], until=date(2027, 8, 31))
    edit_draft(agreement=lapsing, title="x", content=longer, based_on=draft.version, by=lapsing.owner)
    assert warn_of_lapse(partnership=partnership, on=A_MONTH_BEFORE - timedelta(days=1)) == 0

    signed(lapsing, day=date(2026, 7, 1))

    assert warn_of_lapse(partnership=partnership, on=A_MONTH_BEFORE) == 0


def test_terms_that_begin_when_the_last_ones_end_count_as_replacing_them(partnership, lapsing, police, council):
    draft = renew(agreement=lapsing, by=lapsing.owner)
    next_year = content(sharing=[police], reading=[council], begins=date(2026, 9, 1), until=date(2027, 8, 31))
    edit_draft(agreement=lapsing, title="x", content=next_year, based_on=draft.version, by=lapsing.owner)
    signed(lapsing, day=date(2026, 7, 1))

    assert warn_of_lapse(partnership=partnership, on=A_MONTH_BEFORE) == 0


def test_an_open_high_risk_case_waits_for_its_owner_before_access_closes(partnership, lapsing, high_risk, police):
    a_case(police)
    closed = a_case(police, risk=Risk.HIGH)
    set_status(case=closed, status=Open.CLOSED, why="Settled.", by=closed.owner)
    with freeze_time(A_MONTH_BEFORE):
        warn_and_escalate(partnership)
        warn_and_escalate(partnership)

        escalation = partnership.escalations.get()
        assert escalation.case == high_risk
        assert (escalation.closes_on, escalation.decide_by) == (date(2026, 9, 1), UNTIL)
        (waiting,) = work_of(high_risk.owner)["Cases to decide on"]
    assert waiting.due == UNTIL
    assert high_risk.reference in waiting.title


def test_a_case_that_becomes_high_risk_later_waits_as_well(partnership, lapsing, police):
    case = a_case(police)
    with freeze_time(A_MONTH_BEFORE):
        warn_and_escalate(partnership)
        assert not partnership.escalations.exists()
        judge_risk(case=case, level=Risk.HIGH, why="Threats.", by=case.owner)
        warn_and_escalate(partnership)

    assert partnership.escalations.get().case == case


@pytest.mark.parametrize("stop", [suspend, end])
def test_an_agreement_that_stops_at_once_escalates_in_the_same_act(stop, partnership, lapsing, high_risk):
    with freeze_time("2026-06-01 12:00"):
        stop(agreement=lapsing, why="A breach.", by=lapsing.owner)

    escalation = partnership.escalations.get()
    assert escalation.cause == ("suspended" if stop is suspend else "ended")
    assert escalation.decide_by == date(2026, 6, 1) + limits().decide


def test_suspended_twice_escalates_twice(partnership, lapsing, high_risk):
    for number in (1, 10):
        with freeze_time(f"2026-06-{number:02} 12:00"):
            suspend(agreement=lapsing, why="A breach.", by=lapsing.owner)
            resume(agreement=lapsing, why="Mended.", by=lapsing.owner)

    assert partnership.escalations.count() == 2


def test_the_owner_decides_and_nobody_else(sign_in, partnership, high_risk, police, council):
    agreement = an_agreement(sharing=[police], reading=[council], until=date(2099, 12, 31))
    suspend(agreement=agreement, why="A breach.", by=agreement.owner)
    address = glass(partnership, "decide-escalation", escalation=partnership.escalations.get().pk)
    told = {"outcome": "otherwise", "why": "The landlord is told by letter."}
    colleague = a_member(partnership, "caseworker", agency=police)
    assert sign_in(colleague).post(address, told).status_code == 404
    assert sign_in(agreement.owner).post(address, told).status_code == 404, "not while the owner has time"

    assert high_risk.reference in sign_in(high_risk.owner).get(address).content.decode()
    sign_in(high_risk.owner).post(address, told)

    assert partnership.escalations.get().decision.by == high_risk.owner
    assert "Cases to decide on" not in work_of(high_risk.owner)


def test_what_is_not_decided_in_time_goes_to_who_keeps_agreements(sign_in, partnership, lapsing, high_risk):
    with freeze_time("2026-06-01 12:00"):
        suspend(agreement=lapsing, why="A breach.", by=lapsing.owner)
    address = glass(partnership, "decide-escalation", escalation=partnership.escalations.get().pk)

    sign_in(lapsing.owner).post(address, {"outcome": "renewal", "why": "Signed next week."})

    assert partnership.escalations.get().decision.by == lapsing.owner


def test_break_glass_opens_one_case_for_a_while_and_is_logged(
    sign_in, partnership, caseworker, their_case, police, lapsing
):
    other = a_case(police)
    client = sign_in(caseworker)

    opened = client.post(glass(partnership), ASKED | {"reference": their_case.reference}, follow=True)

    use = partnership.break_glass.get()
    assert "Violet Madeup" in opened.content.decode()
    assert f"Break-glass access until {moment(use.until)}" in opened.content.decode()
    assert client.get(case_page(other)).status_code == 404
    assert client.post(case_page(their_case, "edit"), {}).status_code == 403
    read = Entry.objects.filter(operation=Operation.READ, table_name="cases_case").last()
    assert (read.purpose, read.after["break_glass"]) == ("hate", True)
    assert use.until - use.begins == limits().break_glass
    with freeze_time(use.until):
        assert door(caseworker, their_case.number) is None


def test_break_glass_is_for_one_member_and_one_purpose(sign_in, partnership, caseworker, their_case, council, lapsing):
    break_glass(case=their_case, **ASKED, by=caseworker)
    colleague = a_member(partnership, "caseworker", agency=council)

    assert sign_in(colleague).get(case_page(their_case)).status_code == 404
    wrong = sign_in(caseworker).post(case_page(their_case, "purpose"), {"purpose": "exploitation"})
    assert "Select a valid choice" in wrong.content.decode()


def test_what_the_glass_is_broken_for_is_asked_and_never_taken_as_read(sign_in, partnership, caseworker):
    answer = parsed(sign_in(caseworker).post(glass(partnership), {"why": ""}).content.decode())

    said = answer.one("ul", **{"class": "govuk-list govuk-error-summary__list"}).text
    assert "Select what you need it for" in said
    assert "Select why it cannot wait" in said


def test_break_glass_does_not_widen_lists(partnership, caseworker, their_case, lapsing):
    break_glass(case=their_case, **ASKED, by=caseworker)

    assert their_case not in partnership.cases.readable_by(caseworker, "hate")


@pytest.mark.parametrize("reference", ["C-99999", "nonsense", "C-00001; DROP", "-1"])
def test_a_reference_of_no_open_case_is_refused(reference, sign_in, partnership, caseworker):
    answer = sign_in(caseworker).post(glass(partnership), ASKED | {"reference": reference})

    assert "No open case has this reference" in answer.content.decode()
    assert not partnership.break_glass.exists()


def test_another_partnerships_case_is_not_reached_by_its_reference(sign_in, partnership, other_partnership, caseworker):
    theirs = a_case(other_partnership.agencies.first())

    sign_in(caseworker).post(glass(partnership), ASKED | {"reference": theirs.reference})

    assert not theirs.break_glass.exists()


def test_a_closed_case_is_not_opened_by_breaking_glass(sign_in, partnership, caseworker, their_case):
    set_status(case=their_case, status=Open.CLOSED, why="Settled.", by=their_case.owner)

    answer = sign_in(caseworker).post(glass(partnership), ASKED | {"reference": their_case.reference})

    assert "No open case has this reference" in answer.content.decode()


def test_who_may_not_read_cases_breaks_no_glass(partnership, their_case):
    with pytest.raises(NotYours):
        break_glass(case=their_case, **ASKED, by=a_member(partnership, "analyst"))


def test_the_data_protection_officer_is_told_without_case_detail_and_records_a_finding(
    sign_in, partnership, caseworker, their_case, data_protection_officer, lapsing
):
    use = break_glass(case=their_case, **ASKED, by=caseworker)
    letter = OutgoingEmail.objects.get(address=data_protection_officer.user.email)
    assert their_case.reference not in letter.text + letter.subject
    assert "Threats" not in letter.text

    assert work_of(data_protection_officer)["Break-glass access to review"]
    client = sign_in(data_protection_officer)
    assert caseworker.user.name in client.get(glass(partnership, "break-glass-uses")).content.decode()
    shown = client.get(glass(partnership, "review-break-glass", use=use.pk)).content.decode()
    assert "Threats at the door." in shown
    assert "Violet" not in shown
    client.post(glass(partnership, "review-break-glass", use=use.pk), {"outcome": "justified", "why": "No time."})

    assert use.review.outcome == BreakGlassReview.Outcome.JUSTIFIED
    assert "It was justified" in client.get(glass(partnership, "break-glass-uses")).content.decode()
    assert client.get(glass(partnership, "review-break-glass", use=use.pk)).status_code == 404


@pytest.mark.parametrize(("outcome", "goes_on"), [("justified", True), ("another-way", True), ("unjustified", False)])
def test_access_that_is_found_unjustified_ends_at_once(
    outcome, goes_on, partnership, caseworker, their_case, data_protection_officer, lapsing
):
    use = break_glass(case=their_case, **ASKED, by=caseworker)
    assert door(caseworker, their_case.number)

    review_break_glass(use=use, outcome=outcome, why="x", by=data_protection_officer)

    assert bool(door(caseworker, their_case.number)) is goes_on


def test_nobody_reviews_their_own_access(partnership, their_case, council, lapsing):
    both = a_member(partnership, "caseworker", "data-protection-officer", agency=council)
    use = break_glass(case=their_case, purpose="hate", ground=Ground.LIFE, why="x", by=both)

    with pytest.raises(NotYours, match="their own"):
        review_break_glass(use=use, outcome="justified", why="x", by=both)


def test_nor_from_another_agency_under_another_membership(sign_in, partnership, their_case, council, health, lapsing):
    administrator = a_member(partnership, "administrator")
    both = a_member(partnership, "caseworker", "data-protection-officer", agency=council)
    use = break_glass(case=their_case, purpose="hate", ground=Ground.LIFE, why="x", by=both)
    moved = change_agency(member=both, agency=health, successors={}, by=administrator)

    address = glass(partnership, "review-break-glass", use=use.pk)
    answer = sign_in(moved).post(address, {"outcome": "justified", "why": "x"})

    assert "nobody reviews their own access" in answer.content.decode().lower()
    assert not BreakGlassReview.objects.exists()


def test_of_two_who_review_at_the_same_moment_the_second_is_told(
    sign_in, partnership, caseworker, their_case, data_protection_officer, lapsing, monkeypatch
):
    use = break_glass(case=their_case, **ASKED, by=caseworker)
    client, act = sign_in(data_protection_officer), emergencies.review_break_glass

    def after_another(**asked):
        act(use=use, outcome="justified", why="first", by=data_protection_officer)
        return act(**asked)

    monkeypatch.setattr(emergencies, "review_break_glass", after_another)
    told = {"outcome": "unjustified", "why": "second"}
    answer = client.post(glass(partnership, "review-break-glass", use=use.pk), told)

    assert "recorded already" in answer.content.decode()
    assert BreakGlassReview.objects.get().why == "first"


@pytest.mark.parametrize("stop", [suspend, end])
def test_glass_is_broken_where_an_agreement_has_stopped(stop, sign_in, partnership, caseworker, their_case, agreed):
    stop(agreement=agreed, why="A breach.", by=agreed.owner)

    sign_in(caseworker).post(glass(partnership), ASKED | {"reference": their_case.reference})

    assert partnership.break_glass.get().case == their_case


def test_and_where_it_has_lapsed(partnership, caseworker, their_case, lapsing):
    assert break_glass(case=their_case, **ASKED, by=caseworker)


def test_not_by_an_agency_that_the_holder_never_agreed_to_share_with(
    sign_in, partnership, their_case, health, police, council, agreed
):
    a_draft("Never signed", sharing=[police], reading=[health])
    an_agreement("The other way", sharing=[health], reading=[police])
    an_agreement("Others'", sharing=[council], reading=[health])
    client = sign_in(a_member(partnership, "caseworker", agency=health))

    theirs = client.post(glass(partnership), ASKED | {"reference": their_case.reference})
    nobodys = client.post(glass(partnership), ASKED | {"reference": "C-99999"})

    assert not partnership.break_glass.exists()
    assert "Ring the agency that holds the case" in theirs.content.decode()
    assert len(told_wrong(theirs)) == 1
    assert told_wrong(theirs) == told_wrong(nobodys), "to them it is not there"


def told_wrong(answer) -> list[str]:
    return re.findall(r'<a href="#id_[^<]+', answer.content.decode())


def test_where_an_agreement_opens_the_case_no_glass_is_broken(sign_in, partnership, caseworker, their_case, agreed):
    asked = ASKED | {"purpose": "anti-social-behaviour", "reference": their_case.reference}

    opened = sign_in(caseworker).post(glass(partnership), asked, follow=True)

    assert "Violet Madeup" in opened.content.decode()
    assert "Break-glass access" not in opened.content.decode()
    assert not partnership.break_glass.exists()


def test_break_glass_adds_no_note(sign_in, partnership, caseworker, their_case, agreed):
    client = sign_in(caseworker)
    page = client.post(glass(partnership), ASKED | {"reference": their_case.reference}, follow=True)
    before = their_case.case_notes.count()

    answer = client.post(case_page(their_case, "add-note"), {"text": "I was here."})

    assert answer.status_code == 403
    assert "You can add a note" not in answer.content.decode()
    assert "Add a note" not in page.content.decode()
    assert their_case.case_notes.count() == before


def test_what_is_not_reviewed_in_time_escalates_once(
    partnership, caseworker, their_case, data_protection_officer, lapsing
):
    administrator = a_member(partnership, "administrator")
    break_glass(case=their_case, **ASKED, by=caseworker)
    OutgoingEmail.objects.all().delete()
    assert tell_of_overdue_reviews(partnership=partnership) == 0

    with freeze_time(timezone.now() + limits().break_glass_review):
        assert tell_of_overdue_reviews(partnership=partnership) == 1
        assert tell_of_overdue_reviews(partnership=partnership) == 0

    told = set(OutgoingEmail.objects.values_list("address", flat=True))
    assert told == {administrator.user.email, data_protection_officer.user.email}
    assert not mail.outbox
