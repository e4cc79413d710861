"""With which earlier version of a document a member compares one: the last that they decided on, or others did."""

from dataclasses import dataclass
from datetime import datetime

from saferplan.errors import SaferplanError
from saferplan.web.documents.models import Audience
from saferplan.web.people.models import Member
from saferplan.web.publications.changing import Changes, changes
from saferplan.web.publications.models import Approval, Build, BuildVersion, Publication, Verdict
from saferplan.web.publications.reading import ReadVersion, read_version, read_whole
from saferplan.web.publications.rights import may_read

DECIDED = {Verdict.APPROVED: "approved", Verdict.RETURNED: "sent back"}


@dataclass(frozen=True)
class Earlier:
    """`heading`: "What changed since" this. `beside`: which version it is, in words, with the day `on`."""

    build: Build
    heading: str
    beside: str
    on: datetime


@dataclass(frozen=True)
class Compared:
    """`changes` is None where the files of one version cannot be read any more."""

    earlier: Earlier
    changes: Changes | None
    is_same_version: bool = False


def last_decided(build: Build, member: Member) -> Earlier | None:
    """Before `build` was sent, or, if it was not sent yet, before it was built."""
    decided = Approval.objects.filter(step__submission__document=build.document_id)
    sent = build.submissions.first()
    before = decided.filter(step__submission__lt=sent) if sent else decided.filter(step__submission__build__lt=build)
    told = before.select_related("step__submission__build").order_by("-id")
    own = told.filter(by=member).first()
    if own is not None:
        beside = f"the version that you {DECIDED[Verdict(own.verdict)]}"
        return Earlier(own.step.submission.build, "the version you last decided on", beside, own.at)
    last = told.first()
    if last is None:
        return None
    beside = f"the version that was {DECIDED[Verdict(last.verdict)]} ({last.step.as_whom})"
    return Earlier(last.step.submission.build, "the version last decided on", beside, last.at)


def last_edition(build: Build) -> Earlier | None:
    """The one before `build` was published, whether it was published itself or not."""
    published = build.document.publications.filter(audience=Audience.PUBLIC, version__build__lt=build)
    newest: Publication | None = published.select_related("version__build").order_by("-edition").first()
    if newest is None:
        return None
    told = f"edition {newest.edition}"
    return Earlier(newest.version.build, told, f"{told}, which was published", newest.at)


def compared(build: Build, earlier: Earlier | None, member: Member) -> Compared | None:
    """As far as the member may read both versions: what is exempt in either is for who may read it in both."""
    if earlier is None:
        return None
    if earlier.build.pk == build.pk:
        return Compared(earlier, None, is_same_version=True)
    try:
        return Compared(earlier, _changes(earlier.build, build, member))
    except (SaferplanError, OSError):
        return Compared(earlier, None)


def _changes(then: Build, now: Build, member: Member) -> Changes:
    exempt = [version for build in (then, now) if (version := _exempt(build))]
    if all(may_read(member, one) for one in exempt):
        return changes(_whole(then), _whole(now))
    return changes(read_version(then.public), read_version(now.public), is_guarded=_exempt(now) is not None)


def _whole(build: Build) -> ReadVersion:
    exempt = _exempt(build)
    return read_whole(exempt, build.public) if exempt else read_version(build.public)


def _exempt(build: Build) -> BuildVersion | None:
    return next((one for one in build.versions.all() if one.audience == Audience.EXEMPT), None)
