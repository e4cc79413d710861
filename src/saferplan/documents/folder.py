"""Reads a document: a folder with document.toml and Markdown chapters named NN-name.md, in the analyst's hand."""

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from saferplan.errors import DocumentError, nearest

SETTINGS = "document.toml"
CHAPTER_NAME = re.compile(r"(?P<number>\d+)-(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\.md")
RESERVED_ID = re.compile(r"(figure|table|source|reckoned)-.*|main|contents|provenance")
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")
MAX_CHAPTER_BYTES = 1_000_000
"""Some 150,000 words: no chapter is longer, so what is longer is no chapter."""

# Control characters have no place in prose, and the private-use area carries the engine's own marks.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000-\uf8ff]")


@dataclass(frozen=True)
class Chapter:
    """One chapter as written: `id` is its file's name without number and ending, `text` its Markdown."""

    id: str
    file: str
    text: str


@dataclass(frozen=True)
class Folder:
    """A document as written, before any figure is worked out. `path` is where its images are looked for."""

    path: Path
    title: str
    chapters: tuple[Chapter, ...]
    subtitle: str = ""
    kind: str = "report"
    language: str = "en-GB"


def read_folder(path: Path) -> Folder:
    """The document in `path`. Raises DocumentError naming file and line where it cannot be one."""
    settings = _read_settings(path)
    chapters = _in_order(_read_chapters(path), settings.pop("chapters", None))
    return Folder(path=path, chapters=chapters, **settings)


def _read_settings(path: Path) -> dict[str, Any]:
    file = path / SETTINGS
    if not file.is_file():
        raise DocumentError(
            f"there is no {SETTINGS} in this folder", where=str(path), remedy='Write one with at least title = "…".'
        )
    try:
        settings = tomllib.loads(_read_text(file, folder=path))
    except tomllib.TOMLDecodeError as fault:
        raise DocumentError(str(fault), where=SETTINGS) from None
    _check_settings(settings)
    return settings


def _check_settings(settings: dict[str, Any]) -> None:
    known = ["title", "subtitle", "kind", "language", "chapters"]
    for key, value in settings.items():
        if key not in known:
            raise DocumentError(f"there is no setting '{key}'", where=SETTINGS, remedy=nearest(key, known))
        is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
        if not (is_list if key == "chapters" else isinstance(value, str)):
            expected = "a list of chapter ids" if key == "chapters" else "text in quotes"
            raise DocumentError(f"'{key}' must be {expected}", where=SETTINGS)
        # TOML's own escapes can write what _read_text refuses in the file as it stands.
        if strange := UNPRINTABLE.search("".join(value)):
            raise DocumentError(
                f"'{key}' has the character U+{ord(strange[0]):04X}", where=SETTINGS, remedy="Delete it."
            )
    if not settings.get("title", "").strip():
        raise DocumentError("the document has no title", where=SETTINGS, remedy='Add title = "…".')
    if not LANGUAGE.fullmatch(settings.get("language", "en-GB")):
        raise DocumentError(
            f"'{settings['language']}' is not a language tag", where=SETTINGS, remedy="Use one such as en-GB or cy."
        )


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
        chapter = Chapter(named["id"], file.name, _read_text(file, folder=path))
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


def _number_then_name(file: Path) -> tuple[int, str]:
    digits = re.match(r"\d{1,9}", file.name)
    return (int(digits[0]) if digits else 0, file.name)


def _in_order(chapters: list[Chapter], order: list[str] | None) -> tuple[Chapter, ...]:
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
