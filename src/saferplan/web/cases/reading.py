"""Who may open a case, for which purpose: what an agreement gives, or break-glass access while it lasts.

The purpose is asked once for a case and remembered in the session for a while (limits.toml). Every opening is logged.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from saferplan.web.agreements.access import Decision, Reader
from saferplan.web.agreements.vocabulary import purposes
from saferplan.web.audit.reading import log_read
from saferplan.web.cases.models import BreakGlass, Case
from saferplan.web.cases.vocabulary import limits
from saferplan.web.people.models import Member

REMEMBERED = "purposes of cases"


@dataclass(frozen=True)
class Door:
    """A case that its reader may open for at least one purpose."""

    case: Case
    decisions: dict[str, Decision]
    emergency: BreakGlass | None

    @property
    def purposes(self) -> list[str]:
        """For which it may be opened, as agreements have it or by break-glass access."""
        given = [word for word, decision in self.decisions.items() if decision.allowed]
        return given + ([self.emergency.purpose] if self.emergency and self.emergency.purpose not in given else [])

    @property
    def usual_purpose(self) -> str:
        usual = self.case.usual_purpose
        return usual if usual in self.purposes else self.purposes[0]

    def reasons(self, purpose: str) -> tuple[str, ...]:
        return ("Break-glass access.",) if self.by_break_glass(purpose) else self.decisions[purpose].reasons

    def by_break_glass(self, purpose: str) -> bool:
        return not self.decisions[purpose].allowed


def door(member: Member, number: int) -> Door | None:
    """None for a case that the member may read for no purpose: to them it is not there."""
    case = member.partnership.cases.as_they_stand().filter(number=number).first()
    if case is None:
        return None
    reader = Reader.of(member)
    decisions = {word: reader.decide(case, word) for word in purposes()}
    found = Door(case, decisions, case.break_glass.lasting().filter(member=member).last())
    return found if found.purposes else None


def log_opening(door: Door, member: Member, purpose: str, what: str) -> None:
    """Raises where it cannot be written: what is not logged is not shown."""
    terms = door.decisions[purpose].terms
    log_read(
        member=member,
        record=door.case,
        purpose=purpose,
        what=what,
        agreement=terms.agreement if terms else None,
        break_glass=door.by_break_glass(purpose),
    )


def remember(session: SessionBase, case: Case, purpose: str, *, now: datetime | None = None) -> None:
    until = (now or timezone.now()) + limits().purpose
    kept = {key: told for key, told in _kept(session, now) if key != str(case.pk)}
    session[REMEMBERED] = kept | {str(case.pk): [purpose, until.isoformat()]}


def remembered(session: SessionBase, case: Case, *, now: datetime | None = None) -> str | None:
    """The purpose given for this case, while it lasts."""
    return dict(_kept(session, now)).get(str(case.pk), [None])[0]


def _kept(session: SessionBase, now: datetime | None) -> Iterable[tuple[str, list[str]]]:
    at = now or timezone.now()
    for key, (purpose, until) in session.get(REMEMBERED, {}).items():
        if datetime.fromisoformat(until) > at:
            yield key, [purpose, until]
