"""What rose and what fell, over every measure at once."""

from saferplan.documents.analyses.answer import (
    MONTHS_OF_A_YEAR,
    Answer,
    Pairs,
    compared,
    missing_months,
    part_of_a_year,
)
from saferplan.documents.analyses.question import Question
from saferplan.documents.strategic_assessment.exhibits import changes as exhibits
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.errors import NothingLoaded, UsageError
from saferplan.evidence.analysis.series import breaks
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.tables import AssessmentTables


def answer(scope: Scope, question: Question) -> Answer:
    """Raises NothingLoaded where no month of the year is known of both periods, or nobody's number is."""
    against = question.against
    if against is None:
        raise UsageError("a change is told from an earlier period", remedy="Choose the months to compare with.")
    tables = AssessmentTables(scope)
    if not tables.months_compared:
        raise NothingLoaded(f"no month of the year is loaded in both {scope.period.title} and {against.title}")
    exhibit = exhibits.changes(tables, Figures(tables))
    if exhibit is None:
        raise NothingLoaded(
            "no change can be told without residents, or from so few incidents",
            remedy="Load ONS’s population estimates, or choose more months.",
        )
    missing = missing_months([*against.months, *scope.period.months], scope.basis.months_by_unit[scope.unit])
    ends = sorted((scope.period.first, scope.period.last, against.first, against.last))
    return Answer(
        _title(exhibit.title, tables.months_compared),
        (exhibit,),
        (
            *part_of_a_year(tables.months_compared),
            *missing,
            *(f"{one.title}: {one.meaning}" for one in breaks(ends[0], ends[-1])),
        ),
    )


def _title(finding: str, pairs: Pairs) -> str:
    """A finding of less than a year says of which months it is: it is read in lists, without its cautions."""
    return finding if len(pairs) >= MONTHS_OF_A_YEAR else f"{finding}: {compared(pairs)}"
