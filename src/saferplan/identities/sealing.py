"""Details of a person or an address as one sealed cell: JSON, encrypted, bound to the row's key."""

import json
from datetime import date
from typing import Any

from saferplan.identities.keys import PartnershipKey

STORE_SECRET = "secret of the store"  # noqa: S105 no password: what the secret of the store itself is bound to, in place of a row
_DATES = ("date_of_birth",)


def sealed(key: PartnershipKey, details: dict[str, Any], row: str) -> bytes:
    """Encrypts whatever of the details is told."""
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in details.items() if value}
    return key.seal(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), row)


def unsealed(key: PartnershipKey, cell: bytes, row: str) -> dict[str, Any]:
    """What `sealed` was given; what was not told is not there. Raises KeyRefused."""
    told = json.loads(key.unseal(cell, row))
    return told | {name: date.fromisoformat(told[name]) for name in _DATES if name in told}
