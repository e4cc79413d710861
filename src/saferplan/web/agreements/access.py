"""Whether a member may read a record of people, and why: the one place where it is decided.

A record is read for one purpose, under one agreement in force that covers the agency that holds it, the reader's
agency, the purpose, and every kind of data in the record. An agency reads what it holds itself under its own lawful
basis.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

from django.db.models import Q
from django.utils import timezone

from saferplan.identities.purposes import Gateway
from saferplan.web.agreements.models import Agreement, Terms
from saferplan.web.agreements.standing import Standing
from saferplan.web.agreements.vocabulary import covers_people, purposes, titles_of
from saferplan.web.config.jinja import day
from saferplan.web.partnerships.models import Agency
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


class Record(Protocol):
    """What can be read: who holds it, and the kinds of data in it."""

    partnership_id: int
    holder: Agency
    categories: Collection[str]


@dataclass(frozen=True)
class Asked:
    """A record in general: anything of such data that this agency holds."""

    holder: Agency
    categories: Collection[str]

    @property
    def partnership_id(self) -> int:
        return self.holder.partnership_id


@dataclass(frozen=True)
class Decision:
    allowed: bool
    reasons: tuple[str, ...]
    terms: Terms | None = None


@dataclass(frozen=True)
class Reader:
    """A member on a day, with the agreements that let the member's agency read anything at all."""

    member: Member
    on: date
    agreements: list[Agreement] = field(repr=False)

    @classmethod
    def of(cls, member: Member, on: date | None = None) -> "Reader":
        found = member.partnership.agreements.between(reader=member.agency).with_terms()
        return cls(member, on or timezone.localdate(), list(found))

    def decide(self, record: Record, purpose: str) -> Decision:
        if barred := self._barred(record, purpose):
            return Decision(False, (barred,))
        if record.holder.pk == self.member.agency_id:
            return Decision(True, (f"{record.holder} holds it, and reads it under its own lawful basis.",))
        for terms in self._in_force:
            if not list(self._missing(terms, record, purpose)):
                return Decision(True, (self._allows(terms, purpose),), terms)
        return Decision(False, tuple(self._why_not(record, purpose)))

    def readable(self, purpose: str) -> Q:
        """The same as `decide`, for all records of the partnership at once."""
        if self._role_lacks(purpose):
            return Q(pk__in=[])
        found = Q(holder=self.member.agency_id)
        for terms in self._in_force:
            if self._reads(terms) and purpose in _gateways(terms, self.on):
                found |= Q(holder__in=terms.sharing(), categories__contained_by=terms.categories)
        return found

    def has_been_let_in_by(self, holder: Agency) -> bool:
        """Whether both agencies ever signed that this one reads what that one holds, be it in force still or not."""
        if not (self.member.is_in_force(self.on) and self.member.agency.is_in_force(self.on)):
            return False
        versions = [terms for agreement in self.agreements for terms in agreement.terms.all() if self._reads(terms)]
        return any(terms.is_complete(self.on) and holder in terms.sharing() for terms in versions)

    def _barred(self, record: Record, purpose: str) -> str:
        if record.partnership_id != self.member.partnership_id:
            return "It belongs to another partnership."
        return self._role_lacks(purpose)

    def _role_lacks(self, purpose: str) -> str:
        if purpose not in purposes():
            return "No such purpose is known."
        if not self.member.is_in_force(self.on):
            return "You are not a member of the partnership on that day."
        if self.member.agency.until and self.member.agency.until <= self.on:
            return "Your agency is no longer part of the partnership."
        return "" if self.member.may(Permission.READ_CASES) else "None of your roles lets you read cases."

    @cached_property
    def _standings(self) -> list[tuple[Agreement, Terms, Standing]]:
        """Each agreement with the terms that count and how they stand: the same for every record that is asked for."""
        counting = [(agreement, agreement.governing(self.on) or agreement.latest) for agreement in self.agreements]
        return [(agreement, terms, terms.standing(self.on)) for agreement, terms in counting]

    @property
    def _in_force(self) -> list[Terms]:
        return [terms for _, terms, standing in self._standings if standing is Standing.IN_FORCE]

    def _reads(self, terms: Terms) -> bool:
        return self.member.agency_id in {agency.pk for agency in terms.reading()}

    def _missing(self, terms: Terms, record: Record, purpose: str) -> Iterable[str]:
        """What the terms, taken alone, leave uncovered."""
        if not self._reads(terms):
            yield f"does not let {self.member.agency} read"
        if record.holder.pk not in {agency.pk for agency in terms.sharing()}:
            yield f"does not share what {record.holder} holds"
        if purpose not in _gateways(terms, self.on):
            yield f"does not cover the purpose ‘{purposes()[purpose].title}’"
        if uncovered := set(record.categories) - set(terms.categories):
            yield f"does not cover this data: {titles_of(uncovered)}"

    def _allows(self, terms: Terms, purpose: str) -> str:
        citation = _gateways(terms, self.on)[purpose].citation
        return f"‘{terms.agreement}’ (version {terms.number}) allows it until {day(terms.until)}: {citation}."

    def _why_not(self, record: Record, purpose: str) -> Iterable[str]:
        """One sentence for each agreement between the two agencies."""
        told = False
        for agreement, terms, standing in self._standings:
            if self._reads(terms) and record.holder in terms.sharing():
                told = True
                faults = [*_not_in_force(terms, standing, self.on), *self._missing(terms, record, purpose)]
                yield f"‘{agreement}’ {', and '.join(faults)}."
        if not told:
            yield f"No agreement lets {self.member.agency} read what {record.holder} holds."


def decide(member: Member, record: Record, purpose: str, on: date | None = None) -> Decision:
    return Reader.of(member, on).decide(record, purpose)


def _gateways(terms: Terms, on: date) -> dict[str, Gateway]:
    """The purposes that the terms cover, each with its gateway: an agreement is not itself one."""
    known = {covered.purpose: covered.gateway_in_law for covered in terms.purposes.all()}
    return {purpose: gateway for purpose, gateway in known.items() if gateway and covers_people(gateway, on)}


def _not_in_force(terms: Terms, standing: Standing, on: date) -> Iterable[str]:
    match standing:
        case Standing.LAPSED:
            yield f"lapsed at the end of {day(terms.until)}"
        case Standing.SENT:
            yield f"is not signed by {' or '.join(str(party) for party in terms.unsigned(on))}"
        case Standing.SIGNED:
            yield f"begins on {day(terms.begins)}"
        case Standing.DRAFT:
            yield "is a draft"
        case Standing.SUSPENDED | Standing.ENDED:
            yield f"is {standing.label.lower()}"
