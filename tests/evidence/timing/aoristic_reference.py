"""Aoristic weights minute by minute: slow and obvious, for clocks that do not change."""

from collections import Counter
from datetime import datetime, timedelta


def weights_of(start: datetime, end: datetime) -> Counter[tuple[int, int]]:
    """By weekday (Monday 0) and hour; they sum to 1."""
    minutes = int((end - start).total_seconds()) // 60
    if minutes == 0:
        return Counter({(start.weekday(), start.hour): 1.0})
    at = (start + timedelta(minutes=minute) for minute in range(minutes))
    return Counter({cell: n / minutes for cell, n in Counter((one.weekday(), one.hour) for one in at).items()})
