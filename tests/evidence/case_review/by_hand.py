"""The threshold as one would work it out with a calendar and a sheet of paper: day by day, complaint by complaint."""

from collections.abc import Collection
from datetime import date, timedelta

from saferplan.evidence.case_review.complaints import Complaint
from saferplan.evidence.case_review.rules import Rule

DAY = timedelta(days=1)


def days_of_period(begins: date, months: int) -> list[date]:
    """Every day of the period: a month is over when its day's number comes round, or with a month that lacks it."""
    days, left, day = [begins], months, begins
    while True:
        day += DAY
        comes_round = day.day == begins.day
        lacks_it = (day + DAY).day == 1 and day.day < begins.day
        if comes_round or lacks_it:
            left -= 1
        if left == 0:
            return [*days, day] if lacks_it else days
        days.append(day)


def counts(complaint: Complaint, rule: Rule, on: date) -> bool:
    """With an unknown day of the behaviour, a complaint is given the benefit of the doubt."""
    if on not in days_of_period(complaint.made, rule.months_to_apply):
        return False
    if complaint.behaviour is None:
        return True
    return complaint.made in days_of_period(complaint.behaviour, rule.months_to_complain)


def number(complaints: Collection[Complaint], rule: Rule, on: date) -> int:
    told: dict[tuple[str, str], date] = {}
    for one in complaints:
        if counts(one, rule, on):
            told[one.agency, one.reference] = one.behaviour or one.made
    if not rule.one_day_counts_once:
        return len(told)
    days = set(told.values())
    agencies = {agency for agency, _ in told}
    return sum(
        max(sum(1 for (whose, _), when in told.items() if when == day and whose == agency) for agency in agencies)
        for day in days
    )


def reached(complaints: Collection[Complaint], rule: Rule, on: date) -> bool:
    if number(complaints, rule, on) >= rule.complaints:
        return True
    return rule.hate_alone and any(one.is_hate and counts(one, rule, on) for one in complaints)
