"""Who is to be erased, asked for and never an argument: arguments stay in the history of a shell."""

import argparse
import sys
import tomllib
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saferplan.errors import UsageError

if TYPE_CHECKING:
    from saferplan.identities.forgetting.searching import Sought

# A name of so many letters is looked for within words too (Annelore's); shorter ones are parts of too many.
LONG_NAME = 5
_ASKED = {"forenames": "Forenames", "surname": "Surname", "date_of_birth": "Date of birth, YYYY-MM-DD"}
_WRITE_IT = 'Write: forenames = "…", surname = "…", date_of_birth = YYYY-MM-DD, a line each.'


def sought_asked() -> "Sought":
    return _sought({name: ask(title) for name, title in _ASKED.items()})


def sought_in(file: Path) -> "Sought":
    """Errors name the file and the field, never what it holds."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise UsageError("this is no TOML file that can be read", where=str(file), remedy=_WRITE_IT) from None
    return _sought(told, where=str(file))


def _sought(told: dict[str, Any], where: str = "") -> "Sought":
    from saferplan.identities.forgetting.searching import Sought

    born = told.get("date_of_birth")
    try:
        day = date.fromisoformat(born) if isinstance(born, str) else born
    except ValueError:
        day = None
    names = [told.get("forenames"), told.get("surname")]
    if type(day) is not date or not all(isinstance(name, str) for name in names):
        raise UsageError("forenames, surname or date of birth is missing, or is not one", where=where, remedy=_WRITE_IT)
    return Sought(str(names[0]), str(names[1]), day)


def refuse_names(options: argparse.Namespace, names: Collection[str]) -> None:
    """The register outlives the person's data, and must not hold any of the names."""
    from saferplan.identities.folding import folded

    words = [word for text in (options.ground, options.decided_by) for word in folded(text).split()]
    if any(
        name in word if len(name) >= LONG_NAME else name == word for name in names if len(name) > 1 for word in words
    ):
        raise UsageError(
            "the ground or who decided has a name of a person concerned in it",
            remedy="Write it without names: the article of the law, and the role of whoever decided.",
        )


def ask(what: str) -> str:
    """On standard error, so that the answer on standard output stays clean."""
    print(f"{what}: ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise UsageError(f"nothing was given for: {what}", remedy="Answer the question, or pipe the answer in.")
    return line.strip()
