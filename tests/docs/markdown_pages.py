"""Reads the project's pages of Markdown: their links, their headings and their blocks of code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_RUN = "<!-- not run by the tests"
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"#{1,6} +(.*?) *#*")


@dataclass(frozen=True)
class Block:
    """A fenced block of code: its language, its text, the line on which it starts."""

    language: str
    text: str
    line: int
    is_run: bool


def pages() -> list[Path]:
    """README, GLOSSARY, CHANGELOG and everything in docs."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def links(page: Path) -> Iterator[tuple[int, str]]:
    """(line, target) of every link outside blocks of code."""
    for number, line in _prose(page):
        for target in _LINK.findall(re.sub(r"`[^`]*`", "", line)):
            yield number, target


def anchors(page: Path) -> set[str]:
    """What a link can point at on a page: its headings, as Git hosts turn them into anchors."""
    found: set[str] = set()
    for _, line in _prose(page):
        if heading := _HEADING.fullmatch(line):
            anchor, count = anchor_of(heading[1]), 0
            while anchor in found:
                count += 1
                anchor = f"{anchor_of(heading[1])}-{count}"
            found.add(anchor)
    return found


def anchor_of(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def named_in_tables(page: Path, *sections: str) -> list[str]:
    """Names in code type in the first column of the tables under these headings, in the order of the page."""
    names: list[str] = []
    section, level = "", 0
    for _, line in _prose(page):
        if heading := re.match(r"(#+) +(.*)", line):
            if len(heading[1]) <= level or heading[2] in sections:
                section, level = (heading[2], len(heading[1])) if heading[2] in sections else ("", 0)
        elif section and line.startswith("|"):
            names += re.findall(r"`([^`]+)`", line.split("|")[1])
    return names


def _prose(page: Path) -> Iterator[tuple[int, str]]:
    inside = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if line.lstrip().startswith("```"):
            inside = not inside
        elif not inside:
            yield number, line


def blocks(page: Path) -> list[Block]:
    """Every block of code in the order of the page; one below a mark is not to be run."""
    found: list[Block] = []
    lines = page.read_text(encoding="utf-8").splitlines()
    start = None
    for number, line in enumerate(lines):
        if start is None and line.startswith("```"):
            start = number
        elif start is not None and line == "```":
            above = lines[start - 1] if start else ""
            text = "\n".join(lines[start + 1 : number])
            found.append(Block(lines[start].strip("`"), text, start + 1, not above.startswith(NOT_RUN)))
            start = None
    return found
