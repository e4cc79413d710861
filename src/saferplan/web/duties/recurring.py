"""When something is due again."""

from calendar import monthrange
from datetime import date


def months_after(day: date, months: int, *, day_of_month: int | None = None) -> date:
    """The same day of a later month, or that month's last: a duty of the 31st comes back to the 31st."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day_of_month or day.day, monthrange(year, month)[1]))


def next_on(month: int, day: int, *, after: date) -> date:
    """The first such day of a year that is not before `after`."""
    this_year = months_after(date(after.year, month, 1), 0, day_of_month=day)
    return this_year if this_year >= after else months_after(date(after.year + 1, month, 1), 0, day_of_month=day)
