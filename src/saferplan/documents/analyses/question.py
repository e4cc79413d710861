"""What an analysis is asked: of which months and measures, and beside which others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from saferplan.documents.analyses.kinds import Kind, kinds
from saferplan.evidence.periods import Period
from saferplan.evidence.sources.police_categories import crime_types

if TYPE_CHECKING:
    from saferplan.evidence.assessment.scope import Scope
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.geography import Area
    from saferplan.evidence.measures.definition import Measure


@dataclass(frozen=True)
class Question:
    """`measures`: names; none for what the kind takes by itself."""

    word: str
    period: Period
    against: Period | None = None
    measures: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        return kinds()[self.word]

    def scope(self, basis: "Basis", area: "Area") -> "Scope":
        # Here, because pages that only tell of a question would carry all that answers it.
        from saferplan.evidence.assessment.scope import Scope

        return Scope(basis, area, self.period, self.against)


def together(names: Sequence[str]) -> "Measure":
    """One measure that counts what all of them count. Raises UnknownName."""
    # Here, because they bring along what counts and tests.
    from saferplan.documents.strategic_assessment.wording import in_sentence, listed
    from saferplan.evidence.measures.definition import measure_named

    measures = [measure_named(name) for name in names]
    if len(measures) == 1:
        return measures[0]
    counted = {slug for one in measures for slug in one.crime_types}
    first, *rest = (one.title for one in measures)
    return replace(
        measures[0],
        name="+".join(one.name for one in measures),
        title=listed([first, *map(in_sentence, rest)]),
        crime_types=tuple(one.slug for one in crime_types() if one.slug in counted),
    )
