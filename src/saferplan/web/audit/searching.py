"""Finds entries of one partnership, newest first, a page at a time: by where the last page ended, not by counting."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from saferplan.web.audit.models import Entry
from saferplan.web.partnerships.models import Partnership

A_PAGE = 50
THE_SITE = "site"  # jobs and commands: nobody of the partnership
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Sought:
    """`who` is a user's number, or THE_SITE; days are of the clock of London, the last one included."""

    who: str = ""
    table: str = ""
    record: str = ""
    operation: str = ""
    purpose: str = ""
    since: date | None = None
    until: date | None = None

    def told(self) -> dict[str, str]:
        """As it is written down, and put into addresses: what was asked for."""
        return {name: str(value) for name, value in vars(self).items() if value}

    def of(self, partnership: Partnership) -> QuerySet[Entry]:
        entries = partnership.audit_entries.all()
        if self.who:
            entries = entries.filter(user=None) if self.who == THE_SITE else entries.filter(user=self.who)
        exact = {"table_name": self.table, "record": self.record, "operation": self.operation, "purpose": self.purpose}
        entries = entries.filter(**{name: value for name, value in exact.items() if value})
        if self.since:
            entries = entries.filter(at__gte=_midnight(self.since))
        if self.until and self.until < date.max:
            entries = entries.filter(at__lt=_midnight(self.until + timedelta(days=1)))
        return entries.select_related("member__agency", "user").order_by("-at", "-id")


@dataclass(frozen=True)
class Page:
    entries: list[Entry]
    older: str | None


def place_in(told: str) -> str:
    """What an address says of where the last page ended; nothing where it is no such place."""
    return told if _place(told) else ""


def page_of(entries: QuerySet[Entry], before: str = "") -> Page:
    """`before` is what the page before gave as `older`; anything else begins at the newest."""
    after = _place(before)
    if after:
        at, number = after
        entries = entries.filter(Q(at__lt=at) | Q(at=at, id__lt=number), at__lte=at)
    found = list(entries[: A_PAGE + 1])
    shown = found[:A_PAGE]
    return Page(shown, _told(shown[-1]) if len(found) > A_PAGE else None)


def all_of(entries: QuerySet[Entry]) -> Iterator[Entry]:
    return entries.iterator(chunk_size=1000)


def _told(entry: Entry) -> str:
    return f"{(entry.at - EPOCH) // timedelta(microseconds=1)}-{entry.pk}"


def _place(told: str) -> tuple[datetime, int] | None:
    moment, _, number = told.partition("-")
    if not (moment.isascii() and moment.isdecimal() and number.isascii() and number.isdecimal()):
        return None
    if len(moment) > 17 or len(number) > 18:  # past the year 5000, past the database's own numbers
        return None
    return EPOCH + timedelta(microseconds=int(moment)), int(number)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
