"""Periods of calendar months that begin with a day, as Acts of Parliament count them."""

from calendar import monthrange
from datetime import date, timedelta


def last_day(begins: date, months: int) -> date:
    """The last day of a period of so many months beginning with a day, which is its first.

    It ends on the day before the one of the same number, or with the month where that has no such day (the
    corresponding date rule, Dodds v Walker [1981] 1 WLR 1027): from 15 March for a month, to 14 April; from 31
    January, to the end of February. Raises ValueError for less than one month.
    """
    if months < 1:
        raise ValueError("a period has one month at least")
    year, month = divmod(begins.year * 12 + begins.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    if begins.day > length:
        return date(year, month + 1, length)
    return date(year, month + 1, begins.day) - timedelta(days=1)
