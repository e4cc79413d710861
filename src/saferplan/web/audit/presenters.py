"""Entries, seals and the retention schedule in the words of the screen."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from saferplan.web.agreements.vocabulary import purposes
from saferplan.web.audit.answers import PURPOSE
from saferplan.web.audit.forgetting import due_and_free
from saferplan.web.audit.models import NOBODY, Deletion, Entry, Hold
from saferplan.web.audit.retention import Kind, keepers, schedule
from saferplan.web.audit.tables_named import numbers_of, title_of
from saferplan.web.config.jinja import day, moment, number
from saferplan.web.jobs.work import works
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import User

OWN_PURPOSES = {PURPOSE: "To answer somebody who asks what is held about them"}
# As PostgreSQL writes days and moments into JSON.
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")
COLUMNS = [
    {"text": "When", "sort": False},
    {"text": "Who", "sort": False},
    {"text": "What was done", "sort": False},
    {"text": "Record", "sort": False},
    {"text": "Purpose", "sort": False},
]
EXPORTED = (
    "When",
    "Who",
    "Agency",
    "Acting as",
    "What was done",
    "Record",
    "Number",
    "Purpose",
    "Before",
    "After",
    "Request",
)


def rows(entries: list[Entry], partnership: Partnership) -> list[list[Any]]:
    numbers = numbers_of(entries)
    return [
        [
            {"html": _when(entry), "href": _page("audit:entry", partnership, entry=entry.pk)},
            who(entry),
            entry.get_operation_display(),
            record(entry, numbers),
            purpose(entry),
        ]
        for entry in entries
    ]


def who(entry: Entry) -> str:
    if entry.user:
        return f"{entry.user.name}, {entry.member.agency.name}" if entry.member else entry.user.name
    if entry.user_id:
        return f"User {entry.user_id}"
    return "Nobody was named" if entry.actor == NOBODY else _by_itself(entry.actor)


def _by_itself(actor: str) -> str:
    """'The site: Send an e-mail' of 'job: jobs.email'."""
    kind, _, name = actor.partition(": ")
    if kind != "job":
        return actor.capitalize()
    return f"The site: {works()[name].title if name in works() else name}"


def _when(entry: Entry) -> SafeString:
    """Many are of one minute: whoever is read a list of links is told them apart."""
    hidden = '<span class="govuk-visually-hidden">, entry {}</span>'
    return format_html("{}" + hidden, moment(entry.at), entry.pk)


def record(entry: Entry, numbers: dict[tuple[str, str], str]) -> str:
    key = (entry.table_name, entry.record)
    return f"{title_of(entry.table_name)} {numbers.get(key, entry.record)}"


def purpose(entry: Entry) -> str:
    known = purposes().get(entry.purpose)
    return known.title if known else OWN_PURPOSES.get(entry.purpose, entry.purpose)


def facts(entry: Entry) -> list[tuple[str, str]]:
    """What is known of an entry, for its own page."""
    told = [
        ("When", moment(entry.at)),
        ("Who", who(entry)),
        ("What was done", entry.get_operation_display()),
        ("Record", record(entry, numbers_of([entry]))),
        ("Purpose", purpose(entry)),
        ("Request", entry.request),
        ("Transaction", str(entry.transaction)),
        ("Digest", bytes(entry.digest).hex()),
    ]
    return [(title, value) for title, value in told if value]


def details(entry: Entry) -> list[list[str]]:
    """What a read, a search or an export wrote down of itself."""
    return [[_words(name), _shown(value)] for name, value in (entry.after or {}).items()]


def changes(entry: Entry) -> list[list[str]]:
    """Column by column, before and after."""
    before, after = entry.before or {}, entry.after or {}
    columns = dict.fromkeys((*before, *after))
    return [[_words(column), _shown(before.get(column)), _shown(after.get(column))] for column in columns]


def _words(column: str) -> str:
    return column.removesuffix("_id").replace("_", " ").capitalize()


def _shown(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "", True: "Yes", False: "No"}[value]
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if DAY.fullmatch(value):
        return day(date.fromisoformat(value))
    return moment(datetime.fromisoformat(value)) if MOMENT.fullmatch(value) else value


def exported(entries: Iterable[Entry]) -> Iterator[tuple]:
    for entry in entries:
        yield (
            entry.at,
            entry.user.name if entry.user else "",
            entry.member.agency.name if entry.member else "",
            entry.actor,
            entry.get_operation_display(),
            title_of(entry.table_name),
            entry.record,
            entry.purpose,
            json.dumps(entry.before, ensure_ascii=False) if entry.before else "",
            json.dumps(entry.after, ensure_ascii=False) if entry.after else "",
            entry.request,
        )


SCHEDULE = [
    {"text": "Kind of record", "sort": False},
    {"text": "Kept", "sort": False},
    {"text": "Why", "sort": False},
    {"text": "Goes tonight", "numeric": True, "sort": False},
    {"text": "On hold", "numeric": True, "sort": False},
]


def schedule_rows(partnership: Partnership, on: date) -> list[list[Any]]:
    """The schedule, with what would go tonight."""
    held = Counter(partnership.holds.in_force().values_list("kind", flat=True))
    return [
        [
            {"html": _with_hint(kind.title, kind.holds)},
            kind_kept(kind),
            {"html": _with_hint(kind.reason, kind.citation)},
            _due_tonight(word, partnership, on),
            number(held[word]) if held[word] else "",
        ]
        for word, kind in schedule().items()
    ]


def _with_hint(text: str, hint: str) -> SafeString:
    return format_html('{}<br><span class="govuk-hint">{}</span>', text, hint) if hint else text


def _due_tonight(word: str, partnership: Partnership, on: date) -> str:
    keeper = keepers().get(word)
    return number(_of(due_and_free(keeper, keeper.kind.cutoff(on)), partnership).count()) if keeper else ""


def kind_kept(kind: Kind) -> str:
    if kind.months is None:
        return "As long as the partnership"
    return f"{period(kind)}, counted from {kind.counts_from}"


def _of(records, partnership: Partnership):
    """Of the partnership; of what belongs to none, such as sessions, of the whole installation."""
    return records.filter(partnership=partnership) if hasattr(records.model, "partnership") else records


def period(kind: Kind) -> str:
    if not kind.months:
        return "Until the night after"
    years, months = divmod(kind.months, 12)
    if months:
        return f"{kind.months} months"
    return f"{years} year{'s' if years > 1 else ''}"


def deletion_rows(deletions: Iterable[Deletion], partnership: Partnership) -> list[list[Any]]:
    return [
        [
            {"text": moment(each.at), "href": _page("retention:deletion", partnership, deletion=each.pk)},
            schedule()[each.kind].title if each.kind in schedule() else each.kind,
            number(each.records),
        ]
        for each in deletions
    ]


def holds(held: Iterable[Hold], partnership: Partnership) -> list[dict[str, Any]]:
    held = list(held)
    names = _names_of_accounts(held)
    return [
        {
            "record": f"{schedule()[each.kind].title}: {names.get(each.pk, each.number)}",
            "reason": each.reason,
            "by": f"{each.by.user.name}, {each.by.agency.name}",
            "at": day(timezone.localtime(each.at)),
            "release": _page("retention:release", partnership, hold=each.pk),
        }
        for each in held
    ]


def _names_of_accounts(held: list[Hold]) -> dict[int, str]:
    """For as long as the account is there: the hold itself keeps its number alone."""
    accounts = {each.pk: int(each.record) for each in held if each.table_name == User._meta.db_table}
    names = dict(User.objects.filter(pk__in=accounts.values()).values_list("pk", "name"))
    return {hold: names[user] for hold, user in accounts.items() if user in names}


def _page(name: str, partnership: Partnership, **parts: Any) -> str:
    return reverse(name, kwargs={"partnership": partnership.slug} | parts)
