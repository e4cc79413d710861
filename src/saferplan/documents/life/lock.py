"""Which code a document was built with: one line that is the same where, and only where, all versions are."""

import hashlib
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@cache
def lock_hash() -> str:
    """SHA-256 over the versions in use of saferplan and of every package that it needs, by name."""
    return hashlib.sha256("\n".join(lock_lines()).encode()).hexdigest()


def lock_lines() -> list[str]:
    """'numpy==2.3.5' and so on, sorted. Extras are left out: no document is built with them."""
    found: dict[str, str] = {}
    waiting = ["saferplan"]
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found:
            continue
        try:
            known = distribution(name)
        except PackageNotFoundError:
            continue  # needed on another system, or by an extra
        found[name] = known.version
        waiting += [_name_of(need) for need in known.requires or () if "extra ==" not in need]
    return [f"{name}=={version}" for name, version in sorted(found.items())]


def _name_of(requirement: str) -> str:
    named = _NAME.match(requirement)
    return named[0] if named else requirement
