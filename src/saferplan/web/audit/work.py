"""What the audit does by the clock."""

from saferplan.web.audit.forgetting import delete_due
from saferplan.web.audit.log_retention import remove_old_entries
from saferplan.web.audit.sealing import seal_finished
from saferplan.web.jobs.work import periodic


@periodic("*/10 * * * *", whole=True)
def seal() -> None:
    seal_finished()


@periodic("40 2 * * *", whole=True)
def keep_to_the_retention_schedule() -> None:
    delete_due()
    remove_old_entries()
