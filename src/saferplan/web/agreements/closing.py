"""What has to happen before access under an agreement closes. Apps that hold records register it."""

from collections.abc import Callable
from datetime import date

from saferplan.web.agreements.models import Terms
from saferplan.web.agreements.standing import Recorded

BeforeClosing = Callable[[Terms, Recorded, date], None]
"""Called in the transaction that suspends or ends, with the day on which access closes."""

_REGISTERED: list[BeforeClosing] = []


def register(callback: BeforeClosing) -> None:
    if callback not in _REGISTERED:
        _REGISTERED.append(callback)


def before_closing(terms: Terms, status: Recorded, closes_on: date) -> None:
    for callback in _REGISTERED:
        callback(terms, status, closes_on)
