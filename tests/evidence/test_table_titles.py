"""What tables are called on pages and in published documents: by what they hold, in words that everybody has."""

import re

import pytest

from saferplan.evidence.tables import ALL_TABLES

WORDS_OF_THE_LAKE = re.compile(r"\b(lake|rows? an?|vintages?|centroids?|LSOA|digests?|extracts?|slices?)\b|[;'_]")
OPEN = [one for one in ALL_TABLES.values() if not one.is_restricted]


@pytest.mark.parametrize("table", OPEN, ids=lambda one: one.name)
def test_an_open_table_has_a_plain_title(table):
    assert not WORDS_OF_THE_LAKE.search(table.plain_title)
    assert len(table.plain_title) <= 90


def test_no_two_tables_have_one_title():
    titles = [one.plain_title for one in ALL_TABLES.values()]

    assert len(set(titles)) == len(titles)
