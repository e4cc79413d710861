"""What programs that saferplan starts are told of its environment: where things are, and no secret."""

import os

TOLD = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT")


def environment_of_children(**more: str) -> dict[str, str]:
    """The environment for a child process. The key of the restricted store and its database's address stay here."""
    return {name: os.environ[name] for name in TOLD if name in os.environ} | more
