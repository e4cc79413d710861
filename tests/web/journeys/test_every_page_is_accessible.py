"""Every page that any role can reach, in a browser, on a desk, on a telephone and at 400%.

Links lead somewhere, axe finds nothing, the keyboard reaches everything, nothing is wider than the window, and the
Content-Security-Policy is never broken. Pages of the same make are looked at once, whichever role opens them.
"""

import gzip

import pytest
from crawling import Crawl, Seen

from saferplan.web.people.roles import roles

pytestmark = pytest.mark.browser

MOST_OF_A_FIRST_PAGE = 150_000
"""Bytes over the line, compressed."""


@pytest.fixture(scope="module")
def seen() -> Seen:
    return Seen()


@pytest.mark.parametrize("role", ["", *roles()])
def test_every_page_of(role, someone, seen, demo_site):
    crawl = Crawl(someone(role).page, demo_site, seen)
    crawl.walk("/")
    assert not crawl.faults, "\n".join(crawl.faults)
    assert len(crawl.opened) > 5


def test_the_first_page_is_light(someone, demo_site):
    person = someone()
    sizes = {}
    person.page.on("response", lambda answer: sizes.update({answer.url: len(gzip.compress(answer.body()))}))
    person.opens("/")
    person.page.wait_for_load_state("networkidle")
    assert len(sizes) >= 4
    assert sum(sizes.values()) < MOST_OF_A_FIRST_PAGE
