"""Documents that wait for a member's approval."""

from collections.abc import Iterator

from django.urls import reverse

from saferplan.web.partnerships.my_work import Waiting
from saferplan.web.people.models import Member
from saferplan.web.publications.models import SubmissionStep


def documents_to_approve(member: Member) -> Iterator[Waiting]:
    waiting = SubmissionStep.objects.open_now().filter(partnership=member.partnership_id)
    for step in waiting.select_related("submission__document"):
        if step.people().filter(pk=member.pk).exists():
            document = step.submission.document
            parts = {"partnership": member.partnership.slug, "document": document.slug}
            address = reverse("publications:approval", kwargs=parts)
            yield Waiting(document.title, address, note=f"As {step.as_whom}")
