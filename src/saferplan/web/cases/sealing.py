"""What cases say of people, encrypted before it reaches the database.

Each cell is bound to its row and its partnership: moved to another, it does not open.
"""

from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings

from saferplan.identities import sealing
from saferplan.identities.keys import PartnershipKey

TEXT = "text"


def seal_details(details: dict[str, Any], *, partnership_id: int, row: UUID) -> bytes:
    return sealing.sealed(_key(settings.KEY), details, bound(partnership_id, row))


def open_details(cell: bytes, *, partnership_id: int, row: UUID) -> dict[str, Any]:
    """Raises KeyRefused."""
    return sealing.unsealed(_key(settings.KEY), bytes(cell), bound(partnership_id, row))


def seal_text(text: str, *, partnership_id: int, row: UUID) -> bytes:
    return seal_details({TEXT: text}, partnership_id=partnership_id, row=row)


def open_text(cell: bytes, *, partnership_id: int, row: UUID) -> str:
    return open_details(cell, partnership_id=partnership_id, row=row)[TEXT]


@cache
def _key(text: str) -> PartnershipKey:
    """Raises KeyRefused."""
    return PartnershipKey.of(text)


def bound(partnership_id: int, row: UUID) -> str:
    return f"case of partnership {partnership_id}: {row}"
