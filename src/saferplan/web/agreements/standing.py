"""How an agreement stands on a day, and what may be done with it then: one table.

Only what people do is recorded. That an agreement is in force, or has lapsed, follows from signatures and dates.
"""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import TextChoices


class Recorded(TextChoices):
    """What somebody did."""

    DRAFTED = "drafted", "Drafted"
    SENT = "sent", "Sent for signature"
    SUSPENDED = "suspended", "Suspended"
    RESUMED = "resumed", "Resumed"
    ENDED = "ended", "Ended"


HALTS = (Recorded.SUSPENDED, Recorded.RESUMED, Recorded.ENDED)
"""The last of these says whether an agreement is halted, whatever else was recorded since."""


class Standing(TextChoices):
    DRAFT = "draft", "Draft"
    SENT = "sent", "Sent for signature"
    SIGNED = "signed", "Signed, not begun"
    IN_FORCE = "in-force", "In force"
    SUSPENDED = "suspended", "Suspended"
    LAPSED = "lapsed", "Lapsed"
    REPLACED = "replaced", "Replaced"
    ENDED = "ended", "Ended"


class Act(StrEnum):
    EDIT = "edit"
    SEND = "send"
    SIGN = "sign"
    RENEW = "renew"
    SUSPEND = "suspend"
    RESUME = "resume"
    END = "end"


MAY_FOLLOW: Mapping[Standing, frozenset[Act]] = {
    Standing.DRAFT: frozenset({Act.EDIT, Act.SEND, Act.END}),
    Standing.SENT: frozenset({Act.SIGN, Act.RENEW, Act.END}),
    Standing.SIGNED: frozenset({Act.RENEW, Act.END}),
    Standing.IN_FORCE: frozenset({Act.RENEW, Act.SUSPEND, Act.END}),
    Standing.SUSPENDED: frozenset({Act.RENEW, Act.RESUME, Act.END}),
    Standing.LAPSED: frozenset({Act.RENEW, Act.END}),
    Standing.REPLACED: frozenset(),
    Standing.ENDED: frozenset(),
}
"""Terms that were sent are never edited: to renew writes the next version, which every party signs anew."""
