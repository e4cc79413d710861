"""What the environment tells the site: read once, checked, and never printed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from saferplan.errors import UsageError
from saferplan.web.directories.configured import Directory
from saferplan.web.directories.configured import read as read_directories

HOW_TO = "docs/how-to/install-the-site.md"


@dataclass(frozen=True)
class Environment:
    """`key` encrypts what cases say of people (`cases/checks.py` looks at it); `home` is the folder of lakes and
    uploaded files; `base_url` is how people reach the site.

    `proxies` is how many servers of one's own stand before it: so many addresses of a request can be believed.
    `directories` are agencies' own, by which their people sign in. `old_secrets` came before `secret`: what was signed
    under one of them still holds, and nothing new is.
    """

    database: dict = field(repr=False)
    secret: str = field(repr=False)
    key: str = field(repr=False)
    home: Path
    base_url: str
    hosts: tuple[str, ...]
    demo: bool
    proxies: int = 0
    directories: dict[str, Directory] = field(default_factory=dict, repr=False)
    old_secrets: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def read(cls, given: Mapping[str, str] = os.environ) -> "Environment":
        """Raises UsageError that names the variable which is missing or cannot be read."""
        base_url = given.get("SAFERPLAN_URL", "http://localhost:8000").rstrip("/")
        hosts = given.get("SAFERPLAN_HOSTS", "localhost,127.0.0.1").split(",")
        return cls(
            database=_database(_needed(given, "DATABASE_URL")),
            secret=_needed(given, "SAFERPLAN_SECRET"),
            key=given.get("SAFERPLAN_KEY", ""),
            home=Path(_needed(given, "SAFERPLAN_HOME")).absolute(),
            base_url=base_url,
            hosts=tuple(host.strip() for host in hosts if host.strip()),
            demo=given.get("SAFERPLAN_DEMO", "") == "1",
            proxies=_number(given, "SAFERPLAN_PROXIES"),
            directories=_directories(given),
            old_secrets=tuple(given.get("SAFERPLAN_OLD_SECRETS", "").split()),
        )

    @property
    def encrypted(self) -> bool:
        """Whether people reach the site by HTTPS; only a site on one's own machine may do without."""
        return self.base_url.startswith("https://")


def _needed(given: Mapping[str, str], name: str) -> str:
    if not given.get(name):
        raise UsageError(f"{name} is not set", remedy=f"The site needs it: {HOW_TO} says what it holds.")
    return given[name]


def _directories(given: Mapping[str, str]) -> dict[str, Directory]:
    file = given.get("SAFERPLAN_DIRECTORIES")
    return read_directories(Path(file), given) if file else {}


def _number(given: Mapping[str, str], name: str) -> int:
    told = given.get(name, "0")
    if not (told.isascii() and told.isdecimal()):
        raise UsageError(f"{name} is not a number", remedy="Write how many proxies of yours stand before the site.")
    return int(told)


def _database(url: str) -> dict:
    try:
        told = conninfo_to_dict(url)
    except ProgrammingError:
        # The driver's own message holds the password.
        raise UsageError(
            "DATABASE_URL cannot be read", remedy="Write it as postgresql://user:password@host/database"
        ) from None
    place = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": told.pop("dbname", ""),
        "USER": told.pop("user", ""),
        "PASSWORD": told.pop("password", ""),
        "HOST": told.pop("host", ""),
        "PORT": told.pop("port", ""),
    }
    return {name: value or "" for name, value in place.items()} | {"OPTIONS": told}
