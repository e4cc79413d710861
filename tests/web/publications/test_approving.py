"""Approval in the partnership's order: each signs the very version, and a change of the text asks all again."""

import pytest
from django.db import IntegrityError, transaction

from saferplan.web.documents.arranging import add_block
from saferplan.web.documents.models import Audience
from saferplan.web.groups.models import Group, GroupKind, Seat, SeatRole, Sitting
from saferplan.web.jobs.models import OutgoingEmail
from saferplan.web.partnerships.my_work import work_of
from saferplan.web.partnerships.refused import Refused
from saferplan.web.publications import actions
from saferplan.web.publications.models import Approval, ApprovalStep, Outcome, Submission, Verdict
from site_people import a_member


def approve(submission, by, **more):
    told = {"digest": submission.build.digest, "verdict": Verdict.APPROVED} | more
    return actions.approve(submission=submission, by=by, **told)


def change(document, officer):
    add_block(chapter=document.chapters.first(), text="And by scooter.", by=officer)


def outcome(submission):
    return Submission.objects.get(pk=submission.pk).outcome


def test_each_signs_in_turn_and_the_last_approves(sent, document, board_member, chair):
    submission = sent(document)

    approve(submission, board_member)
    assert outcome(submission) == ""
    approve(submission, chair)

    assert outcome(submission) == Outcome.APPROVED
    assert [one.by for one in Approval.objects.all()] == [board_member, chair]
    assert {one.digest for one in Approval.objects.all()} == {submission.build.digest}


def test_nobody_signs_before_their_turn_nor_twice(sent, document, board_member, chair, officer):
    submission = sent(document)

    for member in (chair, officer):
        with pytest.raises(Refused, match="not your turn"):
            approve(submission, member)
    approve(submission, board_member)
    with pytest.raises(Refused, match="not your turn"):
        approve(submission, board_member)


def test_any_who_hold_the_role_today_may_sign_and_who_held_it_may_not(sent, document, partnership, board_member):
    submission = sent(document)
    other = a_member(partnership, "board-member")
    board_member.roles.update(until=board_member.roles.get().since)

    with pytest.raises(Refused, match="not your turn"):
        approve(submission, board_member)
    approve(submission, other)


def test_a_seat_of_a_group_signs_whoever_sits_there(built, document, partnership, administrator, officer, member):
    board = Group.objects.create(partnership=partnership, name="Board", kind=GroupKind.BOARD)
    seat = Seat.objects.create(partnership=partnership, group=board, agency=member.agency, role=SeatRole.CHAIR)
    Sitting.objects.create(partnership=partnership, seat=seat, member=member)
    actions.add_step(
        partnership=partnership, as_whom="Chair", group=board, seat=SeatRole.CHAIR, by=administrator
    )  # fmt: skip

    submission = actions.send_for_approval(build=built(document), by=officer)
    with pytest.raises(Refused, match="not your turn"):
        approve(submission, administrator)
    approve(submission, member)

    assert outcome(submission) == Outcome.APPROVED


def test_what_is_sent_back_says_why_and_ends(sent, document, board_member, chair):
    submission = sent(document)

    with pytest.raises(Refused, match="Say what is to be changed"):
        approve(submission, board_member, verdict=Verdict.RETURNED)
    approve(submission, board_member, verdict=Verdict.RETURNED, note="Too long")

    assert outcome(submission) == Outcome.SENT_BACK
    with pytest.raises(Refused, match="not your turn"):
        approve(submission, chair)


def test_a_change_of_the_text_asks_all_again(sent, built, document, board_member, chair, officer):
    first = sent(document)
    approve(first, board_member)
    change(document, officer)

    with pytest.raises(Refused, match="text was changed"):
        approve(first, chair)
    second = actions.send_for_approval(build=built(document), by=officer)

    assert outcome(first) == Outcome.TAKEN_BACK
    assert second.build.digest != first.build.digest
    with pytest.raises(Refused, match="not your turn"):
        approve(second, chair)
    approve(second, board_member)
    approve(second, chair)
    assert outcome(second) == Outcome.APPROVED


@pytest.mark.parametrize("what", ["title", "period", "audience"])
def test_title_period_and_who_may_read_a_passage_are_part_of_what_is_signed(
    what, sent, with_exempt, board_member, officer
):
    submission = sent(with_exempt)
    if what == "audience":
        with_exempt.chapters.first().blocks.filter(audience=Audience.EXEMPT).update(audience=Audience.PUBLIC)
    else:
        type(with_exempt).objects.filter(pk=with_exempt.pk).update(**{what: "FY2023"})

    with pytest.raises(Refused, match="text was changed"):
        approve(submission, board_member)


def test_who_has_another_version_before_them_does_not_sign_this_one(sent, document, board_member):
    submission = sent(document)

    with pytest.raises(Refused, match="Another version was sent"):
        approve(submission, board_member, digest="0" * 64)


def test_a_draft_is_not_approved(built, order, document, officer):
    with pytest.raises(Refused, match="draft"):
        actions.send_for_approval(build=built(document, is_final=False), by=officer)


