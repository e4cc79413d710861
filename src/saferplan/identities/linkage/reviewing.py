"""Clerical review: doubtful pairs, one at a time, both records side by side, and what a person says of each is kept."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from saferplan.errors import PurposeRefused, UsageError
from saferplan.evidence.access import user
from saferplan.identities.folding import folded
from saferplan.identities.linkage.decisions import Decision, Verdict, decide
from saferplan.identities.linkage.explaining import Pair, doubtful_pairs, pair_of
from saferplan.identities.linkage.in_force import run_in_force
from saferplan.identities.purpose_records import recorded
from saferplan.identities.purposes import Group, Purpose, Result
from saferplan.identities.reading import log_read
from saferplan.identities.store import RestrictedStore

# A shorter word of a name also stands in ordinary words of a reason, or is an initial.
SHORTEST_NAME = 3
SEEN = "both records seen side by side"
"""The reason that is kept where nobody gives one."""
LABELS = {
    "agency": "Agency",
    "forenames": "Forenames",
    "surname": "Surname",
    "date_of_birth": "Date of birth",
    "address": "Address",
    "postcode": "Postcode",
    "uprn": "UPRN",
    "phone": "Telephone",
    "email": "E-mail",
}
"""What is shown of a record, in this order."""


@dataclass
class Review:
    """A sitting over the doubtful pairs of the run in force for a purpose. Every look at a pair is logged as a read."""

    store: RestrictedStore
    purpose: Purpose
    pairs: Sequence[Pair]
    decided: list[Pair] = field(default_factory=list)
    seen: dict[str, dict[str, Any]] = field(default_factory=dict)

    def records(self, pair: Pair, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
        """Both records, opened. Raises PurposeRefused where the purpose has lapsed meanwhile."""
        self.seen = records_of(self.store, self.purpose, (pair.a, pair.b), now)
        return self.seen[pair.a], self.seen[pair.b]

    def decide(self, pair: Pair, verdict: Verdict, why: str, now: datetime) -> None:
        """Keeps what was decided of the pair seen last. Raises UsageError where the reason names one of the two."""
        check_reason(why, self.seen.values())
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


def begin_review(store: RestrictedStore, purpose_name: str, *, now: datetime) -> Review:
    """The doubtful pairs that nobody has decided, likeliest first.

    Raises PurposeRefused where the purpose does not allow to look at these people, NothingLoaded where no linkage ran.
    """
    purpose = allowed(store, purpose_name, now)
    return Review(store, purpose, doubtful_pairs(store.connection, run_in_force(store.connection, purpose_name)))


def part_two(store: RestrictedStore, purpose_name: str, keys: tuple[str, str], why: str, *, now: datetime) -> None:
    """Decides that two people are different, at once and for later runs.

    Raises PurposeRefused where the purpose does not cover both, UsageError where the reason names one of them.
    """
    purpose = allowed(store, purpose_name, now)
    records = records_of(store, purpose, keys, now)
    check_covered(purpose, records)
    check_reason(why, records.values())
    decide(store.connection, Decision(*keys, Verdict.DIFFERENT, why, user(), purpose), now=now)


def check_covered(purpose: Purpose, records: Mapping[str, Mapping[str, Any]]) -> None:
    """Raises PurposeRefused where somebody is not of the purpose's feeds and groups, or nobody: it does not say who."""
    if not all(records.values()):
        raise PurposeRefused(
            f"the purpose '{purpose.name}' does not cover both of these people",
            remedy="Keys stand in the lake's rows and in lists for casework; a rotation of the key changes them.",
        )


def check_reason(why: str, records: Iterable[Mapping[str, Any]]) -> None:
    """Raises UsageError where a reason names one whom it is about: reasons are kept in the clear."""
    # "Smith's" is the name with a letter more where the apostrophe is forgotten, and the name where it parts words.
    said = {word for spelt in (why, re.sub(r"['’]", " ", why)) for word in folded(spelt).split()}
    for record in records:
        names = folded(f"{record.get('forenames') or ''} {record.get('surname') or ''}").split()
        if said & {name for name in names if len(name) >= SHORTEST_NAME}:
            raise UsageError(
                "the reason names one of the two", remedy="Reasons are kept in the clear: leave names out."
            )


def allowed(store: RestrictedStore, purpose_name: str, now: datetime) -> Purpose:
    """The purpose with all its groups and feeds, checked. Raises PurposeRefused."""
    groups: tuple[Group, ...] = recorded(store.connection, purpose_name).purpose.groups
    return store.check_allowed(purpose_name, groups=groups, on=now.date())


def records_of(
    store: RestrictedStore, purpose: Purpose, keys: Sequence[str], now: datetime
) -> dict[str, dict[str, Any]]:
    """What the store knows of some people, by their keys. One who is not of the purpose's groups and feeds is empty."""
    opened = store.people_for(purpose.name, groups=purpose.groups, keys=keys, now=now).to_pylist()
    return {key: {} for key in keys} | {record["person_key"]: record for record in opened}


def explained(
    store: RestrictedStore, purpose_name: str, keys: tuple[str, str], *, now: datetime
) -> tuple[Pair, dict[str, dict[str, Any]]]:
    """A pair of the run in force, and for casework both records opened, by key. The look is logged either way.

    Raises PurposeRefused, NothingLoaded, and UnknownName where the run holds no such pair.
    """
    purpose = allowed(store, purpose_name, now)
    pair = pair_of(store.connection, run_in_force(store.connection, purpose_name), *keys)
    if purpose.result is Result.CASEWORK:
        return pair, records_of(store, purpose, keys, now)
    log_read(store.connection, purpose.name, purpose.number, purpose.groups, purpose.feeds, len(keys))
    return pair, {}
