"""Who approves, and who sent, hear of it by e-mail. What people typed stays on the site."""

from django.conf import settings
from django.urls import reverse

from saferplan.web.jobs.mail import send_later
from saferplan.web.people.models import Member
from saferplan.web.publications.models import Outcome, Submission

SAID = {
    Outcome.APPROVED: "was approved, and can be published",
    Outcome.SENT_BACK: "was sent back",
}


def tell_whose_turn_it_is(submission: Submission, *, by: Member) -> None:
    step = submission.next_step
    if step is None:
        return
    for member in step.people().exclude(pk=by.pk).select_related("user"):
        text = f"A document of {submission.partnership.name} waits for your approval:\n{_address(submission)}\n"
        send_later(
            to=member.user,
            subject="A document waits for your approval",
            text=text,
            partnership=submission.partnership,
            by=by,
        )


def tell_outcome(submission: Submission, outcome: Outcome, *, by: Member) -> None:
    if outcome not in SAID or submission.by_id == by.pk:
        return
    words = f"A document that you sent for approval {SAID[outcome]}"
    send_later(
        to=submission.by.user,
        subject=words,
        text=f"{words}:\n{_address(submission)}\n",
        partnership=submission.partnership,
        by=by,
    )


def _address(submission: Submission) -> str:
    parts = {"partnership": submission.partnership.slug, "document": submission.document.slug}
    return settings.BASE_URL + reverse("publications:approval", kwargs=parts)
