"""Reading restricted tables: for a purpose that the table is kept for, and with a line in the lake's log of reads.

Who was stopped, searched or harmed is personal data even without a name (UK GDPR, Article 5(1)(b): used for
the purposes it was collected for and no others). The log says who read what for what, and holds nothing of what was
read.
"""

import json
import os
import pwd
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from saferplan.errors import LakeError, PurposeRefused

if TYPE_CHECKING:
    from saferplan.evidence.tables import Table

READS = "reads.jsonl"
RETENTION = "retention"
"""What every restricted table may be read for beside its own purposes: to see what is due to go (UK GDPR, Article
5(1)(e)).
"""
OWN_FILE, OWN_FOLDER = 0o600, 0o700
COMMAND: ContextVar[str] = ContextVar("command", default="")
"""The command that reads, for the log; set by the command line, else the name of the program."""
FOR_WHOM: ContextVar[str] = ContextVar("for_whom", default="")
"""For whom a process of the site reads: a member's number, never a name. The site sets it once it knows who asks."""


def check_purpose(table: "Table", purpose: str) -> None:
    """Raises PurposeRefused where the table is restricted and is not kept for this purpose."""
    if not table.is_restricted or purpose in (*table.purposes, RETENTION):
        return
    kept = ", ".join(table.purposes) or "no purpose yet"
    asked = f"may not be read for '{purpose}'" if purpose else "is read only for a named purpose"
    raise PurposeRefused(f"the table {table.name} is restricted and {asked}", remedy=f"It is kept for: {kept}.")


def log_read(root: Path, table: str, version: int, purpose: str) -> None:
    """Adds a line to the lake's log. Raises LakeError where it cannot: what is not logged is not read."""
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "user": user(),
        "command": command(),
        "table": table,
        "version": version,
        "purpose": purpose,
    }
    path = root / READS
    try:
        # A link in the log's place could send the lines elsewhere; one write of one line keeps readers' lines apart.
        log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, OWN_FILE)
        try:
            os.write(log, (json.dumps(line) + "\n").encode())
        finally:
            os.close(log)
    except OSError as fault:
        raise LakeError(
            f"the table {table} is restricted, and its reading cannot be logged ({fault.strerror})",
            where=str(path),
            remedy="Let whoever may read restricted tables write this file.",
        ) from None


def command() -> str:
    """The command that runs, for logs."""
    return COMMAND.get() or Path(sys.argv[0]).name


def user() -> str:
    """By the process, not by the environment, which anyone may set; on the site with the member for whom it reads."""
    whom = FOR_WHOM.get()
    return f"{_process_user()} for {whom}" if whom else _process_user()


def _process_user() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
