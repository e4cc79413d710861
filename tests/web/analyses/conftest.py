"""A partnership whose town has hotspots (Gridham), with or without the boundaries that they want."""

import re

import pytest

from site_people import a_member


@pytest.fixture
def analyst(sign_in, partnership):
    return sign_in(a_member(partnership, "analyst"))


@pytest.fixture
def words():
    """What a page says, without its markup."""
    return lambda answer: " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def address(partnership):
    return lambda rest="": f"/partnerships/{partnership.slug}/analyses/{rest}"
