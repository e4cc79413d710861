"""A real Chromium for tests, and axe-core in it.

Chromium comes from the system (Debian: `apt-get install chromium`; another place in SAFERPLAN_CHROMIUM), axe-core
from npm (`npm ci` at the root). Where one is absent the test says so and skips.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = 320, 1280


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser for the whole run."""
    from playwright.sync_api import sync_playwright

    executable = os.environ.get("SAFERPLAN_CHROMIUM") or shutil.which("chromium")
    if not executable:
        pytest.skip("needs Chromium: apt-get install chromium, or set SAFERPLAN_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page_of(chromium: Any) -> Iterator[Any]:
    """`page_of(path, width)` opens a file at that width, offline: a page that asks for anything else fails."""
    opened = []

    def open_page(path: Path, width: int = DESK) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": 900}, offline=True)
        page = context.new_page()
        page.goto(path.resolve().as_uri())
        opened.append(context)
        return page

    yield open_page
    for context in opened:
        context.close()


# Two elements are alike where they, and all within them, have the same tags, classes and styles, say something or
# nothing in the same places, and have the same names of further attributes.
WITHOUT_REPEATS = """kept => {
    const said = ['class', 'style', 'role', 'scope', 'type', 'lang']
    const shape = one => one.nodeType !== 1 ? (one.textContent.trim() && '#') : '<' + one.tagName
        + [...one.attributes].map(a => said.includes(a.name) ? ` ${a.name}=${a.value}` : ' ' + a.name).sort().join('')
        + '>' + [...one.childNodes].map(shape).join('')
    for (const list of document.querySelectorAll('tbody, ol, ul, dl')) {
        const seen = new Map()
        for (const one of [...list.children]) {
            const like = shape(one)
            seen.set(like, (seen.get(like) || 0) + 1)
            if (seen.get(like) > kept) one.remove()
        }
    }
}"""
ALIKE_KEPT = 2


def without_repeats(page: Any) -> None:
    """Takes from every table and list all rows but the first two of those that are alike.

    On a page of many thousand rows axe says the same of each, and takes a minute.
    """
    names = page.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert len(set(names)) == len(names), "what is taken away has a name that stays"
    page.evaluate(WITHOUT_REPEATS, ALIKE_KEPT)


def violations(page: Any) -> list[str]:
    """What axe finds: 'rule: element' for each."""
    if not AXE.is_file():
        pytest.skip("needs axe-core: npm ci")
    page.wait_for_load_state()  # a press may have led on, and half a page has half of the faults
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", STANDARDS)
    return [f"{one['id']}: {node['html'][:120]}" for one in found["violations"] for node in one["nodes"]]
