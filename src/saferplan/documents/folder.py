"""Reads a document: a folder with document.toml and Markdown chapters named NN-name.md, in the analyst's hand.

A chapter may begin with a few lines of TOML between two lines of +++, which say something about it:
`answers` lists the matters of the regulations that it answers.
"""

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from saferplan.documents.settings import SETTINGS, UNPRINTABLE, Settings, Subject, read_settings
from saferplan.errors import DocumentError, nearest

CHAPTER_NAME = re.compile(r"(?P<number>\d+)-(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\.md")
RESERVED_ID = re.compile(r"(figure|table|source|reckoned)-.*|main|contents|provenance")
MAX_CHAPTER_BYTES = 1_000_000
"""Some 150,000 words: no chapter is longer, so what is longer is no chapter."""
FENCE = "+++"


@dataclass(frozen=True)
class Chapter:
    """One chapter as written: `id` is its file's name without number and ending, `text` its Markdown.

    Where the file says something about itself, `text` has empty lines there, so that lines are counted as in the file.
    """

    id: str
    file: str
    text: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Folder:
    """A document as written, before any figure is worked out. `path` is where its images are looked for."""

    path: Path
    title: str
    chapters: tuple[Chapter, ...]
    subtitle: str = ""
    kind: str = "report"
    language: str = "en-GB"
    subject: Subject | None = None


def read_folder(path: Path) -> Folder:
    """The document in `path`. Raises DocumentError naming file and line where it cannot be one."""
    settings = _read_settings(path)
    chapters = _in_order(_read_chapters(path), settings.chapters)
    return Folder(path, settings.title, chapters, settings.subtitle, settings.kind, settings.language, settings.subject)


def _read_settings(path: Path) -> Settings:
    file = path / SETTINGS
    if not file.is_file():
        raise DocumentError(
            f"there is no {SETTINGS} in this folder", where=str(path), remedy='Write one with at least title = "…".'
        )
    try:
        written = tomllib.loads(_read_text(file, folder=path))
    except tomllib.TOMLDecodeError as fault:
        raise DocumentError(str(fault), where=SETTINGS) from None
    return read_settings(written)


def _read_chapters(path: Path) -> list[Chapter]:
    chapters: dict[str, Chapter] = {}
    for file in sorted(path.glob("*.md"), key=_number_then_name):
        named = CHAPTER_NAME.fullmatch(file.name)
        if not named:
            raise DocumentError(
                "a chapter's file is named by number and id, such as 03-burglary.md",
                where=file.name,
                remedy="Rename it, or move it out of the folder.",
            )
        if RESERVED_ID.fullmatch(named["id"]):
            raise DocumentError(f"'{named['id']}' is a name that the page itself uses", where=file.name)
        chapter = _chapter(named["id"], file.name, _read_text(file, folder=path))
        if chapter.id in chapters:
            raise DocumentError(
                f"two chapters have the id '{chapter.id}': {chapters[chapter.id].file} and {file.name}",
                where=f"{file.name}, line 1",
                remedy="Rename one of them.",
            )
        chapters[chapter.id] = chapter
    if not chapters:
        raise DocumentError("the folder holds no chapter", where=str(path), remedy="Add one such as 01-summary.md.")
    return list(chapters.values())


def _chapter(chapter_id: str, file: str, text: str) -> Chapter:
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return Chapter(chapter_id, file, text)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        raise DocumentError(f"the {FENCE} of line 1 is not closed", where=f"{file}, line 1", remedy=f"Add {FENCE}.")
    about = _about(lines[1:end], file)
    return Chapter(chapter_id, file, "\n" * (end + 1) + "\n".join(lines[end + 1 :]), about)


def _about(lines: list[str], file: str) -> tuple[str, ...]:
    """What a chapter says of itself: the matters that it answers."""
    try:
        said: dict[str, Any] = tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as fault:
        raise DocumentError(f"between the lines of {FENCE}: {fault}", where=f"{file}, line 2") from None
    for key in said:
        if key != "answers":
            raise DocumentError(f"a chapter has no setting '{key}'", where=f"{file}, line 2", remedy="Use answers.")
    answers = said.get("answers", [])
    if not isinstance(answers, list) or not all(isinstance(one, str) for one in answers):
        raise DocumentError("'answers' must be a list of matters", where=f"{file}, line 2")
    return tuple(answers)


def _number_then_name(file: Path) -> tuple[int, str]:
    digits = re.match(r"\d{1,9}", file.name)
    return (int(digits[0]) if digits else 0, file.name)


def _in_order(chapters: list[Chapter], order: tuple[str, ...] | None) -> tuple[Chapter, ...]:
    if order is None:
        return tuple(chapters)
    by_id = {chapter.id: chapter for chapter in chapters}
    for listed in order:
        if listed not in by_id:
            raise DocumentError(
                f"chapter '{listed}' is listed and has no file", where=SETTINGS, remedy=nearest(listed, list(by_id))
            )
    if len(set(order)) < len(order):
        raise DocumentError("a chapter is listed twice", where=SETTINGS)
    for chapter in chapters:
        if chapter.id not in order:
            raise DocumentError(
                f"{chapter.file} is not in the list of chapters",
                where=SETTINGS,
                remedy=f"Add '{chapter.id}' to chapters, or move the file out of the folder.",
            )
    return tuple(by_id[listed] for listed in order)


def _read_bytes(file: Path, *, folder: Path) -> bytes:
    """A document from a stranger must not publish the builder's own files, nor wait for a pipe or a device."""
    resolved = Path(os.path.realpath(file))
    if not resolved.is_relative_to(os.path.realpath(folder)):
        raise DocumentError(
            "the file is a link that leads out of the document's folder", where=file.name, remedy="Copy the file here."
        )
    if not resolved.is_file():
        raise DocumentError("this is not a regular file", where=file.name, remedy="Move it out of the folder.")
    with resolved.open("rb") as opened:
        content = opened.read(MAX_CHAPTER_BYTES + 1)
    if len(content) > MAX_CHAPTER_BYTES:
        raise DocumentError(f"the file has more than {MAX_CHAPTER_BYTES:,} bytes", where=file.name)
    return content


def _read_text(file: Path, *, folder: Path) -> str:
    content = _read_bytes(file, folder=folder)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise DocumentError(
            f"byte {content[fault.start]:#04x} is not UTF-8 text",
            where=f"{file.name}, line {line}",
            remedy="Save the file in UTF-8 and try again.",
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if strange := UNPRINTABLE.search(text):
        line = text[: strange.start()].count("\n") + 1
        raise DocumentError(
            f"the character U+{ord(strange[0]):04X} cannot be printed",
            where=f"{file.name}, line {line}",
            remedy="Delete it.",
        )
    return text
