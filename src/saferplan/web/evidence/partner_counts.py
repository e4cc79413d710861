"""Counts of partners' records as the last load left them, kept by the job that works figures out; of no load before.

What was removed for good from the lake is removed here by the job of that load.
"""

from pathlib import Path

from django.conf import settings

from saferplan.evidence.access import COMMAND, OWN_FILE
from saferplan.evidence.basis import Basis
from saferplan.evidence.summaries import storing
from saferplan.evidence.summaries.partner_counts import PartnerCounts, count_partners
from saferplan.evidence.tables import PARTNER_INCIDENTS
from saferplan.web.partnerships.models import Partnership

PARTNER_COUNTS = "partner-counts"
THE_JOB = "site: figures of partners' records"


def keep(partnership: Partnership, basis: Basis, units: tuple[str, ...], state: str) -> None:
    """`state` names the load. The read of the records is logged in the lake."""
    place = _home(partnership) / state
    if basis.snapshot.has(PARTNER_INCIDENTS.name) and not place.is_file():
        told = COMMAND.set(THE_JOB)
        try:
            storing.write_partner_counts(place, count_partners(basis, units))
        finally:
            COMMAND.reset(told)
        place.chmod(OWN_FILE)
    if place.parent.is_dir():
        for other in place.parent.iterdir():
            if other != place:
                other.unlink()


def counts_of(partnership: Partnership, state: str) -> PartnerCounts | None:
    """None where nothing is kept of that load."""
    try:
        return storing.read_partner_counts(_home(partnership) / state)
    except storing.CannotBeRead:
        return None


def _home(partnership: Partnership) -> Path:
    return Path(settings.HOME) / PARTNER_COUNTS / partnership.slug
