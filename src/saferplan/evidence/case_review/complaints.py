"""Whether a complaint counts towards the threshold on the day of an application: each is judged by its own dates."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from saferplan.evidence.case_review.months import last_day
from saferplan.evidence.case_review.rules import Rule


class Counts(StrEnum):
    """Whether a complaint counts, and why not.

    Many files tell when an agency was told and not when it happened: such a complaint may count, and is to be checked.
    """

    YES = "counts"
    TO_CHECK = "counts if it was made soon enough after the behaviour, of which the day is not told"
    LATE = "made later than the rule allows after the behaviour"
    LAPSED = "made too long before the application"
    TO_COME = "made after the day of the application"
    DAY_STRANGE = "the behaviour is later than the complaint"


@dataclass(frozen=True)
class Complaint:
    """One agency's record of a complaint. `behaviour`: the last day on which it can have happened, where it is told;
    `is_hate`: of a hate crime or incident. `case`: the agency's case that it belongs to, else its own reference.
    """

    agency: str
    reference: str
    case: str
    made: date
    behaviour: date | None
    is_hate: bool = False
    take_care: bool = False


def counts(complaint: Complaint, rule: Rule, on: date) -> Counts:
    """How the complaint stands for an application made on a day (section 104(11))."""
    if complaint.made > on:
        return Counts.TO_COME
    if on > last_application(complaint, rule):
        return Counts.LAPSED
    if complaint.behaviour is None:
        return Counts.TO_CHECK
    if complaint.behaviour > complaint.made:
        return Counts.DAY_STRANGE
    if complaint.made > last_day(complaint.behaviour, rule.months_to_complain):
        return Counts.LATE
    return Counts.YES


def last_application(complaint: Complaint, rule: Rule) -> date:
    """The last day on which an application still lets the complaint count."""
    return last_day(complaint.made, rule.months_to_apply)
