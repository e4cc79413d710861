"""The text of a page of HTML, as a reader sees it."""

from html.parser import HTMLParser
from pathlib import Path


class _Text(HTMLParser):
    UNSEEN = ("style", "script", "svg", "head")

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in self.UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in self.UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)


def plain_text_of(page: Path) -> str:
    reader = _Text()
    reader.feed(page.read_text(encoding="utf-8"))
    return " ".join("".join(reader.parts).split())
