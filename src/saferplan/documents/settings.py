"""Reads document.toml: what a document is called, what it is about, and in which order its chapters stand."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from saferplan.errors import DocumentError, nearest

SETTINGS = "document.toml"
VERSION = 1
"""Of the form of document.toml. A file without `version` is of this one: it was written by hand."""
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\ufffe\uffff]")
"""Control characters; those that turn writing round, so that 12 is read as 21; the private-use area, which carries the
engine's own marks; and what is no character."""


@dataclass(frozen=True)
class Subject:
    """What a document is about, as its author wrote it: an area's code, periods as commands take them, and for a
    problem profile the name of a measure. `wards_list` is a file beside document.toml.
    """

    area: str
    period: str
    against: str = ""
    measure: str = ""
    similar: tuple[str, ...] = ()
    wards_list: str = ""


@dataclass(frozen=True)
class Settings:
    """What document.toml says; what it leaves out has the value below."""

    title: str
    subtitle: str = ""
    kind: str = "report"
    language: str = "en-GB"
    chapters: tuple[str, ...] | None = None
    subject: Subject | None = None


@dataclass(frozen=True)
class _Type:
    """A kind of value in TOML, and how the author is told of it."""

    told: str
    fits: Callable[[Any], bool]


TEXT = _Type("text in quotes", lambda value: isinstance(value, str))
WHOLE = _Type("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool))
TABLE = _Type("a table, [subject]", lambda value: isinstance(value, dict))
CHAPTERS, CODES = (
    _Type(told, lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value))
    for told in ("a list of chapter ids", "a list of codes")
)
KEYS: Mapping[str, _Type] = MappingProxyType(
    {
        **{"title": TEXT, "subtitle": TEXT, "kind": TEXT, "language": TEXT, "chapters": CHAPTERS},
        **{"version": WHOLE, "subject": TABLE},
    }
)
SUBJECT_KEYS: Mapping[str, _Type] = MappingProxyType(
    {"area": TEXT, "period": TEXT, "against": TEXT, "measure": TEXT, "similar": CODES, "wards_list": TEXT}
)


def read_settings(written: dict[str, Any]) -> Settings:
    """What was read from the TOML, checked. Raises DocumentError for a key or a value that cannot be used."""
    _check_version(written.get("version", VERSION))
    _check(written, KEYS)
    if not written.get("title", "").strip():
        raise DocumentError("the document has no title", where=SETTINGS, remedy='Add title = "…".')
    if not LANGUAGE.fullmatch(written.get("language", "en-GB")):
        raise DocumentError(
            f"'{written['language']}' is not a language tag", where=SETTINGS, remedy="Use one such as en-GB or cy."
        )
    kept = {key: value for key, value in written.items() if key not in ("version", "subject", "chapters")}
    chapters = tuple(written["chapters"]) if "chapters" in written else None
    return Settings(**kept, chapters=chapters, subject=_subject(written.get("subject")))


def _check_version(version: Any) -> None:
    if not WHOLE.fits(version):
        raise DocumentError(f"'version' must be {WHOLE.told}", where=SETTINGS)
    if version != VERSION:
        raise DocumentError(
            f"this document is of version {version}, and saferplan reads version {VERSION}",
            where=SETTINGS,
            remedy="Build it with the saferplan that made it, or begin a new one and copy its chapters.",
        )


def _subject(written: dict[str, Any] | None) -> Subject | None:
    if written is None:
        return None
    _check(written, SUBJECT_KEYS)
    for key in ("area", "period"):
        if not written.get(key, "").strip():
            raise DocumentError(f"[subject] has no {key}", where=SETTINGS, remedy=f'Add {key} = "…" below [subject].')
    texts = {key: value for key, value in written.items() if key != "similar"}
    return Subject(**texts, similar=tuple(written.get("similar", ())))


def _check(written: dict[str, Any], known: Mapping[str, _Type]) -> None:
    for key, value in written.items():
        if key not in known:
            raise DocumentError(f"there is no setting '{key}'", where=SETTINGS, remedy=nearest(key, list(known)))
        if not known[key].fits(value):
            raise DocumentError(f"'{key}' must be {known[key].told}", where=SETTINGS)
        # TOML's own escapes can write what read_folder refuses in the file as it stands.
        words = "".join(value) if isinstance(value, str | list) else ""
        if strange := UNPRINTABLE.search(words):
            raise DocumentError(
                f"'{key}' has the character U+{ord(strange[0]):04X}", where=SETTINGS, remedy="Delete it."
            )
