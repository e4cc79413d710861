"""What is usual for the time of year, and which months were not."""

from saferplan.documents.analyses.answer import Answer, sentence
from saferplan.documents.analyses.question import Question, together
from saferplan.documents.strategic_assessment.exhibits import timing as exhibits
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.assessment.scope import ALL_CRIME, Scope
from saferplan.evidence.assessment.season import seasonal
from saferplan.evidence.assessment.tables import AssessmentTables


def answer(scope: Scope, question: Question) -> Answer:
    """Over the longest run of months without a gap, whatever the period. Raises TooLittleData."""
    found = seasonal(scope.basis, together(question.measures or (ALL_CRIME,)), scope.area)
    tables = AssessmentTables(scope)
    figures = Figures(tables)
    shown = (exhibits.season_of(found, figures), exhibits.months_outside(tables, figures))
    told = tuple(sentence(note) for note in found.notes)
    return Answer(shown[0].title, tuple(one for one in shown if one is not None), told)
