"""Seals what the log holds: each seal is keyed, and chained to the one before.

A transaction takes its number when it begins to write and shows its entries when it commits, so entries come late and
out of order. Only transactions that have all ended are sealed (`pg_snapshot_xmin`): none can come to a sealed range.
"""

import hmac
import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from saferplan.web.audit.models import Seal

KEY_USE = b"saferplan audit seals"
TAG_BYTES = 16  # 128 bits of an entry's digest: nobody finds another entry with the same
LOCK = 5_811_001  # one sealer at a time; any number that nothing else of the site locks
FINISHED = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
IN_ORDER = "SELECT id, digest FROM public.audit_entry WHERE {which} ORDER BY id"


def seal_finished() -> Seal | None:
    """None where nothing new has ended."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(FINISHED)
        (until,) = cursor.fetchone()
        last = Seal.objects.last()
        since = last.until if last else 0
        restored = until < since  # transactions of one server are never counted backwards
        entries = _left_out() if restored else _between(since, until)
        ids, tags = _taken_down(entries)
        if not ids and not restored:
            return None
        return _sealed(last, since=0 if restored else since, until=until, restored=restored, ids=ids, tags=tags)


def _sealed(last: Seal | None, *, ids: list[int], tags: bytes, **window) -> Seal:
    seal = Seal(
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        entries=len(ids),
        ids=as_ranges(ids),
        tags=tags,
        key_check=key_check(seal_key(settings.SECRET_KEY)),
        **window,
    )
    seal.code = code_of(seal, before=bytes(last.code) if last else b"", key=seal_key(settings.SECRET_KEY))
    seal.save(force_insert=True)
    return seal


def _between(since: int, until: int) -> Iterator[tuple[int, bytes]]:
    """An entry that came with a copy of the database may be of the same numbers, and be sealed already."""
    rows = _rows("transaction >= %s AND transaction < %s", [since, until])
    again = _sealed_ids(Seal.objects.filter(restored=True))
    return (row for row in rows if row[0] not in again)


def _left_out() -> Iterator[tuple[int, bytes]]:
    known = _sealed_ids(Seal.objects.all())
    return (row for row in _rows("TRUE", []) if row[0] not in known)


def _rows(which: str, values: list) -> Iterator[tuple[int, bytes]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(IN_ORDER.format(which=which), values)
        yield from cursor


def _taken_down(entries: Iterable[tuple[int, bytes]]) -> tuple[list[int], bytes]:
    ids, tags = [], bytearray()
    for number, digest in entries:
        ids.append(number)
        tags += bytes(digest)[:TAG_BYTES]
    return ids, bytes(tags)


def code_of(seal: Seal, *, before: bytes, key: bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104) of all that the seal says, and of the code of the seal before."""
    told: list[Any] = [seal.number, seal.at.isoformat(), seal.since, seal.until, seal.restored, seal.entries, seal.ids]
    told += [sha256(bytes(seal.tags)).hexdigest(), before.hex()]
    return hmac.digest(key, json.dumps(told).encode(), "sha256")


def seal_key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), KEY_USE, "sha256")


def key_check(key: bytes) -> str:
    """Tells keys apart and gives nothing of them away."""
    return hmac.digest(key, b"check", "sha256")[:4].hex()


class Ranges:
    """Numbers of entries as a few ranges; rollbacks leave gaps."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self.ranges = sorted(ranges)
        self._next = 0

    def __contains__(self, number: int) -> bool:
        """Numbers are asked for in ascending order."""
        while self._next < len(self.ranges) and self.ranges[self._next][1] < number:
            self._next += 1
        return self._next < len(self.ranges) and self.ranges[self._next][0] <= number


def _sealed_ids(seals: Iterable[Seal]) -> Ranges:
    return Ranges(each for ids in seals.values_list("ids", flat=True) for each in ranges_of(ids))


def as_ranges(ids: list[int]) -> str:
    """Of ascending numbers: "1-40,42-50"."""
    ranges: list[list[int]] = []
    for number in ids:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ",".join(f"{first}-{last}" for first, last in ranges)


def ranges_of(text: str) -> list[tuple[int, int]]:
    return [(int(first), int(last)) for first, _, last in (part.partition("-") for part in text.split(",") if part)]
