"""What an analysis found, before it is given any form."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from saferplan.documents.exhibits import Exhibit
from saferplan.documents.strategic_assessment.wording import months_listed, plural
from saferplan.evidence.hotspots.study import Study


@dataclass(frozen=True)
class Answer:
    """`title`: the finding in one sentence. `cautions`: what a reader must know before using it, each a sentence.

    `study`: of hotspots, from which their cells and the tasking sheet are made.
    """

    title: str
    exhibits: tuple[Exhibit, ...]
    cautions: tuple[str, ...] = ()
    study: Study | None = None


def missing_months(wanted: Sequence[str], known: Container[str]) -> tuple[str, ...]:
    """A caution about the months of a period that nothing is known of; none where all are known."""
    missing = [month for month in wanted if month not in known]
    if not missing:
        return ()
    are = plural(len(missing), "is", "are")
    return (f"{months_listed(missing)} {are} not loaded: what happened then is unknown, and not zero.",)


def sentence(told: str) -> str:
    """A note as a sentence."""
    return f"{told[:1].upper()}{told[1:].rstrip('.')}."
