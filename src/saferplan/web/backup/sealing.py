"""Files of a backup under a key of its own: encrypted piece by piece, so that no file need fit into memory.

Each piece is bound to its file, its place in it, and whether it is the last: pieces that are exchanged, cut off or put
in another order do not open.
"""

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from saferplan.errors import BackupError, KeyRefused
from saferplan.identities.keys import PartnershipKey

KEY = "SAFERPLAN_BACKUP_KEY"
PIECE = 1024**2
LENGTH_BYTES = 4


def backup_key() -> PartnershipKey | None:
    """None where the environment holds none: the backup is then not encrypted."""
    return PartnershipKey.of(os.environ[KEY], KEY) if os.environ.get(KEY) else None


def sealed(pieces: Iterable[bytes], key: PartnershipKey, name: str) -> Iterator[bytes]:
    number, waiting = 0, b""
    for piece in _even(pieces):
        if number:
            yield _framed(key.seal(waiting, _row(name, number, is_last=False)))
        number, waiting = number + 1, piece
    yield _framed(key.seal(waiting, _row(name, max(number, 1), is_last=True)))


def opened(stream: BinaryIO, key: PartnershipKey, name: str) -> Iterator[bytes]:
    """Raises BackupError where the file was changed or cut off."""
    number, piece = 1, _read(stream)
    while piece:
        after = _read(stream)
        try:
            yield key.unseal(piece, _row(name, number, is_last=not after))
        except KeyRefused:
            raise _damaged(name) from None
        number, piece = number + 1, after
    if number == 1:
        raise _damaged(name)


def _even(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for piece in pieces:
        held += piece
        while len(held) >= PIECE:
            yield held[:PIECE]
            held = held[PIECE:]
    if held:
        yield held


def _framed(piece: bytes) -> bytes:
    return len(piece).to_bytes(LENGTH_BYTES) + piece


def _read(stream: BinaryIO) -> bytes:
    """A length that was tampered with must not fill the memory."""
    return stream.read(min(int.from_bytes(stream.read(LENGTH_BYTES)), 2 * PIECE))


def _row(name: str, number: int, *, is_last: bool) -> str:
    return f"backup {name} {number}{' last' if is_last else ''}"


def _damaged(name: str) -> BackupError:
    return BackupError("the encrypted file was changed or cut off", where=name, remedy="Take another backup.")
