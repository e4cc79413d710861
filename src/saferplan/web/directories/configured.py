"""The directories of an installation: the TOML file that SAFERPLAN_DIRECTORIES names, read and checked.

A directory speaks for people of its own e-mail domains and of no other. Its client secret stands in the environment.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from saferplan.errors import UsageError
from saferplan.web.people.roles import roles

HOW_TO = "docs/how-to/sign-in-by-a-directory.md"
WORD = re.compile(r"[a-z][a-z0-9-]{0,39}")
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
KEYS = {"name", "issuer", "client_id", "email_domains", "groups_claim", "vouches_for_email", "scopes", "groups"}
GROUP_KEYS = {"group", "partnership", "agency", "roles"}


@dataclass(frozen=True)
class GroupRule:
    """Who is in the group acts for the agency in the partnership, with these roles."""

    group: str
    partnership: str
    agency: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Directory:
    """`vouches_for_email`: it does not say which addresses are proved, and who configures it says that all are."""

    word: str
    name: str
    issuer: str
    client_id: str
    secret: str = field(repr=False)
    email_domains: frozenset[str]
    groups_claim: str = "groups"
    vouches_for_email: bool = False
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    groups: tuple[GroupRule, ...] = ()

    def speaks_for(self, email: str) -> bool:
        person, at, domain = email.lower().rpartition("@")
        return bool(person and at) and domain in self.email_domains

    @property
    def origin(self) -> str:
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"


def read(path: Path, environment: Mapping[str, str]) -> dict[str, Directory]:
    """Raises UsageError, which names the place in the file and never repeats a secret."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise UsageError(f"the file of directories cannot be read ({fault})", where=str(path), remedy=_see()) from None
    tables = told.pop("directories", {})
    if told or not isinstance(tables, dict):
        raise _wrong(path, "", f"holds [directories.…] alone, not {', '.join(sorted(told)) or 'a list'}")
    return {word: _directory(path, word, table, environment) for word, table in tables.items()}


def secret_name(word: str) -> str:
    """The environment's variable with the client secret of a directory."""
    return f"SAFERPLAN_DIRECTORY_{word.upper().replace('-', '_')}_SECRET"


def _directory(path: Path, word: str, table: object, environment: Mapping[str, str]) -> Directory:
    place = f"directories.{word}"
    if not WORD.fullmatch(word) or not isinstance(table, dict):
        raise _wrong(path, place, "is not a table with a short name of small letters")
    _only(path, place, table, KEYS)
    secret = environment.get(secret_name(word))
    if not secret:
        raise UsageError(f"{secret_name(word)} is not set", remedy=f"It holds the client secret. {_see()}")
    return Directory(
        word=word,
        name=_text(path, place, table, "name"),
        issuer=_issuer(path, place, _text(path, place, table, "issuer")),
        client_id=_text(path, place, table, "client_id"),
        secret=secret,
        email_domains=_domains(path, place, table.get("email_domains")),
        groups_claim=_text(path, place, table | {"groups_claim": table.get("groups_claim", "groups")}, "groups_claim"),
        vouches_for_email=table.get("vouches_for_email", False) is True,
        scopes=tuple(_texts(path, place, table.get("scopes", ["openid", "profile", "email"]), "scopes")),
        groups=tuple(_rule(path, f"{place}.groups[{at}]", one) for at, one in enumerate(table.get("groups", []))),
    )


def _rule(path: Path, place: str, table: object) -> GroupRule:
    if not isinstance(table, dict):
        raise _wrong(path, place, "is not a table")
    _only(path, place, table, GROUP_KEYS)
    given = _texts(path, place, table.get("roles", []), "roles")
    unknown = sorted(set(given) - roles().keys())
    if unknown:
        raise _wrong(path, place, f"names a role that there is not: {unknown[0]}")
    words = [_text(path, place, table, key) for key in ("group", "partnership", "agency")]
    return GroupRule(*words, roles=frozenset(given))


def _issuer(path: Path, place: str, text: str) -> str:
    """HTTPS; only a directory on the same machine may do without (OpenID Connect Discovery 1.0, section 3)."""
    parts = urlsplit(text)
    plain = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not (parts.hostname and (parts.scheme == "https" or plain)) or parts.query or parts.fragment or parts.username:
        raise _wrong(path, place, "has an issuer that is not an address beginning with https://")
    return text.rstrip("/") if not parts.path.strip("/") else text


def _domains(path: Path, place: str, told: object) -> frozenset[str]:
    given = _texts(path, place, told, "email_domains")
    if not given or not all(DOMAIN.fullmatch(one) for one in given):
        raise _wrong(path, place, "names no email_domains such as chalkshire.gov.uk, in small letters")
    return frozenset(given)


def _text(path: Path, place: str, table: dict, key: str) -> str:
    if not isinstance(table.get(key), str) or not table[key].strip():
        raise _wrong(path, place, f"has no {key}")
    return table[key]


def _texts(path: Path, place: str, told: object, key: str) -> list[str]:
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        raise _wrong(path, place, f"has no list of {key}")
    return told


def _only(path: Path, place: str, table: dict, known: set[str]) -> None:
    unknown = sorted(table.keys() - known)
    if unknown:
        raise _wrong(path, place, f"has an entry that there is not: {unknown[0]}")


def _wrong(path: Path, place: str, what: str) -> UsageError:
    return UsageError(f"{place or 'the file'} {what}", where=str(path), remedy=_see())


def _see() -> str:
    return f"{HOW_TO} shows such a file."
