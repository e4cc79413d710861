"""Numbers that spreadsheets keep in the place of days."""

from datetime import datetime, timedelta

from saferplan.evidence.sources.records import decimal_number

# ECMA-376 part 1, 18.17.4.1: day 1 is 1 January 1900 and 29 February 1900 is counted though there was none, so that
# from 1 March 1900 on the days are those after 30 December 1899. In the system of 1904 day 0 is 1 January 1904.
DAY_NOUGHT_1900, DAY_NOUGHT_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
FIRST_TRUE_SERIAL = 61
# 31 December 9999 in the system of 1900; spreadsheets know no later day.
LAST_SERIAL = 2_958_465


def serial_to_datetime(text: str, *, uses_1904: bool = False) -> datetime | None:
    """The local time of a cell such as '45292.5', to the nearest second; None where it is no serial number of a day.

    Numbers below 61 (1 March 1900) are taken for no day: they are counts, or hours of a day without its date.
    """
    number = decimal_number(text)
    if number is None or not FIRST_TRUE_SERIAL <= number < LAST_SERIAL + 1:
        return None
    try:
        return (DAY_NOUGHT_1904 if uses_1904 else DAY_NOUGHT_1900) + timedelta(seconds=round(number * 86_400))
    except OverflowError:
        return None
