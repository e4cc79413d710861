"""Figures by choice: what each choice shows, what is said where nothing is known, and what is taken away."""

import re

import pytest


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def explore(analyst, anyshires):
    def asked(rest: str = "", **told: str):
        return analyst.get(f"/partnerships/{anyshires.slug}/evidence/explore/{rest}", told)

    return asked


@pytest.mark.parametrize("by", ["month", "year", "crime_type", "ward", "lsoa", "whole"])
@pytest.mark.parametrize("beside", ["", "force", "country", "similar"])
@pytest.mark.parametrize("show", ["rate", "count"])
def test_every_choice_is_a_page(explore, by, beside, show):
    answer = explore(measure="all-crime", period="FY2024", by=by, beside=beside, show=show)

    assert answer.status_code == 200, words_of(answer)
    assert "recorded" in words_of(answer)
