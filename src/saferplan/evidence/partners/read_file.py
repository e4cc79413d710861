"""A partner's file as its profile reads it: the one way for a load, a trial of it, and a report of its quality."""

from dataclasses import dataclass
from datetime import datetime

from saferplan.evidence.partners.fitting import tables_of
from saferplan.evidence.partners.giveaways import refuse_names_in_references
from saferplan.evidence.partners.mapping import Mapped, map_tables
from saferplan.evidence.partners.points import Postcodes
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.partners.reading.tables import FileTables
from saferplan.evidence.sources.base import Delivered


@dataclass(frozen=True)
class ReadFile:
    """`found` is the file's text, and names people as it does; `mapped` is what the profile makes of it."""

    delivered: Delivered
    profile: Profile
    found: FileTables
    mapped: Mapped


def read_file(delivered: Delivered, profile: Profile, *, now: datetime, postcodes: Postcodes | None = None) -> ReadFile:
    """`now`: local time; nothing in a file is later.

    Raises FileRefused where the file lacks a column of the profile, or would make people's names references.
    """
    found = tables_of(delivered, profile)
    for table in found.tables:
        refuse_names_in_references(delivered, profile, table)
    return ReadFile(delivered, profile, found, map_tables(profile, found.tables, now=now, postcodes=postcodes))
