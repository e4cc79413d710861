"""What the clock does for duties."""

from saferplan.web.duties.warnings import warn_of_duties
from saferplan.web.jobs.work import periodic
from saferplan.web.partnerships.models import Partnership


@periodic("0 6 * * *")
def warn_before_duties_are_due(partnership: Partnership) -> None:
    warn_of_duties(partnership)
