"""The site set up for a command: settings read, apps known, and what the database may take for each kind of work."""

import os
from enum import StrEnum


class Role(StrEnum):
    """What a process does. `PGOPTIONS` is read by every connection that it makes (PostgreSQL, libpq)."""

    PAGES = "pages"
    JOBS = "jobs"
    ADMINISTRATION = "administration"


# A page that takes longer than its reader waits is of no use; a lock is not held for someone who has gone.
LIMITS = {
    Role.PAGES: {"statement_timeout": "20s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"},
    Role.JOBS: {"lock_timeout": "60s", "idle_in_transaction_session_timeout": "1h"},
    Role.ADMINISTRATION: {},
}


def start(role: Role) -> None:
    """Raises UsageError that names the environment variable which is missing or cannot be read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saferplan.web.config.settings")
    limits = " ".join(f"-c {name}={value}" for name, value in LIMITS[role].items())
    if limits:
        os.environ["PGOPTIONS"] = f"{limits} {os.environ.get('PGOPTIONS', '')}".strip()
    import django

    django.setup()
