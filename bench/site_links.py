"""What a page offers its reader: links to follow, lists to narrow down, and the question what a case is needed for."""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

NOT_FOLLOWED = ("/account/", "/demo/", "/static/", "download", "export", ".ics", "/brand/")
ASKS_PURPOSE = "/purpose/"
NARROWS = 0.25  # how often each further field of a list is used


@dataclass
class Form:
    """`choices` are the values that each field offers; a box for words offers what stands in it."""

    by_get: bool
    choices: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def filled(self) -> dict[str, str]:
        """By chance: the first field is what somebody comes for, and most narrow the list down no further."""
        filled = {
            name: random.choice(values) if random.random() < NARROWS else values[0]
            for name, values in self.choices.items()
        }
        first = next((name for name, values in self.choices.items() if len(values) > 1), None)
        return filled | {first: random.choice([one for one in self.choices[first] if one])} if first else filled


class Page(HTMLParser):
    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address = address.partition("?")[0]
        self.links: set[str] = set()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.add(told.get("href", "").partition("#")[0])
        elif tag == "form":
            self._form = Form(by_get=told.get("method") == "get")
            self.forms.append(self._form)
        elif tag == "select":
            self._select = told["name"]
        elif self._form and tag == "option":
            self._form.choices[self._select].append(told.get("value", ""))
        elif self._form and tag == "input" and told.get("type") != "checkbox":
            self._form.choices[told["name"]].append(told.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None

    def offered(self, within: str) -> list[str]:
        """Addresses that begin so: those of links, and, as often as all of them, of the list narrowed down."""
        links = sorted(
            link for link in self.links if link.startswith(within) and not any(part in link for part in NOT_FOLLOWED)
        )
        narrowed = list(self._narrowed()) if self.address.startswith(within) else []
        return links + narrowed * max(1, len(links))

    def purpose(self) -> dict[str, str] | None:
        """What is sent to go on to a case; None on every other page."""
        if not self.address.endswith(ASKS_PURPOSE):
            return None
        return next((form.filled() for form in self.forms if "purpose" in form.choices), None)

    def _narrowed(self) -> Iterator[str]:
        for form in self.forms:
            if form.by_get:
                yield f"{self.address}?{urlencode(form.filled())}"