def test_an_old_final_version_is_not_approved(built, order, document, officer):
    build = built(document)
    change(document, officer)

    with pytest.raises(Refused, match="text was changed after this version was built"):
        actions.send_for_approval(build=build, by=officer)


def test_without_an_order_nothing_is_sent(built, document, officer):
    with pytest.raises(Refused, match="Nobody is named"):
        actions.send_for_approval(build=built(document), by=officer)


def test_the_same_text_waits_for_approval_once(sent, document, officer):
    submission = sent(document)

    with pytest.raises(Refused, match="waiting for approval already"):
        actions.send_for_approval(build=submission.build, by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(
            partnership=document.partnership, document=document, build=submission.build, by=officer
        )  # fmt: skip


def test_what_is_taken_back_can_be_sent_again(sent, document, officer, board_member):
    submission = sent(document)
    actions.take_back(submission=submission, note="A table is missing", by=officer)

    with pytest.raises(Refused, match="no longer waiting"):
        actions.take_back(submission=submission, note="Again", by=officer)
    again = actions.send_for_approval(build=submission.build, by=officer)

    approve(again, board_member)


def test_documents_under_way_keep_the_order_that_they_were_sent_in(sent, document, partnership, administrator, chair):
    submission = sent(document)
    for step in list(partnership.approval_steps.all()):
        actions.remove_step(step=ApprovalStep.objects.get(pk=step.pk), by=administrator)

    assert [step.as_whom for step in submission.steps.all()] == ["Board", "Chair of the Board"]


def test_the_order_closes_up_when_a_step_is_taken_out(partnership, order, administrator):
    actions.remove_step(step=partnership.approval_steps.first(), by=administrator)

    assert [str(step) for step in partnership.approval_steps.all()] == ["1. Chair of the Board"]


@pytest.fixture
def own_order(partnership, order, administrator) -> ApprovalStep:
    """Problem profiles go to the chair alone; all else to the Board first."""
    return actions.add_step(
        partnership=partnership, kind="problem-profile", as_whom="Chair", role="chair", by=administrator
    )


def test_a_kind_with_an_order_of_its_own_goes_through_that_alone(own_order, built, document, officer, chair):
    submission = actions.send_for_approval(build=built(document), by=officer)

    assert [step.as_whom for step in submission.steps.all()] == ["Chair"]
    approve(submission, chair)
    assert outcome(submission) == Outcome.APPROVED


def test_other_kinds_keep_the_order_for_all_documents(own_order, partnership, document):
    def asked(kind: str) -> list[str]:
        return [step.as_whom for step in partnership.approval_steps.in_force_for(kind)]

    assert asked(document.kind) == ["Chair"]
    assert asked("strategic-assessment-full") == ["Board", "Chair of the Board"]


def test_without_its_last_step_a_kind_is_back_in_the_order_for_all(own_order, partnership, administrator, document):
    actions.remove_step(step=own_order, by=administrator)

    steps = partnership.approval_steps.in_force_for(document.kind)
    assert [str(step) for step in steps] == ["1. Board", "2. Chair of the Board"]


def test_each_order_counts_its_own_steps(own_order, partnership, administrator):
    second = actions.add_step(
        partnership=partnership, kind=own_order.kind, as_whom="Board", role="board-member", by=administrator
    )
    assert (own_order.position, second.position) == (1, 2)

    actions.remove_step(step=own_order, by=administrator)

    assert [(step.kind, step.position) for step in partnership.approval_steps.all()] == [
        ("", 1),
        ("", 2),
        ("problem-profile", 1),
    ]


@pytest.mark.parametrize("told", [{}, {"role": "chair", "seat": "chair"}, {"seat": "chair"}])
def test_a_step_is_by_a_role_or_by_a_seat(told, partnership):
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalStep.objects.create(partnership=partnership, position=1, as_whom="Board", **told)


def test_whose_turn_it_is_finds_it_in_their_work(sent, document, board_member, chair):
    submission = sent(document)
    assert [one.title for one in work_of(board_member)["Documents to approve"]] == ["Burglary profile"]
    assert "Documents to approve" not in work_of(chair)

    approve(submission, board_member)

    assert "Documents to approve" not in work_of(board_member)
    assert [one.note for one in work_of(chair)["Documents to approve"]] == ["As Chair of the Board"]


def test_whose_turn_it_is_and_who_sent_hear_of_it_without_the_documents_name(
    sent, document, board_member, chair, officer
):
    submission = sent(document)
    approve(submission, board_member)
    approve(submission, chair)

    letters = {one.address: one for one in OutgoingEmail.objects.all()}
    assert letters.keys() == {one.user.email for one in (board_member, chair, officer)}
    assert "was approved" in letters[officer.user.email].subject
    assert not any("Burglary" in one.subject + one.text.partition("http")[0] for one in letters.values())


@pytest.mark.parametrize("table", ["approvals", "submission_ends", "submission_steps"])
def test_what_was_signed_is_never_rewritten(table, approved, document, partnership):
    approved(document)

    with pytest.raises(IntegrityError), transaction.atomic():
        getattr(partnership, table).update(partnership=partnership)
