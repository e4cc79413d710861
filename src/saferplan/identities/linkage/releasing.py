"""Findings of a linkage go into the lake: aggregates of victims, never of suspects; reading them needs no database."""

from datetime import datetime

from saferplan.evidence.lake import Lake
from saferplan.evidence.people import write_findings
from saferplan.evidence.periods import Period
from saferplan.identities.linkage.in_force import people_clusters, run_in_force
from saferplan.identities.purpose_records import recorded
from saferplan.identities.purposes import Group
from saferplan.identities.store import RestrictedStore

VICTIMS = (Group.ADULT_VICTIMS, Group.CHILD_VICTIMS)


def release(store: RestrictedStore, lake: Lake, purpose_name: str, code: str, period: Period, *, now: datetime) -> int:
    """Releases what the linkage in force for a purpose tells of an area and a period; how many figures that is.

    Takes the lake's lock itself. Raises PurposeRefused where the purpose does not allow it or covers no victims,
    NothingLoaded where no linkage ran for it, and whatever `write_findings` raises.
    """
    covered = recorded(store.connection, purpose_name).purpose.groups
    groups = [group for group in VICTIMS if group in covered] or list(VICTIMS)
    purpose = store.check_allowed(purpose_name, groups=groups, on=now.date())
    return write_findings(
        lake,
        code,
        period,
        now=now,
        purpose=purpose.name,
        clusters=people_clusters(store.connection, purpose.name, groups=groups),
        addresses=store.address_clusters(),
        feeds=purpose.feeds,
        run=str(run_in_force(store.connection, purpose.name)),
    )
