"""The restricted store as commands open it: its database and its key stand in the environment, and nowhere else."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saferplan.evidence.partners.mentions import Identities
    from saferplan.identities.keys import PartnershipKey
    from saferplan.identities.purposes import Group, Purpose
    from saferplan.identities.store import RestrictedStore

KEY, NEW_KEY, DATABASE = "SAFERPLAN_KEY", "SAFERPLAN_NEW_KEY", "DATABASE_URL"


def key(name: str = KEY) -> "PartnershipKey":
    """Raises KeyRefused where the environment holds none, or what is no key."""
    from saferplan.identities.keys import PartnershipKey

    return PartnershipKey.of(os.environ.get(name), name)


@contextmanager
def restricted_store(lake: Path | None = None) -> Iterator["RestrictedStore"]:
    """The open store; `lake` is the folder that its pseudonyms go to. Raises KeyRefused or StoreError."""
    from saferplan.identities.store import opened

    with opened(os.environ.get(DATABASE), key(), lake) as store:
        yield store


@contextmanager
def identities_for_load(lake: Path) -> Iterator["Identities"]:
    """Who keeps identities while files are loaded: the store where there is a database; else pseudonyms alone, where
    there is a key; else nobody, and files that need a keeper are refused.
    """
    if os.environ.get(DATABASE):
        with restricted_store(lake) as store:
            yield store
        return
    from saferplan.identities.lake_check import check_lake
    from saferplan.identities.pseudonyms import NoKey, PseudonymsOnly

    if not os.environ.get(KEY):
        yield NoKey()
        return
    check_lake(lake, key())
    yield PseudonymsOnly(key(), lake)


def victims_of(store: "RestrictedStore", name: str, on: date) -> "tuple[Purpose, tuple[Group, ...]]":
    """A recorded purpose, and those of the groups that it covers which are victims. Raises PurposeRefused."""
    from saferplan.evidence.partners.mentions import Subject
    from saferplan.identities.purpose_records import recorded
    from saferplan.identities.purposes import Group

    covered = recorded(store.connection, name).purpose.groups
    groups = tuple(group for group in covered if group.subject is Subject.VICTIM) or (Group.ADULT_VICTIMS,)
    return store.check_allowed(name, groups=groups, on=on), groups
