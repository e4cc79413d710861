"""Why named people may be looked at: a reviewed file, recorded before anything runs.

A purpose names its legal gateway, the agreement between the agencies, the feeds that it may use, the groups of people
that it may link and what comes of it. `lacks` says everything that stands against a use, not the first thing alone.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from saferplan.evidence.partners.mentions import Subject
from saferplan.identities.folding import folded

NAMES_TOLD = 8  # feeds or agencies in one sentence


class Group(StrEnum):
    """People who are linked among themselves and with nobody else.

    Who was under 18 in any mention stays among children; who has no known age is among adults.
    """

    ADULT_VICTIMS = "adult-victims"
    CHILD_VICTIMS = "child-victims"
    ADULT_SUSPECTS = "adult-suspects"
    CHILD_SUSPECTS = "child-suspects"

    @property
    def subject(self) -> Subject:
        return Subject.SUSPECT if self in (Group.ADULT_SUSPECTS, Group.CHILD_SUSPECTS) else Subject.VICTIM

    @property
    def is_child(self) -> bool:
        return self in (Group.CHILD_VICTIMS, Group.CHILD_SUSPECTS)


class Result(StrEnum):
    """What may come of it: numbers, or the names of those concerned, for their case owners."""

    COUNTS = "counts"
    CASEWORK = "casework"


@dataclass(frozen=True)
class Gateway:
    """A power or duty to share. `is_personal`: whether it covers what is known of named people."""

    name: str
    title: str
    citation: str
    begins: date
    checked: date
    is_personal: bool
    limits: str


@cache
def gateways() -> Mapping[str, Gateway]:
    text = files("saferplan.identities").joinpath("gateways.toml").read_text(encoding="utf-8")
    return {
        name: Gateway(name, one["title"], one["citation"], one["from"], one["checked"], one["personal"], one["limits"])
        for name, one in tomllib.loads(text).items()
    }


@dataclass(frozen=True)
class Agreement:
    """`until` is its last day."""

    name: str
    parties: tuple[str, ...]
    signed: date
    begins: date
    until: date
    review: date

    def binds(self, agency: str) -> bool:
        """Whether the agency is a party, case and punctuation aside."""
        return folded(agency) in set(map(folded, self.parties))


@dataclass(frozen=True)
class Purpose:
    """As the file says it; `number` counts the versions that were recorded under its name, from 1."""

    name: str
    title: str
    what_for: str
    gateway: str
    agreement: Agreement
    feeds: tuple[str, ...]
    groups: tuple[Group, ...]
    result: Result
    retention_months: int
    dpia: str
    decided_by: str
    number: int = 0

    def lacks(
        self, *, groups: Collection[Group], feeds: Collection[str], agencies: Mapping[str, str], on: date
    ) -> list[str]:
        """Everything that stands against such a use on that day. `agencies`: the agency of each feed in the store."""
        return [
            *self._gateway_lacks(on),
            *self._agreement_lacks(on),
            *(f"it does not cover {group}" for group in groups if group not in self.groups),
            *self._feeds_lack(feeds, agencies),
        ]

    def _gateway_lacks(self, on: date) -> list[str]:
        gateway = gateways().get(self.gateway)
        if gateway is None:
            return [f"its gateway '{self.gateway}' is not known"]
        lacks = [] if gateway.is_personal else [f"its gateway ({gateway.citation}) covers no personal data"]
        return lacks + ([f"its gateway begins on {gateway.begins}"] if on < gateway.begins else [])

    def _agreement_lacks(self, on: date) -> list[str]:
        if on > self.agreement.until:
            return [f"its agreement '{self.agreement.name}' lapsed on {self.agreement.until}"]
        starts = max(self.agreement.begins, self.agreement.signed)
        return [f"its agreement '{self.agreement.name}' begins on {starts}"] if on < starts else []

    def _feeds_lack(self, feeds: Collection[str], agencies: Mapping[str, str]) -> list[str]:
        strangers = [agencies[feed] for feed in feeds if feed in agencies and not self.agreement.binds(agencies[feed])]
        lacks = {
            "it does not name the feed": [feed for feed in feeds if feed not in self.feeds],
            "the restricted store holds nobody of the feed": [feed for feed in feeds if feed not in agencies],
            "no party to its agreement is": strangers,
        }
        return [f"{lack} {_listed(names)}" for lack, names in lacks.items() if names]


def _listed(names: Collection[str]) -> str:
    """So many of them as a reader takes in."""
    distinct = sorted(set(names))
    rest = f" and {len(distinct) - NAMES_TOLD:,} more" if len(distinct) > NAMES_TOLD else ""
    return ", ".join(distinct[:NAMES_TOLD]) + rest
