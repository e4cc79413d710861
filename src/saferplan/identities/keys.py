"""The partnership's secret, and what is made with it: pseudonyms, and sealed cells of the restricted store.

One secret of 32 bytes. HKDF-SHA256 (RFC 5869) derives a key of its own for each use, so that what one use gives away
tells nothing of another. Pseudonyms are HMAC-SHA256 (RFC 2104), cells are sealed with AES-256-GCM (NIST SP 800-38D).
The same secret always gives the same pseudonym; without it nobody can tell who stands behind one, nor make one.
"""

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass, field

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from saferplan.errors import KeyRefused

SECRET_BYTES = 32
NONCE_BYTES = 12  # what GCM is made for (NIST SP 800-38D, 8.2)
# 128 bits: among a thousand million pseudonyms two meet with a probability below 1 in 10^20 (birthday bound).
PSEUDONYM_BYTES = 16
NEW_KEY = "Make one with: saferplan identities new-key"


def new_key() -> str:
    """A fresh secret, as SAFERPLAN_KEY holds it."""
    return base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


@dataclass(frozen=True)
class PartnershipKey:
    """What is derived from one secret. `check` tells secrets apart and gives nothing of them away."""

    check: str
    _pseudonyms: bytes = field(repr=False)
    _cells: AESGCM = field(repr=False)

    @classmethod
    def of(cls, text: str | None, name: str = "SAFERPLAN_KEY") -> "PartnershipKey":
        """From the text that the environment holds under `name`. Raises KeyRefused, which never repeats the text."""
        if not text or not text.strip():
            raise KeyRefused(f"{name} is not set", remedy=f"It holds the partnership's secret key. {NEW_KEY}")
        try:
            secret = base64.b64decode(text.strip(), validate=True)
        except (binascii.Error, ValueError):
            raise KeyRefused(f"{name} is not base64", remedy=f"Copy it whole, without quotes. {NEW_KEY}") from None
        if len(secret) != SECRET_BYTES:
            raise KeyRefused(
                f"{name} holds {len(secret)} bytes, not {SECRET_BYTES}", remedy=f"Copy it whole. {NEW_KEY}"
            )
        if len(set(secret)) == 1:
            raise KeyRefused(f"{name} is one byte repeated, which is no secret", remedy=NEW_KEY)
        return cls(
            hmac.digest(_derived(secret, "key check"), b"saferplan", "sha256")[:PSEUDONYM_BYTES].hex(),
            _derived(secret, "pseudonyms"),
            AESGCM(_derived(secret, "cells")),
        )

    def pseudonym(self, basis: str) -> str:
        """32 hexadecimal digits that stand for whoever `basis` describes."""
        return hmac.digest(self._pseudonyms, basis.encode(), "sha256")[:PSEUDONYM_BYTES].hex()

    def pseudonyms(self, bases: pa.Array | pa.ChunkedArray) -> pa.Array:
        """The same of a whole column; null stays null. Each distinct basis is worked out once."""
        if isinstance(bases, pa.ChunkedArray):
            bases = bases.combine_chunks()
        distinct = bases.dictionary_encode()
        keys = pa.array([self.pseudonym(basis) for basis in distinct.dictionary.to_pylist()], pa.string())
        return keys.take(distinct.indices)

    def seal(self, plain: bytes, row: str) -> bytes:
        """Encrypts a cell of the row that `row` names: opened under any other row's name, it is refused."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cells.encrypt(nonce, plain, row.encode())

    def unseal(self, sealed: bytes, row: str) -> bytes:
        """Raises KeyRefused where the cell was sealed with another key, for another row, or has been changed."""
        try:
            return self._cells.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], row.encode())
        except (InvalidTag, ValueError):
            raise KeyRefused(
                "an encrypted record does not open: it was changed, moved to another row, or sealed with another key",
                where="restricted store",
                remedy="Restore the database from a backup that was made under this key.",
            ) from None


def _derived(secret: bytes, use: str) -> bytes:
    return HKDF(SHA256(), SECRET_BYTES, salt=None, info=f"saferplan {use}".encode()).derive(secret)
