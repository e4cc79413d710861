"""Clerical review with a page between one look and the next: nothing is remembered but what the caller keeps.

A pair goes by a name that tells nobody's key, and a decision by its number. Every look is logged as a read.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from saferplan.errors import UsageError
from saferplan.evidence.access import user
from saferplan.identities.linkage.decisions import LAST_DECISIONS, Decision, Verdict, decide
from saferplan.identities.linkage.explaining import Pair, count_doubtful, doubtful_pairs
from saferplan.identities.linkage.in_force import run_in_force
from saferplan.identities.linkage.reviewing import SEEN, allowed, check_covered, check_reason, records_of
from saferplan.identities.store import RestrictedStore

NAME_CHARACTERS = 32  # of the digest's 64: 128 bits, by which no two pairs are taken for one
_LOCK = "SELECT FROM links WHERE run_id = %s AND person_a = %s AND person_b = %s FOR UPDATE"


class DecidedMeanwhile(UsageError):
    """Somebody else was quicker, or a new run no longer doubts the pair."""


@dataclass(frozen=True)
class Waiting:
    """The next pair, and how many wait with it. `pair` is None where all that wait were answered in this sitting."""

    count: int
    pair: Pair | None


def waiting(store: RestrictedStore, purpose_name: str, answered: Collection[str], *, now: datetime) -> Waiting:
    """The likeliest doubtful pair whose name is not among those `answered`. Opens nobody.

    Raises PurposeRefused where the purpose does not allow to look at these people, NothingLoaded where no linkage ran.
    """
    allowed(store, purpose_name, now)
    run = run_in_force(store.connection, purpose_name)
    # Of one more than were answered, one was not.
    likeliest = doubtful_pairs(store.connection, run, at_most=len(answered) + 1)
    unanswered = [pair for pair in likeliest if name_of(store, pair) not in answered]
    return Waiting(count_doubtful(store.connection, run), unanswered[0] if unanswered else None)


def name_of(store: RestrictedStore, pair: Pair) -> str:
    """Another after a rotation of the key, as the keys of the two are."""
    return store.digest(" ".join(sorted((pair.a, pair.b))).encode()).hex()[:NAME_CHARACTERS]


def both(store: RestrictedStore, purpose_name: str, pair: Pair, *, now: datetime) -> list[dict[str, Any]]:
    """Both records, opened and logged. Raises PurposeRefused."""
    purpose = allowed(store, purpose_name, now)
    return list(records_of(store, purpose, (pair.a, pair.b), now).values())


def answer(
    store: RestrictedStore, purpose_name: str, pair_name: str, verdict: Verdict, why: str, *, now: datetime
) -> int:
    """Decides a pair that waits, once, and gives the decision's number.

    Raises PurposeRefused, DecidedMeanwhile where it waits no longer, UsageError where the reason names one of the two.
    """
    purpose = allowed(store, purpose_name, now)
    run = run_in_force(store.connection, purpose_name)
    pair = _still_waiting(store, run, pair_name)
    if why:
        records = records_of(store, purpose, (pair.a, pair.b), now)
        check_covered(purpose, records)
        check_reason(why, records.values())
    with store.connection.transaction():
        store.connection.execute(_LOCK, [run, pair.a, pair.b])
        _still_waiting(store, run, pair_name)
        decision = Decision(pair.a, pair.b, verdict, why or SEEN, user(), purpose)
        return decide(store.connection, decision, now=now)


def _still_waiting(store: RestrictedStore, run: int, pair_name: str) -> Pair:
    found = (pair for pair in doubtful_pairs(store.connection, run) if name_of(store, pair) == pair_name)
    pair = next(found, None)
    if pair is None:
        raise DecidedMeanwhile("this pair was decided meanwhile, or is no longer in doubt")
    return pair


def take_back(store: RestrictedStore, purpose_name: str, number: int, *, now: datetime) -> None:
    """Withdraws a decision: the pair waits again.

    Raises PurposeRefused, and DecidedMeanwhile where the decision has gone with one of the two or a later one stands.
    """
    purpose = allowed(store, purpose_name, now)
    with store.connection.transaction():
        found = store.connection.execute(
            f"SELECT person_a, person_b FROM ({LAST_DECISIONS}) AS last WHERE decision_id = %s AND verdict <> %s",
            [number, Verdict.WITHDRAWN],
        ).fetchone()
        if found is None:
            raise DecidedMeanwhile("this pair was decided anew meanwhile, or is no longer held")
        one, other = found
        withdrawn = Decision(one, other, Verdict.WITHDRAWN, "taken back in review", user(), purpose)
        decide(store.connection, withdrawn, now=now)
