"""What was approved is published, byte for byte. An edition stays at its address; what is to be said of it is added."""

from django.db import transaction

from saferplan.errors import SaferplanError
from saferplan.web.documents.models import Document
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member
from saferplan.web.publications.actions.approving import held, is_current
from saferplan.web.publications.files import place_of
from saferplan.web.publications.models import BuildVersion, Notice, NoticeKind, Outcome, Publication, Submission


@transaction.atomic
def publish(*, document: Document, what_changed: str = "", by: Member) -> list[Publication]:
    """The newest approved version as the next edition, for each of its audiences, the public first."""
    document = held(document)
    submission = _approved(document)
    newest = document.publications.order_by("-edition").first()
    edition = newest.edition + 1 if newest else 1
    if newest and not what_changed:
        raise Refused("Say what changed since the last edition", field="what_changed")
    return [
        Publication.objects.create(
            partnership=document.partnership,
            document=document,
            edition=edition,
            audience=version.audience,
            version=version,
            submission=submission,
            sha256=version.sha256,
            what_changed=what_changed if newest else "",
            by=by,
        )
        for version in submission.build.versions.all()
        if _is_as_signed(version)
    ]


@transaction.atomic
def give_notice(*, publication: Publication, kind: NoticeKind, text: str, by: Member) -> Notice:
    held(publication.document)
    if publication.notices.filter(kind=NoticeKind.WITHDRAWAL).exists():
        raise Refused("This edition has been withdrawn already")
    notice = Notice(partnership=publication.partnership, publication=publication, kind=kind, text=text, by=by)
    notice.full_clean()
    notice.save()
    return notice


def _approved(document: Document) -> Submission:
    submission = document.submissions.with_details().first()
    if submission is None or submission.outcome != Outcome.APPROVED:
        raise Refused("The document is not approved", remedy="Send its final version for approval.")
    if submission.publications.exists():
        raise Refused("What was approved is published already")
    if not is_current(document, submission.build):
        raise Refused("The text was changed after it was approved", remedy="Send the new text for approval.")
    return submission


def _is_as_signed(version: BuildVersion) -> bool:
    """Raises Refused where a file on the disk is no longer the one that was signed."""
    from saferplan.documents.life.verifying import hashed, read_frozen

    try:
        found = hashed(read_frozen(place_of(version)))
    except (SaferplanError, OSError):
        found = None
    if found is None or not found.is_intact or found.digest != version.sha256:
        raise Refused(
            "The files of the approved version were damaged on the server",
            remedy="Build the final version again, and send it for approval.",
        )
    return True
