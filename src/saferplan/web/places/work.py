"""Profiles of places are worked out outside requests: by each load's job, and when a page finds none."""

from saferplan.evidence.basis import Basis
from saferplan.web.evidence.lake import lake_of
from saferplan.web.jobs.running import Running
from saferplan.web.jobs.work import work
from saferplan.web.partnerships.models import Partnership
from saferplan.web.places.profiles import PROFILES, WORK, keep


@work(WORK, title="Work out the profiles of places", one_at_a_time="profiles")
def keep_profiles(job: Running) -> None:
    keep_if_changed(job.partnership)


def keep_if_changed(partnership: Partnership) -> None:
    """Nothing is done for a load that left people, homes and deprivation as they were."""
    if not PROFILES.has(partnership):
        keep(partnership, Basis(lake_of(partnership).snapshot_or_empty()))
