"""The explanation names every purpose with its power to share, and every kind of data."""

from pathlib import Path

import pytest

from saferplan.web.agreements.vocabulary import categories, purposes

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "who-may-see-what.md"


@pytest.mark.parametrize("word", sorted(purposes()))
def test_a_purpose_stands_there_with_its_gateways(word):
    line = next(line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{word}` |"))

    assert all(gateway.citation in line for gateway in purposes()[word].gateways)


@pytest.mark.parametrize("word", sorted(categories()))
def test_a_kind_of_data_stands_there(word):
    assert f"`{word}`" in PAGE.read_text(encoding="utf-8")
