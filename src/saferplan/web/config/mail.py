"""How the site sends e-mail: `SAFERPLAN_EMAIL` names the server, `SAFERPLAN_EMAIL_FROM` the sender."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from saferplan.errors import UsageError

# How the connection is kept from others' eyes, and the usual port: RFC 8314 section 3.3, RFC 6409 section 3.1.
USUAL_PORTS = {"smtp+ssl": 465, "smtp+tls": 587, "smtp": 25}


@dataclass(frozen=True)
class Mail:
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    by_ssl: bool
    by_tls: bool
    sender: str

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Mail":
        """Raises UsageError where the address cannot be read, and does not repeat it: it may hold a password."""
        fault = UsageError(
            "SAFERPLAN_EMAIL cannot be read",
            remedy="Write it as smtp+tls://user:password@host:587, smtp+ssl://… or smtp://localhost",
        )
        try:
            told = urlsplit(given.get("SAFERPLAN_EMAIL", "smtp://localhost"))
            port = told.port
        except ValueError:
            raise fault from None
        if told.scheme not in USUAL_PORTS or not told.hostname:
            raise fault
        return cls(
            host=told.hostname,
            port=port or USUAL_PORTS[told.scheme],
            user=unquote(told.username or ""),
            password=unquote(told.password or ""),
            by_ssl=told.scheme == "smtp+ssl",
            by_tls=told.scheme == "smtp+tls",
            sender=given.get("SAFERPLAN_EMAIL_FROM", "saferplan@localhost"),
        )
