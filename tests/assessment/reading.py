"""What a reader finds in a document: its words chapter by chapter, without tables, and where its links lead."""

import re
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

from saferplan.documents.document import Document
from saferplan.documents.html import render_html
from saferplan.documents.strategic_assessment.build import evaluate_assessment
from saferplan.evidence.assessment.tables import AssessmentTables

TODAY = date(2026, 11, 22)
BLOCKS = {"p", "li", "h2", "h3", "figcaption", "summary", "dt", "dd"}
LEFT_OUT = {"table", "style", "nav"}
# The kinds of rows that are there in every assessment, and are not about what police recorded.
ALWAYS = {"regulations", "blind-spots", "extracts"}
ABOUT_THE_AREA = {"profile", "profile-shares", "ages", "tenure", "similarity-features"}


@dataclass
class Page:
    """`chapters`: paragraphs by the chapter's title; `ids` and `links`: of the whole page."""

    chapters: dict[str, list[str]] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)

    def chapter(self, title: str) -> str:
        return "\n".join(self.chapters[title])

    @property
    def prose(self) -> str:
        return "\n".join(one for paragraphs in self.chapters.values() for one in paragraphs)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self._words, self._depth, self._title = Page(), [], 0, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.page.tags.add(tag)
        self.page.attributes |= found.keys()
        self.page.ids += [found["id"]] if found.get("id") else []
        self.page.links += [found["href"]] if tag == "a" and found.get("href") else []
        self._depth += tag in LEFT_OUT
        if tag in BLOCKS:
            self._words = []

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag in LEFT_OUT
        if tag not in BLOCKS or self._depth:
            return
        words = " ".join("".join(self._words).split())
        if tag == "h2":
            self._title = words
        elif self._title and words:
            self.page.chapters.setdefault(self._title, []).append(words)

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self._words.append(data)


def document_of(tables: AssessmentTables) -> Document:
    return evaluate_assessment(tables, today=TODAY)


def page_of(document: Document) -> Page:
    reader = _Reader()
    reader.feed(render_html(document))
    del reader.page.chapters["Where each figure comes from"]
    return reader.page


def read(tables: AssessmentTables) -> Page:
    return page_of(document_of(tables))


def numbers_in(text: str) -> list[str]:
    return re.findall(r"\d[\d,.]*", text)
