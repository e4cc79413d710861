"""Clerical review: doubtful pairs, one at a time, both records side by side, and what a person says of each is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from saferplan.evidence.access import user
from saferplan.identities.linkage.decisions import Decision, Verdict, decide
from saferplan.identities.linkage.explaining import Pair, doubtful_pairs
from saferplan.identities.linkage.in_force import run_in_force
from saferplan.identities.purposes import Group, Purpose
from saferplan.identities.store import RestrictedStore

SHOWN = ("agency", "forenames", "surname", "date_of_birth", "address", "postcode", "uprn", "phone", "email")


@dataclass
class Review:
    """A sitting over the doubtful pairs of the run in force for a purpose. Every look at a pair is logged as a read."""

    store: RestrictedStore
    purpose: Purpose
    pairs: Sequence[Pair]
    decided: list[Pair] = field(default_factory=list)

    def records(self, pair: Pair, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
        """Both records, opened. Raises PurposeRefused where the purpose has lapsed meanwhile."""
        opened = records_of(self.store, self.purpose, (pair.a, pair.b), now)
        return opened[pair.a], opened[pair.b]

    def decide(self, pair: Pair, verdict: Verdict, why: str, now: datetime) -> None:
        decide(self.store.connection, Decision(pair.a, pair.b, verdict, why, user(), self.purpose), now=now)
        self.decided.append(pair)

    def undo(self, now: datetime) -> Pair | None:
        """Takes back the last decision of this sitting, if there is one left, and gives its pair."""
        if not self.decided:
            return None
        pair = self.decided.pop()
        withdrawn = Decision(pair.a, pair.b, Verdict.WITHDRAWN, "taken back in review", user(), self.purpose)
        decide(self.store.connection, withdrawn, now=now)
        return pair

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.pairs)


def begin_review(store: RestrictedStore, purpose_name: str, *, now: datetime) -> Review:
    """The doubtful pairs that nobody has decided, likeliest first.

    Raises PurposeRefused where the purpose does not allow to look at these people, NothingLoaded where no linkage ran.
    """
    purpose = allowed(store, purpose_name, now)
    return Review(store, purpose, doubtful_pairs(store.connection, run_in_force(store.connection, purpose_name)))


def allowed(store: RestrictedStore, purpose_name: str, now: datetime) -> Purpose:
    """The purpose with all its groups and feeds, checked. Raises PurposeRefused."""
    from saferplan.identities.purpose_records import recorded

    groups: tuple[Group, ...] = recorded(store.connection, purpose_name).purpose.groups
    return store.check_allowed(purpose_name, groups=groups, on=now.date())


def records_of(
    store: RestrictedStore, purpose: Purpose, keys: Sequence[str], now: datetime
) -> dict[str, dict[str, Any]]:
    """What the store knows of some people, by their keys. One who is not of the purpose's groups and feeds is empty."""
    opened = store.people_for(purpose.name, groups=purpose.groups, keys=keys, now=now).to_pylist()
    return {key: {} for key in keys} | {record["person_key"]: record for record in opened}
