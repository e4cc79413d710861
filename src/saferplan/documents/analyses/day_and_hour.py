"""On which days and at which hours offences happen."""

from dataclasses import replace

from saferplan.documents.analyses.answer import Answer, missing_records, sentence
from saferplan.documents.analyses.asked_tables import tables_with
from saferplan.documents.analyses.question import Question, together
from saferplan.documents.strategic_assessment.exhibits import timing as exhibits
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.errors import TooLittleData
from saferplan.evidence.assessment.hours import FEWEST_EVENTS, PURPOSE, hours_of
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.points.timed_events import events_of_records


def answer(scope: Scope, question: Question) -> Answer:
    """Raises NothingLoaded without offence records, TooLittleData where they are too few to be shown."""
    measure = together(question.measures) if question.measures else None
    types = measure.crime_types if measure else None
    hours = hours_of(events_of_records(scope.basis, scope.area, scope.period, PURPOSE, types))
    if hours.found.events < FEWEST_EVENTS:
        raise TooLittleData(
            f"{hours.found.events:,} offences with a time are too few: of fewer than {FEWEST_EVENTS} the hours show"
            " chance",
            remedy="Choose a year or a measure with more offences.",
        )
    tables = tables_with(scope, hours=hours)
    exhibit = exhibits.hour_by_day(tables, Figures(tables))
    if exhibit is None:
        raise TooLittleData("so few offences fall into an hour that some might be known by it, so none are shown")
    if measure:
        exhibit = replace(exhibit, subtitle=f"{measure.title}. {exhibit.subtitle}")
    cautions = (*missing_records(scope, PURPOSE), *(sentence(note) for note in hours.notes))
    return Answer(exhibit.title, (exhibit,), cautions)
