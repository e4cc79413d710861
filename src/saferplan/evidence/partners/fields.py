"""The fields of the canonical incident that a mapping profile may fill, from fields.toml."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from saferplan.evidence.partners.mentions import Subject

PLACE = "place"
# Ways of telling a point: each is a set of fields, and a profile takes one of them.
WAYS_TO_A_POINT = (("easting", "northing"), ("longitude", "latitude"), ("grid_reference",))
TIMES = ("reported_time", "from_time")
"""The times of which one is needed, in the order in which they give a row its month."""
JOINED_KINDS = ("text", "address", "full-name", "person-name")
"""Kinds of field that may be told in several columns."""


@dataclass(frozen=True)
class Field:
    """`name` as a profile writes it, such as reference or victim.surname. `subject`: victim, suspect, place or ''."""

    name: str
    kind: str
    meaning: str
    subject: str = ""
    needed: bool = False
    allowed: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    shape: str = ""
    longest: int = 0
    minimum: float | None = None
    maximum: float | None = None
    area_kind: str = ""
    date_means: str = "start"
    faulty: str = "reject"
    identifies: bool = False
    is_reference: bool = False

    @property
    def own_name(self) -> str:
        """The name without its subject."""
        return self.name.rpartition(".")[2]

    @property
    def is_personal(self) -> bool:
        """Whether its cells are of a person or an address: never shown, and never in the lake."""
        return bool(self.subject)

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        return re.compile(self.shape) if self.shape else None


@cache
def all_fields() -> dict[str, Field]:
    return {field.name: field for field in _fields(_declared())}


@cache
def empty_words() -> frozenset[str]:
    """Cells that say that there is nothing to say, in small letters."""
    return frozenset(_declared()["empty_words"])


@cache
def words(name: str) -> tuple[str, ...]:
    """One of the lists of words: nobody, titles, suffixes, particles."""
    return tuple(_declared()[name])


@cache
def subject_words() -> dict[str, tuple[str, ...]]:
    """Words in headings that say as what a person is named, by subject."""
    return {subject: tuple(words) for subject, words in _declared()["subjects"].items()}


def reporter_words() -> dict[str, tuple[str, ...]]:
    """Words for whoever told of an incident, by the subject that they are taken for with less certainty."""
    return {subject: tuple(words) for subject, words in _declared()["reporters"].items()}


@cache
def _declared() -> dict[str, Any]:
    file = files("saferplan.evidence.partners").joinpath("fields.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _fields(declared: dict[str, Any]) -> Iterator[Field]:
    for name, one in declared["incident"].items():
        yield _field(name, "", one)
    for name, one in declared["place"].items():
        yield _field(f"{PLACE}.{name}", PLACE, one)
    for subject in Subject:
        for name, one in declared["person"].items():
            yield _field(f"{subject}.{name}", subject, one)


def _field(name: str, subject: str, declared: dict[str, Any]) -> Field:
    rest: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in declared.items()}
    return Field(name, subject=str(subject), **rest)
