"""A restricted store serves one lake: which people are still named is for that lake to say, and for no other."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from partners import persons, places
from restricted import TEST_KEY
from saferplan.errors import StoreError
from saferplan.evidence.partners.mentions import Feed
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.store import RestrictedStore, opened

FEED = Feed("synthetic-homes-asb", "Synthetic Homes", "landlord", 1)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANN = {"forenames": "Ann", "surname": "Synthetic", "date_of_birth": date(1970, 1, 2)}


def register(store: RestrictedStore, person: dict = ANN):
    return store.register(FEED, persons(person), places(), now=NOW).persons.to_pylist()


def test_a_second_lake_is_refused_before_anything_of_it_is_kept(store_url: str, tmp_path: Path) -> None:
    with opened(store_url, PartnershipKey.of(TEST_KEY), tmp_path / "landlords") as store:
        register(store)
    with opened(store_url, PartnershipKey.of(TEST_KEY), tmp_path / "another") as store:
        with pytest.raises(StoreError, match="holds the people of another lake") as refused:
            register(store, ANN | {"surname": "Invented"})
        assert "database of its own" in refused.value.message
        assert store.connection.execute("SELECT count(*) FROM persons").fetchone() == (1,)
    assert not (tmp_path / "another").exists()


def test_the_lake_that_it_belongs_to_goes_on(store_url: str, tmp_path: Path) -> None:
    keys = set()
    for _ in range(2):
        with opened(store_url, PartnershipKey.of(TEST_KEY), tmp_path / "lake") as store:
            keys |= set(register(store))
    assert len(keys) == 1
