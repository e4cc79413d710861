"""A partnership with a restricted store that holds invented people, of whom two or three pairs are in doubt."""

from datetime import date
from pathlib import Path

import pytest

from partners import HOMES
from restricted import TEST_KEY
from saferplan.identities.store import RestrictedStore
from saferplan.web.evidence.stores import store_variable
from saferplan.web.linkage.actions import begin_sitting
from saferplan.web.linkage.models import Sitting
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member
from site_people import a_member
from stored import DAVID, PURPOSE, filled, purposed, ran, told

THIRD = DAVID | {"address": None, "date_of_birth": None, "email": "x@example.org"}


@pytest.fixture
def people(
    restricted_store: RestrictedStore,
    store_url: str,
    partnership: Partnership,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> RestrictedStore:
    """The store, open. Its purpose holds whatever day the tests are run on, and the council is a party to it."""
    monkeypatch.setenv(store_variable(partnership.slug), store_url)
    monkeypatch.setenv("SAFERPLAN_KEY", TEST_KEY)
    parties = f'["Anyshire Police", "Harbour Homes", "{partnership.name.removeprefix("Safer ")} local authority."]'
    purposed(restricted_store, tmp_path, until=date.max.isoformat(), parties=parties)
    filled(restricted_store)
    told(restricted_store, HOMES, {"third": THIRD})
    ran(restricted_store)
    return restricted_store


@pytest.fixture
def reviewer(partnership: Partnership) -> Member:
    return a_member(partnership, "linkage-reviewer", name="Robin Reviewer")


@pytest.fixture
def sitting(reviewer: Member) -> Sitting:
    return begin_sitting(purpose=PURPOSE, why="", by_keys=True, by=reviewer)
