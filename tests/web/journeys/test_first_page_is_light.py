"""The first page comes over the line in less than 150 kB, with all that belongs to it."""

import pytest

pytestmark = pytest.mark.browser

MOST_BYTES = 150_000
"""A telephone on a poor line: what the project has set itself for the first page."""


@pytest.mark.parametrize("role", ["", "community-safety-officer"])
def test_all_that_comes_over_the_line(someone, role):
    visitor = someone(role)
    line = visitor.page.context.new_cdp_session(visitor.page)
    arrived: list[float] = []
    line.on("Network.loadingFinished", lambda told: arrived.append(told["encodedDataLength"]))
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})

    visitor.page.reload(wait_until="networkidle")

    assert len(arrived) >= 3  # the page, its style and its script
    assert sum(arrived) < MOST_BYTES
