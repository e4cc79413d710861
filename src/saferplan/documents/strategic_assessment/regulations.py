"""The matters that the regulations require of a strategic assessment, from the reviewed file beside this."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from saferplan.documents.folder import Chapter
from saferplan.errors import DocumentError, nearest

TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Matter:
    """`id`: what a chapter that answers the matter names. `note`: what a reader must know of the answer."""

    id: str
    letter: str
    title: str
    to_do: str
    note: str = ""


@cache
def matters() -> tuple[Matter, ...]:
    """Each matter, in the order of the regulations. England's and Wales's require the same."""
    text = files("saferplan.documents.strategic_assessment").joinpath("regulations.toml").read_text(encoding="utf-8")
    return tuple(Matter(**one) for one in tomllib.loads(text)["matter"])


def answers_of(chapters: Sequence[Chapter]) -> Mapping[str, list[str]]:
    """Titles of the chapters that answer each matter, by the matter's id. Raises DocumentError for an unknown id."""
    known = [matter.id for matter in matters()]
    found: dict[str, list[str]] = {name: [] for name in known}
    for chapter in chapters:
        for name in chapter.answers:
            if name not in found:
                raise DocumentError(
                    f"the regulations have no matter '{name}'",
                    where=f"{chapter.file}, line 2",
                    remedy=nearest(name, known) or f"There are {', '.join(known)}.",
                )
            found[name].append(title_of(chapter))
    return found


def title_of(chapter: Chapter) -> str:
    """The chapter's title as written; its id where it has none."""
    title = TITLE.search(chapter.text)
    return title[1].strip() if title else chapter.id
