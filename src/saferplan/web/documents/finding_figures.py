"""The figures and exhibits that can be put into a document, found by the words of their names."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from saferplan.documents.exhibits import Exhibit
from saferplan.errors import UnknownName
from saferplan.web.documents.keeping_figures import KeptFigures
from saferplan.web.documents.showing import vocabulary

FILE = Path(__file__).with_name("live_figures.toml")
MOST = 40
"""A list that is longer is not read: a further word narrows it."""


@dataclass(frozen=True)
class Offered:
    """`code`: what stands for it in the text. `says`: what it prints now. `exhibit`: where it is one."""

    title: str
    code: str
    says: str
    exhibit: Exhibit | None = None

    def has(self, words: list[str]) -> bool:
        told = f"{self.title} {self.code} {self.exhibit.subtitle if self.exhibit else ''}".casefold()
        return all(word in told for word in words)


@dataclass(frozen=True)
class Matching:
    """`found` in all, of which `offered` are shown."""

    offered: list[Offered]
    found: int


def matching(kept: KeptFigures, asked: str) -> Matching:
    """Those whose name, subject or code has every word of `asked`; exhibits first."""
    words = asked.casefold().split()
    found = [one for one in [*_exhibits(kept), *_figures(kept)] if one.has(words)]
    return Matching(found[:MOST], len(found))


def offered(kept: KeptFigures, code: str) -> Offered | None:
    """The one that has this code; None for any other text."""
    return next((one for one in [*_exhibits(kept), *_figures(kept)] if one.code == code), None)


def _exhibits(kept: KeptFigures) -> Iterator[Offered]:
    for name, exhibit in kept.exhibits.items():
        yield Offered(exhibit.title, f'{{{{ exhibit("{name}") }}}}', exhibit.subtitle, exhibit)


def _figures(kept: KeptFigures) -> Iterator[Offered]:
    words = vocabulary(kept)
    for kind in _kinds()["plain"]:
        if words[kind["word"]]:
            yield Offered(kind["title"], f"{{{{ {kind['word']} }}}}", str(words[kind["word"]]))
    for measure in kept.tables.scope.measures:
        for kind in _kinds()["figure"]:
            code = kind["code"].format(name=measure.name)
            says = _said(words, kind, measure.name)
            if says:
                yield Offered(kind["title"].format(measure=measure.title), code, says)


def _said(words: Mapping[str, Any], kind: Mapping[str, str], measure: str) -> str:
    """Empty where there is none of this measure."""
    also = [kind["also"]] if "also" in kind else []
    try:
        return str(words[kind["word"]](measure, *also))
    except UnknownName:
        return ""


@cache
def _kinds() -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
