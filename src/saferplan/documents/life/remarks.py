"""A remark on a document: what is wrong, where, and what to do. Errors must be mended before it is published."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class About(StrEnum):
    """What a remark is about; docs/reference/document.md says what each looks at."""

    FAULT = "fault"
    MATTER = "matter"
    TO_WRITE = "to-write"
    REFERENCE = "reference"
    SOURCE = "source"
    CLAIM = "claim"
    ALT = "alt"
    DISCLOSURE = "disclosure"


@dataclass(frozen=True)
class Remark:
    """`line` is 0 where the remark is on a whole chapter or on the document.

    `matter`: of the regulations, by its id, where one is not answered.
    """

    about: About
    severity: Severity
    chapter: str
    line: int
    problem: str
    to_do: str
    matter: str = ""

    @property
    def where(self) -> str:
        return f"{self.chapter}, line {self.line}" if self.line else self.chapter

    def as_record(self) -> dict[str, Any]:
        return asdict(self)


def error(about: About, chapter: str, line: int, problem: str, to_do: str) -> Remark:
    return Remark(about, Severity.ERROR, chapter, line, problem, to_do)


def warning(about: About, chapter: str, line: int, problem: str, to_do: str) -> Remark:
    return Remark(about, Severity.WARNING, chapter, line, problem, to_do)
