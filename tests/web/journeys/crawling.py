"""Walks through the site as one person: every link that a page offers is followed, kind of page by kind of page."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve
from lxml import html

from browser import DESK, PHONE, violations, without_repeats

ALIKE = 2
"""So many pages of one kind (one address by its name, such as `cases:case`) are opened; the rest differ in words.
Of a kind that another role has seen, one is."""
REFLOW = {"width": PHONE, "height": 256}
"""1280 by 1024 pixels at 400%: WCAG 2.2, 1.4.10."""
FULL = {"width": DESK, "height": 1024}

CONTROLS = """() => {
    const kinds = ['a[href]', 'button', 'input', 'select', 'textarea', 'summary']
    const all = [...document.querySelectorAll(kinds.map(kind => 'main ' + kind).join())]
    const shown = all.filter(one => one.checkVisibility() && !one.disabled && one.type !== 'hidden')
    shown.forEach((one, index) => one.dataset.control = one.type === 'radio' ? 'radio ' + one.name : index)
    return [...new Set(shown.map(one => one.dataset.control))]
}"""
NEXT_FRAME = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
START_OF_MAIN = """() => {
    const main = document.querySelector('main')
    main.tabIndex = -1
    main.focus()
}"""
FOCUSED = """() => {
    const one = document.activeElement
    const style = getComputedStyle(one)
    const isSeen = style.outlineStyle !== 'none' || style.boxShadow !== 'none'
    return [one.dataset.control || '', isSeen, one.outerHTML.slice(0, 120)]
}"""


@dataclass
class Seen:
    """What walks have seen, of whatever role."""

    shapes: set[tuple[str, Any]] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    def is_new(self, *shapes: tuple[str, Any]) -> bool:
        fresh = set(shapes) - self.shapes
        self.shapes |= fresh
        return bool(fresh)


@dataclass
class Crawl:
    """One person's walk."""

    page: Any
    site: str
    seen: Seen
    faults: list[str] = field(default_factory=list)
    opened: Counter = field(default_factory=Counter)

    def walk(self, start: str) -> None:
        self.page.on("console", lambda message: self._note(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self._note(str(error)))
        known_before = frozenset(self.seen.kinds)
        waiting, known = deque([start]), {start}
        while waiting:
            address = waiting.popleft()
            kind = kind_of(address)
            self.opened[kind] += 1
            if self.opened[kind] > (1 if kind in known_before else ALIKE):
                continue
            self.seen.kinds.add(kind)
            found = [link for link in self._visit(kind, address) if link not in known]
            known.update(found)
            waiting.extend(dict.fromkeys(found))

    def _visit(self, kind: str, address: str) -> list[str]:
        """What the page leads to. It is fetched, and opened where its make is new; a file is only fetched."""
        answer = self.page.request.get(self.site + address)
        if answer.status >= 400:
            self.faults.append(f"{address}: a link leads to {answer.status}")
        if answer.status >= 400 or "text/html" not in answer.headers.get("content-type", ""):
            return []
        fetched = html.fromstring(answer.body())
        if self.seen.is_new(
            (kind, shape_of(fetched.find(".//main"))), ("navigation", len(fetched.findall(".//nav//a")))
        ):
            self.page.set_viewport_size(FULL)
            self.page.goto(self.site + address)
            self._look()
        return list(self._links(fetched, answer.url))

    def _look(self) -> None:
        headings = self.page.locator("h1").count()
        if headings != 1:
            self._note(f"{headings} headings of the first level")
        without_repeats(self.page)
        for fault in violations(self.page):
            self._note(f"at {DESK}: {fault}")
        self._use_keyboard()
        self.page.evaluate("document.activeElement.blur()")  # what has the focus has colours of its own
        self.page.set_viewport_size(REFLOW)
        self.page.evaluate(NEXT_FRAME)  # in which frames of tables learn that they scroll
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE:
            self._note(f"{width} pixels wide in a window of {PHONE}")
        for fault in violations(self.page):
            self._note(f"at {PHONE}: {fault}")

    def _use_keyboard(self) -> None:
        """Tab reaches every control, one of each group of radio buttons, and one sees where it is."""
        wanted = set(self.page.evaluate(CONTROLS))
        self.page.evaluate(START_OF_MAIN)
        for _ in range(len(wanted) + 10):
            if not wanted:
                return
            self.page.keyboard.press("Tab")
            control, is_seen, shown = self.page.evaluate(FOCUSED)
            if control in wanted and not is_seen:
                self._note(f"focus is not seen on {shown}")
            wanted.discard(control)
        self._note(f"the keyboard does not reach {len(wanted)} controls")

    def _links(self, fetched: html.HtmlElement, base: str) -> Iterator[str]:
        for link in fetched.findall(".//a[@href]"):
            address = urldefrag(urljoin(base, link.get("href"))).url
            if address.startswith(f"{self.site}/"):
                yield address.removeprefix(self.site)

    def _note(self, fault: str) -> None:
        self.faults.append(f"{urlsplit(self.page.url).path}: {fault}")


def shape_of(part: html.HtmlElement) -> str:
    """What it is made of, without its words: pages of one shape are looked at once, whoever opens them."""
    inner = dict.fromkeys(shape_of(one) for one in part.iterchildren(tag=html.etree.Element))
    return f"<{part.tag}{part.get('class', '')}{part.get('role', '')}>{''.join(inner)}"


def kind_of(address: str) -> str:
    """The name of the address, and whether something is asked of it; addresses of the demo alone have no name here."""
    parts = urlsplit(address)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        name = re.sub(r"\d+", "0", parts.path)
    return name + ("?" if parts.query else "")
