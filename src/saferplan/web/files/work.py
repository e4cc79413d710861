"""What uploaded files need by the clock."""

from saferplan.web.files.sweeping import sweep
from saferplan.web.jobs.work import periodic


@periodic("10 3 * * *", whole=True)
def take_away_orphans() -> None:
    sweep()
