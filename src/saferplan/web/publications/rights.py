"""Who may read a built version. What is exempt is for those who write, approve or publish, and who is to sign it."""

from saferplan.web.documents.models import Audience
from saferplan.web.documents.rights import may_read_exempt
from saferplan.web.people.models import Member
from saferplan.web.publications.models import BuildVersion, SubmissionStep


def may_read(member: Member, version: BuildVersion) -> bool:
    return version.audience == Audience.PUBLIC or may_read_exempt(member) or signs(member, version)


def signs(member: Member, version: BuildVersion) -> bool:
    """Whether a step of its approval is theirs, by the role or the seat that they hold today."""
    steps = SubmissionStep.objects.filter(submission__build=version.build_id)
    return any(step.people().filter(pk=member.pk).exists() for step in steps)
