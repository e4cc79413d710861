"""How near one victim's complaints come to the threshold on the day of an application."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from saferplan.evidence.case_review.complaints import Complaint, Counts, counts, last_application
from saferplan.evidence.case_review.rules import Rule


class Nearness(StrEnum):
    """There is no 'not met': below the number a person decides, and gives a reason (section 104(5))."""

    REACHED = "reached"
    ONE_SHORT = "one short"


@dataclass(frozen=True)
class Standing:
    """`nearness`: None where the number alone says nothing. `counting`: the complaints that count, in order.

    `number`: what they come to under the rule; `to_check`: those of them of which the day of behaviour is not
    told. `apply_by`: the last day on which they still reach the threshold.
    `explain`: whether the review is to be explained to the victim by now.
    """

    rule: Rule
    nearness: Nearness | None
    counting: tuple[Complaint, ...]
    number: int
    to_check: int
    explain: bool
    apply_by: date | None


COUNTING = (Counts.YES, Counts.TO_CHECK)


def in_order(complaints: Iterable[Complaint]) -> list[Complaint]:
    return sorted(complaints, key=lambda one: (one.made, one.agency, one.reference, one.case, str(one.behaviour)))


def standing(complaints: Collection[Complaint], rule: Rule, on: date) -> Standing:
    """Of the complaints of one victim; a complaint told twice counts once."""
    counting = tuple(one for one in in_order(set(complaints)) if counts(one, rule, on) in COUNTING)
    number = number_of(counting, rule)
    reached = is_reached(counting, rule)
    nearness = Nearness.REACHED if reached else Nearness.ONE_SHORT if number == rule.complaints - 1 else None
    return Standing(
        rule,
        nearness if counting else None,
        counting,
        number,
        len({(one.agency, one.reference) for one in counting if one.behaviour is None}),
        reached or number >= rule.explain_after,
        _apply_by(counting, rule) if reached else None,
    )


def is_reached(counting: Sequence[Complaint], rule: Rule) -> bool:
    return number_of(counting, rule) >= rule.complaints or (rule.hate_alone and any(one.is_hate for one in counting))


def number_of(counting: Sequence[Complaint], rule: Rule) -> int:
    """How many complaints they come to. An agency's reference is one complaint, however often it is recorded.

    Where behaviour of one day counts once, a day counts as often as the agency counts it that was told of it most.
    """
    references = {(one.agency, one.reference): one.behaviour or one.made for one in counting}
    if not rule.one_day_counts_once:
        return len(references)
    by_day: dict[date, Counter[str]] = defaultdict(Counter)
    for (agency, _), day in references.items():
        by_day[day][agency] += 1
    return sum(max(told.values()) for told in by_day.values())


def _apply_by(counting: Sequence[Complaint], rule: Rule) -> date:
    """Complaints lapse one after another: the last day on which enough of them are left."""
    days = sorted({last_application(one, rule) for one in counting}, reverse=True)
    return next(
        day for day in days if is_reached([one for one in counting if last_application(one, rule) >= day], rule)
    )
