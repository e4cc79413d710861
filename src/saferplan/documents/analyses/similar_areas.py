"""All crime here beside the areas most like this one."""

from saferplan.documents.analyses.answer import Answer, missing_months
from saferplan.documents.analyses.question import Question
from saferplan.documents.strategic_assessment.exhibits import likeness as exhibits
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.errors import NothingLoaded
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.tables import AssessmentTables


def answer(scope: Scope, question: Question) -> Answer:  # noqa: ARG001 all of it is in the scope
    """Raises NothingLoaded where nothing says which areas are alike, or no month of theirs is loaded."""
    if not scope.similar.codes:
        raise NothingLoaded(
            "nothing says which areas are alike",
            remedy="Load ONS’s lookups, population by age, households by tenure and deprivation of the whole country.",
        )
    tables = AssessmentTables(scope)
    figures = Figures(tables)
    beside = exhibits.similar_areas(tables, figures)
    if beside is None:
        raise NothingLoaded(
            f"no month of {scope.period.title} is loaded both here and in an area like this one",
            remedy="Load the police’s files of the other forces.",
        )
    features = exhibits.similarity_features(tables, figures)
    shown = tuple(one for one in (beside, features) if one is not None)
    return Answer(beside.title, shown, missing_months(scope.period.months, scope.months_present))
