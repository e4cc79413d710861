"""What the audit does by the clock."""

from django.urls import reverse

from saferplan.errors import NotAsSealed
from saferplan.web.audit.forgetting import delete_due
from saferplan.web.audit.log_retention import remove_old_entries
from saferplan.web.audit.models import SealCheck
from saferplan.web.audit.sealing import seal_finished
from saferplan.web.audit.verifying import Verdict, Wrong, verify
from saferplan.web.jobs.mail import send_later
from saferplan.web.jobs.running import Running
from saferplan.web.jobs.work import periodic, work
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission

LOOK_INTO_IT = "Keep this database as it is, and have somebody look into it."
WHAT_TO_DO = {
    Wrong.NOT_AS_KEPT: f"Check that number and code were typed as they were kept. If they were: {LOOK_INTO_IT}",
    Wrong.ANOTHER_KEY: "Put the secret that was used before into SAFERPLAN_OLD_SECRETS, and check again.",
}


@periodic("*/10 * * * *", whole=True)
def seal() -> None:
    seal_finished()


@periodic("40 2 * * *", whole=True)
def keep_to_the_retention_schedule() -> None:
    delete_due()
    remove_old_entries()


@work("audit.check-seals", title="Check the audit against its seals", one_at_a_time="audit")
def check_seals(job: Running, *, number: int | None, code: str) -> str:
    verdict = check(kept_number=number, kept_code=code)
    refuse(verdict)
    return reverse("audit:seals", kwargs={"partnership": job.partnership.slug})


@periodic("20 4 * * *", whole=True)
def check_seals_every_night() -> None:
    """Tells data protection officers when something is wrong; once a night, until it is put right."""
    verdict = check()
    if verdict.fault:
        for partnership in Partnership.objects.all():
            for officer in partnership.members.holding(Permission.SEARCH_AUDIT).select_related("user", "partnership"):
                _tell(officer, verdict)


def check(*, kept_number: int | None = None, kept_code: str = "") -> Verdict:
    verdict = verify(kept_number=kept_number, kept_code=kept_code)
    SealCheck.objects.create(
        seals=verdict.seals,
        entries=verdict.entries,
        waiting=verdict.waiting,
        kept_number=kept_number,
        fault=str(verdict.fault or ""),
    )
    return verdict


def refuse(verdict: Verdict) -> None:
    if verdict.fault:
        raise NotAsSealed(str(verdict.fault), remedy=what_to_do(str(verdict.fault)))


def what_to_do(fault: str) -> str:
    """As a check wrote it down."""
    return next((words for wrong, words in WHAT_TO_DO.items() if fault.endswith(wrong)), LOOK_INTO_IT)


def _tell(officer: Member, verdict: Verdict) -> None:
    send_later(
        to=officer.user,
        subject="The audit is not as it was sealed",
        text=f"The nightly check of the audit found this: {verdict.fault}.\n\n"
        "Somebody has changed the audit past the site, or a copy of the database was put back in part.\n"
        "Ask whoever runs the installation to keep the database as it is, and to look into it.",
        partnership=officer.partnership,
        by=None,
    )
