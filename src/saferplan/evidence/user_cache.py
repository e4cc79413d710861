"""What can be worked out again at any time, kept in the user's cache so that it need not be (XDG base directories).

A cache that cannot be read or written makes the next run slower and nothing worse.
"""

import contextlib
import hashlib
import os
import time
from pathlib import Path

KEPT_DAYS = 30
"""What nobody has asked for so long is forgotten."""
_DIGEST_BYTES = hashlib.sha256().digest_size


def cache_folder(name: str) -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "saferplan" / name


def kept(file: Path) -> bytes | None:
    """None for what is not there, and for what was cut off as it was written."""
    try:
        content = file.read_bytes()
        os.utime(file)
    except OSError:
        return None
    digest, content = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    return content if hashlib.sha256(content).digest() == digest else None


def keep(file: Path, content: bytes) -> None:
    """Readable by the user alone."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = file.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(hashlib.sha256(content).digest() + content)
        beside.replace(file)


def forget_old(folder: Path) -> None:
    before = time.time() - KEPT_DAYS * 24 * 3600
    with contextlib.suppress(OSError):
        for file in folder.iterdir():
            if file.stat().st_mtime < before:
                file.unlink()
