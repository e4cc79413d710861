"""A file of figures on maps that is read in parts is made once, and is never older or wider than who asks may have."""

import hashlib

import pytest

import gridham
from saferplan.web.api import figures, kept_files
from saferplan.web.evidence import summaries
from saferplan.web.evidence.lake import lake_of

QUERY = {"measure": "burglary", "period": "FY2024", "by": "lsoa"}


@pytest.fixture(autouse=True)
def _nothing_kept():
    kept_files.forget()
    yield
    kept_files.forget()


@pytest.fixture
def countings(monkeypatch) -> list[int]:
    """How many figures were counted each time."""
    made, counted = [], figures.measured
    monkeypatch.setattr(figures, "measured", lambda *told: made.append(len(told[1])) or counted(*told))
    return made


def digest(answer) -> str:
    return hashlib.sha256(answer.content).hexdigest()


@pytest.mark.parametrize("form", ["geojson", "gpkg", "geoparquet"])
def test_parts_of_one_file_are_of_one_making(ask, gridhams, client, countings, form):
    whole = ask(f"figures.{form}", **QUERY)
    address = f"/api/v1/partnerships/{gridhams.slug}/figures.{form}"
    for first in range(0, 1000, 100):
        part = client.get(address, QUERY, headers={"Range": f"bytes={first}-{first + 99}"})
        assert part.content == whole.content[first : first + 100]
    assert countings == [4]


@pytest.mark.parametrize("form", ["geojson", "gpkg", "geoparquet"])
def test_kept_or_made_anew_it_is_the_same(ask, gridhams, form):
    first = ask(f"figures.{form}", **QUERY)
    again = ask(f"figures.{form}", **QUERY)
    kept_files.forget()
    anew = ask(f"figures.{form}", **QUERY)

    assert digest(first) == digest(again) == digest(anew)
    assert [again[name] for name in kept_files.HEADERS] == [first[name] for name in kept_files.HEADERS]


def test_another_question_and_another_load_are_other_files(ask, gridhams, countings):
    ask("figures.gpkg", **QUERY)
    ask("figures.gpkg", **QUERY | {"by": "ward"})
    gridham.gridham(lake_of(gridhams).root, without=["population"])
    summaries.keep(gridhams)
    ask("figures.gpkg", **QUERY)

    assert countings == [4, 2, 4]


def test_what_a_token_may_have_is_given_to_nobody_else(ask, gridhams, an_own_area, a_token, countings):
    query = QUERY | {"area": f"own-{an_own_area.number}"}
    with_token = ask("figures.gpkg", token=a_token("evidence"), **query)

    assert with_token.status_code == 200
    assert ask("figures.gpkg", **query).status_code == 404
    ask("figures.gpkg", token=a_token("evidence"), **QUERY)
    ask("figures.gpkg", **QUERY)
    assert len(countings) == 3, "one for each scope"


def test_what_was_kept_too_long_is_made_anew(ask, gridhams, countings, monkeypatch):
    ask("figures.gpkg", **QUERY)
    monkeypatch.setattr(kept_files, "KEPT_SECONDS", -1)
    ask("figures.gpkg", **QUERY)
    assert len(countings) == 2


def test_older_files_make_room_and_one_that_is_too_large_is_not_kept(ask, gridhams, countings, monkeypatch):
    size = len(ask("figures.geojson", **QUERY).content)
    monkeypatch.setattr(kept_files, "MOST_BYTES", size + 10)
    ask("figures.geojson", **QUERY | {"measure": "robbery"})
    ask("figures.geojson", **QUERY)
    assert len(countings) == 3, "the first had to go"

    monkeypatch.setattr(kept_files, "MOST_BYTES", 10)
    kept_files.forget()
    ask("figures.geojson", **QUERY)
    ask("figures.geojson", **QUERY)
    assert len(countings) == 5


def test_what_is_refused_is_not_kept(ask, gridhams):
    assert ask("figures.gpkg", **QUERY | {"by": "whole"}).status_code == 422
    assert not kept_files._files
