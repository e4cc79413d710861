"""Outlines are worked out outside requests: by each load's job, and when a page finds none."""

from saferplan.evidence.basis import Basis
from saferplan.web.evidence.lake import lake_of
from saferplan.web.jobs.running import Running
from saferplan.web.jobs.work import work
from saferplan.web.maps.kept import OUTLINES, WORK, keep
from saferplan.web.partnerships.models import Partnership


@work(WORK, title="Draw the outlines of the areas", one_at_a_time="outlines")
def keep_outlines(job: Running) -> None:
    keep_if_changed(job.partnership)


def keep_if_changed(partnership: Partnership) -> None:
    """Nothing is done for a load that left the boundaries as they were."""
    if not OUTLINES.has(partnership):
        keep(partnership, Basis(lake_of(partnership).snapshot_or_empty()))
