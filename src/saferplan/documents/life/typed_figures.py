"""Numbers that an author typed into a chapter: nobody can trace them, and next year they are wrong."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from saferplan.documents.folder import Chapter

# Live figures, choices and remarks; code; addresses of links and pictures; marks of a list at the start of a line.
_NOT_PROSE = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|```.*?(?:```|\Z)|`[^`\n]*`|(?<=\]\()[^)\s]+|^[ \t]*\d+[.)](?= )|https?://\S+",
    re.DOTALL | re.MULTILINE,
)
_NUMBER = re.compile(r"(?<![\w.,])[£$€]?\d[\d,]*(?:\.\d+)?(?:%| per ?cent\b)?(?![\w])")
_SENTENCE = re.compile(r"[^.!?\n]*(?:\.\d[^.!?\n]*|[.!?](?![\s]|$)[^.!?\n]*|\n(?!\s*\n)[^.!?\n]*)*[.!?]*")


@dataclass(frozen=True)
class TypedFigure:
    """`is_statistic`: a percentage, an amount, a count of people or crimes; otherwise a number that may be a word."""

    text: str
    line: int
    is_statistic: bool


def typed_figures(chapter: Chapter) -> Iterator[TypedFigure]:
    """Those in the chapter's own text whose sentence names no source, by the line of the file."""
    prose = _NOT_PROSE.sub(_blank, chapter.text)
    for sentence in _SENTENCE.finditer(prose):
        if _rules()["cited"].search(chapter.text[sentence.start() : sentence.end()]):
            continue
        left = _rules()["passed_over"].sub(_blank, sentence[0])
        for found in _NUMBER.finditer(left):
            at = sentence.start() + found.start()
            yield TypedFigure(found[0].strip(), prose.count("\n", 0, at) + 1, _is_statistic(left, found))


def _is_statistic(sentence: str, found: re.Match[str]) -> bool:
    """Judged with the word after it: '12 victims' is one, 'three of the 12' need not be."""
    after = re.match(r"[ \n]+[\w-]+(?:[ \n]+[\w-]+)?", sentence[found.end() :])
    shown = found[0] + (after[0].replace("\n", " ") if after else "")
    return bool(_rules()["statistic"].search(shown))


def _blank(found: re.Match[str]) -> str:
    """As many characters, and as many lines."""
    return re.sub(r"[^\n]", " ", found[0])


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    text = files("saferplan.documents.life").joinpath("typed_figures.toml").read_text(encoding="utf-8")
    return {name: re.compile("|".join(patterns)) for name, patterns in tomllib.loads(text).items()}
