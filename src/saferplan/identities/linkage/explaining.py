"""Why two records were or were not taken for one person: each comparison in words, with the bits that it added."""

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from saferplan.errors import NothingLoaded, UnknownName
from saferplan.identities.linkage.model import UNKNOWN, Model, people_model


@dataclass(frozen=True)
class Reason:
    """One comparison's part. `bits` above 0 speak for one person, below for two; 2 to their power is the odds."""

    comparison: str
    words: str
    bits: float


@dataclass(frozen=True)
class Pair:
    """A pair as the run in force holds it, and what people decided of it, if anybody did."""

    run_id: int
    a: str
    b: str
    weight: float
    probability: float
    standing: str
    guard: str | None
    outcomes: Sequence[int]
    bits: Sequence[float]
    verdict: str | None
    why: str | None


PAIRS = """
    SELECT run_id, person_a, person_b, weight, probability, standing, guard, outcomes, bits, verdict, why
    FROM links LEFT JOIN LATERAL (
        SELECT verdict, why FROM link_decisions AS decision
        WHERE (decision.person_a, decision.person_b) IN
            ((links.person_a, links.person_b), (links.person_b, links.person_a))
        ORDER BY decision_id DESC LIMIT 1
    ) AS last ON true
"""


def check_model(connection: psycopg.Connection, run_id: int, model: Model) -> None:
    """A run keeps places in its model's lists of levels. Raises NothingLoaded where it is of another version."""
    of = connection.execute("SELECT model, model_version FROM linkage_runs WHERE run_id = %s", [run_id]).fetchone()
    if of != (model.name, model.version):
        raise NothingLoaded(
            "the linkage in force is of another version of the model than this program's",
            remedy="Run it anew: saferplan linkage run --purpose NAME",
        )


def pair_of(connection: psycopg.Connection, run_id: int, a: str, b: str) -> Pair:
    """A pair as the run holds it.

    Raises UnknownName where it holds none: the two were never compared, or hardly anything agreed. Raises NothingLoaded
    as `check_model` does.
    """
    check_model(connection, run_id, people_model())
    found = connection.execute(
        f"{PAIRS} WHERE run_id = %(run)s AND (person_a, person_b) IN ((%(a)s, %(b)s), (%(b)s, %(a)s))",
        {"run": run_id, "a": a, "b": b},
    ).fetchone()
    if found is None:
        raise UnknownName(
            "the linkage in force holds no such pair",
            remedy="The two share no blocking key, or less agrees than the review threshold asks for.",
        )
    return Pair(*found)


def reasons(pair: Pair, model: Model) -> list[Reason]:
    """The parts of a pair's weight, which add up to it: first what two records start from, then each comparison."""
    known = [
        Reason(comparison.name, comparison.levels[outcome].words, bits)
        for comparison, outcome, bits in zip(model.comparisons, pair.outcomes, pair.bits, strict=True)
        if outcome != UNKNOWN
    ]
    start = pair.weight - sum(reason.bits for reason in known)
    return [Reason("start", "two records taken at random", start), *known]


def guard_words(pair: Pair, model: Model) -> str:
    """What the guard that holds for the pair says; empty where none does."""
    return next((guard.words for guard in model.guards if guard.name == pair.guard), "")


# Which people a run's review is about: doubtful, and decided by nobody. The likeliest first.
DOUBTFUL = f"""
    SELECT * FROM ({PAIRS}) AS pair WHERE run_id = %(run)s AND standing = 'doubtful'
        AND coalesce(verdict, 'withdrawn') = 'withdrawn'
    ORDER BY weight DESC, person_a, person_b
"""


def doubtful_pairs(connection: psycopg.Connection, run_id: int, *, at_most: int | None = None) -> list[Pair]:
    """Raises NothingLoaded as `check_model` does."""
    check_model(connection, run_id, people_model())
    rows = connection.execute(f"{DOUBTFUL} LIMIT %(at_most)s", {"run": run_id, "at_most": at_most}).fetchall()
    return [Pair(*row) for row in rows]


def count_doubtful(connection: psycopg.Connection, run_id: int) -> int:
    """How many pairs of a run wait for somebody to decide them."""
    counted = connection.execute(f"SELECT count(*) FROM ({DOUBTFUL}) AS doubtful", {"run": run_id}).fetchall()
    return counted[0][0]
