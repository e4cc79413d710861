"""What can be worked out again at any time, kept in the user's cache so that it need not be (XDG base directories).

A cache that cannot be read or written makes the next run slower and nothing worse.
"""

import contextlib
import hashlib
import os
import stat
import tempfile
import time
from pathlib import Path

KEPT_DAYS = 30
"""What nobody has asked for so long is forgotten."""
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_DIGEST_BYTES = hashlib.sha256().digest_size


def cache_folder(name: str) -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "saferplan" / name


def kept(file: Path) -> bytes | None:
    """None for what is not there, for what was cut off as it was written, and for what others could have written:
    a cache may lie in a folder of many users, and what is kept is trusted.
    """
    try:
        with os.fdopen(os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
            facts = os.fstat(stream.fileno())
            if facts.st_uid != os.geteuid() or facts.st_mode & OTHERS_WRITE:
                return None
            content = stream.read()
            os.utime(stream.fileno())
    except OSError:
        return None
    digest, content = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    return content if hashlib.sha256(content).digest() == digest else None


def keep(file: Path, content: bytes) -> None:
    """Readable by the user alone."""
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number, beside = tempfile.mkstemp(prefix=file.name, dir=file.parent)
        with os.fdopen(number, "wb") as stream:
            stream.write(hashlib.sha256(content).digest() + content)
        Path(beside).replace(file)


def forget_old(folder: Path) -> None:
    before = time.time() - KEPT_DAYS * 24 * 3600
    with contextlib.suppress(OSError):
        for file in folder.iterdir():
            if file.stat().st_mtime < before:
                file.unlink()
