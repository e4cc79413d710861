"""Whether offences near each other follow soon after one another."""

from saferplan.documents.analyses.answer import Answer, missing_records, sentence
from saferplan.documents.analyses.asked_tables import tables_with
from saferplan.documents.analyses.question import Question, together
from saferplan.documents.strategic_assessment.exhibits import near_repeats as exhibits
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.assessment.near_repeat import BURGLARY, PURPOSE, near_repeats
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.points.timed_events import events_of_records


def answer(scope: Scope, question: Question) -> Answer:
    """Raises NothingLoaded without offence records, TooLittleData where they are too few."""
    measure = together(question.measures or (BURGLARY,))
    events = events_of_records(scope.basis, scope.area, scope.period, PURPOSE, measure.crime_types)
    found = near_repeats(events, measure=measure)
    tables = tables_with(scope, near_repeat=found)
    shown = tuple(filter(None, [exhibits.near_repeat(tables, Figures(tables))]))
    cautions = (*missing_records(scope, PURPOSE), *(sentence(note) for note in found.notes))
    return Answer(shown[0].title, shown, cautions)
