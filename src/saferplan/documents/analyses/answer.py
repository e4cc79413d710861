"""What an analysis found, before it is given any form."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from saferplan.documents.exhibits import Exhibit
from saferplan.documents.strategic_assessment.wording import months_listed, plural
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.hotspots.study import Study
from saferplan.evidence.points.timed_events import months_of_records

MONTHS_OF_A_YEAR = 12
Pairs = Sequence[tuple[str, str]]
"""Months of two periods that are compared, each with its fellow of the other."""


@dataclass(frozen=True)
class Answer:
    """`title`: the finding in one sentence. `cautions`: what a reader must know before using it, each a sentence.

    `study`: of hotspots, from which their cells and the tasking sheet are made.
    """

    title: str
    exhibits: tuple[Exhibit, ...]
    cautions: tuple[str, ...] = ()
    study: Study | None = None


def missing_months(wanted: Sequence[str], known: Container[str], *, what: str = "") -> tuple[str, ...]:
    """A caution about the months of a period that nothing is known of; none where all are known.

    `what`: of which records, where not of all: 'Offence records of '.
    """
    missing = [month for month in wanted if month not in known]
    if not missing:
        return ()
    are = "are" if what else plural(len(missing), "is", "are")
    return (f"{what}{months_listed(missing)} {are} not loaded: what happened then is unknown, and not zero.",)


def missing_records(scope: Scope, purpose: str) -> tuple[str, ...]:
    """The same of offence records, which come apart from the open files: known is what any of the partnership's has."""
    whole = scope.basis.geography.area(scope.unit)
    known = months_of_records(scope.basis, whole, scope.period, purpose)
    return missing_months(scope.period.months, known, what="Offence records of ")


def compared(pairs: Pairs) -> str:
    """'January to April 2025 against January to April 2024'."""
    now, then = ([pair[at] for pair in pairs] for at in (0, 1))
    return f"{months_listed(now)} against {months_listed(then)}"


def part_of_a_year(pairs: Pairs) -> tuple[str, ...]:
    """A caution about a comparison over fewer months than a year has; none over a whole year."""
    if len(pairs) >= MONTHS_OF_A_YEAR:
        return ()
    number = plural(len(pairs), "One month is", f"{len(pairs)} months are")
    return (
        f"{number} compared and not a whole year: {compared(pairs)}. Both sides have the same season, but the rest of"
        " the year may have gone another way; and of few months, a change must be large to be told from chance.",
    )


def sentence(told: str) -> str:
    """A note as a sentence."""
    return f"{told[:1].upper()}{told[1:].rstrip('.')}."
