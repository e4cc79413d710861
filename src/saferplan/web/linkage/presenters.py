"""Doubtful pairs as their pages show them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from saferplan.errors import NothingLoaded, PurposeRefused
from saferplan.identities.linkage.explaining import Pair, count_doubtful, guard_words, reasons
from saferplan.identities.linkage.in_force import run_in_force
from saferplan.identities.linkage.model import people_model
from saferplan.identities.linkage.reviewing import LABELS, allowed
from saferplan.identities.purpose_records import Record, records
from saferplan.identities.purposes import Result
from saferplan.identities.store import RestrictedStore
from saferplan.web.config.jinja import day
from saferplan.web.linkage.stores import check_party
from saferplan.web.people.models import Member

RESULTS = {Result.COUNTS: "Numbers alone", Result.CASEWORK: "Names, for the case owners"}
ALIKE, APART, ONE_ONLY = ("Same", "green"), ("Differs", "orange"), ("In one only", "grey")


@dataclass(frozen=True)
class ShownPurpose:
    """`waiting` is None where nobody may look; then `closed` says why, and what to do."""

    name: str
    title: str
    what_for: str
    result: str
    until: date
    waiting: int | None
    closed: str = ""


def purposes_of(store: RestrictedStore, member: Member, now: datetime) -> list[ShownPurpose]:
    return [_shown(store, record, member, now) for record in records(store.connection).values()]


def _shown(store: RestrictedStore, record: Record, member: Member, now: datetime) -> ShownPurpose:
    purpose = record.purpose
    waiting, closed = None, ""
    try:
        check_party(member, purpose)
        allowed(store, purpose.name, now)
        waiting = count_doubtful(store.connection, run_in_force(store.connection, purpose.name))
    except (PurposeRefused, NothingLoaded) as refusal:
        closed = sentence(refusal.message)
    return ShownPurpose(
        name=purpose.name,
        title=purpose.title,
        what_for=purpose.what_for,
        result=RESULTS[purpose.result],
        until=purpose.agreement.until,
        waiting=waiting,
        closed=closed,
    )


def sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def side_by_side(one: dict[str, Any], other: dict[str, Any]) -> list[list[Any]]:
    """A row for each detail that either has: its name, both values, and whether they are alike."""
    rows = []
    for name, label in LABELS.items():
        left, right = _words(one.get(name)), _words(other.get(name))
        if left or right:
            rows.append([label, left or "Not known", right or "Not known", _likeness(name, left, right)])
    return rows


def _words(value: Any) -> str:
    return day(value) if isinstance(value, date) else str(value or "")


def _likeness(name: str, left: str, right: str) -> dict[str, str]:
    """Of whom the records are says nothing about whether they are of one person."""
    if name == "agency":
        return {"text": ""}
    if not left or not right:
        words, colour = ONE_ONLY
    else:
        words, colour = ALIKE if left.casefold() == right.casefold() else APART
    return {"text": words, "tag": colour}


def reasons_of(pair: Pair) -> list[list[Any]]:
    """Each comparison in words, what it speaks for, and its bits; all bits add up to the weight."""
    return [
        [
            sentence(reason.words),
            "One person" if reason.bits > 0 else "Two people",
            {"text": f"{reason.bits:+.1f}".replace("-", "−"), "sort": reason.bits},
        ]
        for reason in reasons(pair, people_model())
    ]


def verdict_of_model(pair: Pair) -> str:
    """The probability in words that do not say more than it does."""
    percent = round(pair.probability * 100)
    chance = "less than 1" if percent < 1 else "more than 99" if percent > 99 else f"about {percent}"
    return f"Of 100 pairs that agree and differ like these two, {chance} would be of one person."


def guard_of(pair: Pair) -> str:
    words = guard_words(pair, people_model())
    return f"In doubt because: {words.rstrip('.')}." if words else ""
