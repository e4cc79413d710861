"""Finds out whether the log is as it was sealed, and names the first entry that is not.

Everything is worked out again from the rows themselves; no function of the database is believed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hmac import compare_digest

from django.conf import settings
from django.db import connection

from saferplan.web.audit.digests import content_of, digested_of
from saferplan.web.audit.log_retention import emptied_until
from saferplan.web.audit.models import Entry, Seal
from saferplan.web.audit.redactions import wrongly_emptied
from saferplan.web.audit.sealing import TAG_BYTES, Ranges, code_of, key_check, ranges_of, seal_key


class Wrong(StrEnum):
    SEAL = "seal altered"
    SEAL_MISSING = "seal missing"
    NOT_AS_KEPT = "not the seal of which somebody kept the code"
    ANOTHER_KEY = "sealed with a secret that is not known here"
    ALTERED = "altered"
    REMOVED = "removed"
    INSERTED = "inserted"
    REDACTION = "emptied by nothing that is on record"


@dataclass(frozen=True)
class Fault:
    """`entry` is the entry's number; none where it is the seal itself that is wrong."""

    wrong: Wrong
    seal: int | None = None
    entry: int | None = None

    def __str__(self) -> str:
        place = f"entry {self.entry}" if self.entry is not None else f"seal {self.seal}"
        return f"{place}: {self.wrong}"


@dataclass(frozen=True)
class Verdict:
    """`waiting` counts entries that no seal holds yet; `code` is the last seal's, to hold against a kept one."""

    fault: Fault | None
    seals: int
    entries: int
    waiting: int
    code: str


def verify(*, kept_number: int | None = None, kept_code: str = "") -> Verdict:
    """With the number and code of a seal that somebody kept elsewhere, that seal has to be among those here."""
    seals = list(Seal.objects.order_by("number"))
    full = seals[emptied_until() :]
    fault = _chain_fault(seals) or _kept_fault(seals, kept_number, kept_code)
    fault = fault or next((found for seal in full for found in _faults_of(seal)), None)
    fault = fault or _inserted(seals) or _redaction_fault()
    sealed = sum(seal.entries for seal in full)
    waiting = max(0, Entry.objects.count() - sealed)
    return Verdict(fault, len(seals), sealed, waiting, bytes(seals[-1].code).hex() if seals else "")


def _chain_fault(seals: list[Seal]) -> Fault | None:
    keys = {key_check(key): key for key in map(seal_key, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))}
    before = b""
    for number, seal in enumerate(seals, start=1):
        if seal.number != number:
            return Fault(Wrong.SEAL_MISSING, number)
        if seal.key_check not in keys:
            return Fault(Wrong.ANOTHER_KEY, number)
        if not compare_digest(code_of(seal, before=before, key=keys[seal.key_check]), bytes(seal.code)):
            return Fault(Wrong.SEAL, number)
        before = bytes(seal.code)
    return None


def _kept_fault(seals: list[Seal], number: int | None, code: str) -> Fault | None:
    if number is None:
        return None
    if not 1 <= number <= len(seals):
        return Fault(Wrong.SEAL_MISSING, number)
    same = compare_digest(bytes(seals[number - 1].code).hex(), code.strip().lower())
    return None if same else Fault(Wrong.NOT_AS_KEPT, number)


READ = f"""
SELECT id, digest, sha256(convert_to({digested_of("e")}, 'UTF8')),
    content_digest, sha256(convert_to({content_of("e")}, 'UTF8')), redacted_by, before IS NULL AND after IS NULL
FROM public.audit_entry e WHERE id BETWEEN %s AND %s ORDER BY id
"""


def _faults_of(seal: Seal) -> Iterator[Fault]:
    """In the order of the entries."""
    ranges = ranges_of(seal.ids)
    tags = bytes(seal.tags)
    place = 0
    for first, last in ranges:
        there = _read(first, last)
        row = next(there, None)
        for number in range(first, last + 1):
            tag = tags[place : place + TAG_BYTES]
            place += TAG_BYTES
            if row is None or row[0] != number:
                yield Fault(Wrong.REMOVED, seal.number, number)
                continue
            if not _is_as_sealed(row, tag):
                yield Fault(Wrong.ALTERED, seal.number, number)
            row = next(there, None)


def _is_as_sealed(row: tuple, tag: bytes) -> bool:
    _, digest, digest_again, content, content_again, redacted_by, is_empty = row
    content_stands = is_empty if redacted_by else bytes(content) == bytes(content_again)
    return content_stands and bytes(digest) == bytes(digest_again) and bytes(digest)[:TAG_BYTES] == tag


def _read(first: int, last: int) -> Iterator[tuple]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(READ, [first, last])
        yield from cursor


def _redaction_fault() -> Fault | None:
    number = wrongly_emptied()
    return None if number is None else Fault(Wrong.REDACTION, entry=number)


def _inserted(seals: list[Seal]) -> Fault | None:
    """An entry of a transaction that was sealed, and that the seal does not know."""
    if not seals:
        return None
    known = Ranges(each for seal in seals for each in ranges_of(seal.ids))
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT id FROM public.audit_entry WHERE transaction < %s ORDER BY id", [seals[-1].until])
        return next((Fault(Wrong.INSERTED, entry=number) for (number,) in cursor if number not in known), None)
