"""Walks through the site as one person: every link that a page offers is followed, kind of page by kind of page."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urlsplit

from django.urls import Resolver404, resolve

from browser import DESK, PHONE, violations, without_repeats

ALIKE = 2
"""So many pages of one kind (one address by its name, such as `cases:case`) are opened; the rest differ in words."""
REFLOW = {"width": PHONE, "height": 256}
"""1280 by 1024 pixels at 400%: WCAG 2.2, 1.4.10."""
FULL = {"width": DESK, "height": 1024}

# What a page is made of, without its words: pages of one shape are looked at once, whoever opens them.
SHAPE = """() => {
    const shape = one => '<' + one.tagName + one.className + (one.getAttribute('role') || '') + '>'
        + [...new Set([...one.children].map(shape))].join('')
    return shape(document.querySelector('main')) + document.querySelectorAll('nav a').length
}"""
CONTROLS = """() => {
    const kinds = ['a[href]', 'button', 'input', 'select', 'textarea', 'summary']
    const all = [...document.querySelectorAll(kinds.map(kind => 'main ' + kind).join())]
    const shown = all.filter(one => one.checkVisibility() && !one.disabled && one.type !== 'hidden')
    shown.forEach((one, index) => one.dataset.control = one.type === 'radio' ? 'radio ' + one.name : index)
    return [...new Set(shown.map(one => one.dataset.control))]
}"""
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
class Crawl:
    """`looked_at`: shapes of pages that an earlier walk has looked at; shared by the walks of all roles."""

    page: Any
    site: str
    looked_at: set[tuple[str, str]]
    faults: list[str] = field(default_factory=list)
    opened: Counter = field(default_factory=Counter)

    def walk(self, start: str) -> None:
        self.page.on("console", lambda message: self._note(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self._note(str(error)))
        waiting, known = deque([start]), {start}
        while waiting:
            address = waiting.popleft()
            if not self._is_to_open(address):
                continue
            for link in self._open(address):
                if link not in known:
                    known.add(link)
                    waiting.append(link)

    def _is_to_open(self, address: str) -> bool:
        kind = kind_of(address)
        self.opened[kind] += 1
        return self.opened[kind] <= ALIKE

    def _open(self, address: str) -> list[str]:
        """What the page leads to; nothing where it is a file."""
        answer = self.page.request.get(self.site + address)
        if answer.status >= 400:
            self.faults.append(f"{address}: a link leads to {answer.status}")
        if answer.status >= 400 or "text/html" not in answer.headers.get("content-type", ""):
            return []
        self.page.set_viewport_size(FULL)
        self.page.goto(self.site + address)
        links = list(self._links())
        self._look(kind_of(address))
        return links

    def _look(self, kind: str) -> None:
        headings = self.page.locator("h1").count()
        if headings != 1:
            self._note(f"{headings} headings of the first level")
        shape = (kind, self.page.evaluate(SHAPE))
        if shape in self.looked_at:
            return
        self.looked_at.add(shape)
        without_repeats(self.page)
        for fault in violations(self.page):
            self._note(f"at {DESK}: {fault}")
        self._use_keyboard()
        self.page.evaluate("document.activeElement.blur()")  # what has the focus has colours of its own
        self.page.set_viewport_size(REFLOW)
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

    def _links(self) -> Iterator[str]:
        for link in self.page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)"):
            address = urldefrag(link).url
            if address.startswith(f"{self.site}/"):
                yield address.removeprefix(self.site)

    def _note(self, fault: str) -> None:
        self.faults.append(f"{urlsplit(self.page.url).path}: {fault}")


def kind_of(address: str) -> str:
    """The name of the address, and whether something is asked of it; addresses of the demo alone have no name here."""
    parts = urlsplit(address)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        name = re.sub(r"\d+", "0", parts.path)
    return name + ("?" if parts.query else "")
