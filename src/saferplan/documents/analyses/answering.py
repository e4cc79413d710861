"""From a question to its answer."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from saferplan.documents.analyses import (
    change,
    day_and_hour,
    hotspots,
    near_repeat,
    repeat_locations,
    season,
    similar_areas,
)
from saferplan.documents.analyses.answer import Answer
from saferplan.documents.analyses.question import Question
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area

ANSWERS: Mapping[str, Callable[[Scope, Question], Answer]] = MappingProxyType(
    {
        "hotspots": hotspots.answer,
        "near-repeat": near_repeat.answer,
        "change": change.answer,
        "similar-areas": similar_areas.answer,
        "repeat-locations": repeat_locations.answer,
        "day-and-hour": day_and_hour.answer,
        "season": season.answer,
    }
)


def answered(basis: Basis, area: Area, question: Question) -> Answer:
    """Raises NothingLoaded or TooLittleData where what is loaded cannot answer, with what would."""
    return ANSWERS[question.word](question.scope(basis, area), question)
