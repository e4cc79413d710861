"""A trial tells what a load would, and leaves no trace."""

from datetime import UTC, datetime

import pytest

from police_files import csv_text, name_of, street_row, street_rows
from saferplan.errors import LakeError
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import load, rehearse
from saferplan.evidence.loading.rehearsing import KeepsNobody

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


@pytest.fixture
def tried(lake, tmp_path):
    def one(*paths):
        staging = tmp_path / f"staging-{len(list(tmp_path.iterdir()))}"
        staging.mkdir()
        return rehearse(paths, lake, staging, now=NOW, identities=KeepsNobody())

    return one


@pytest.fixture
def police(tmp_path):
    file = tmp_path / name_of()
    file.write_text(csv_text([*street_rows(30), street_row(99, longitude="far")]), encoding="utf-8")
    return file


def told(report):
    return [vars(file) for file in report.files], report.rejected


def test_it_tells_what_the_load_tells(lake, tried, police):
    before = tried(police).report
    loaded = load([police], lake, now=NOW)

    assert told(before) == told(loaded)
    assert before.rejected, "the row that cannot be read is named before it is loaded"
    assert before.load_id is None


def test_it_leaves_no_trace(lake, tried, police, tmp_path):
    tried(police)

    assert not lake.root.exists()


def test_it_knows_what_is_loaded_already(lake, tried, police):
    load([police], lake, now=NOW)
    loads = lake.loads()

    assert [file.status for file in tried(police).report.files] == ["unchanged"]
    assert lake.loads() == loads


def test_it_does_not_wait_for_a_load_that_is_under_way(lake, tried, police):
    load([police], lake, now=NOW)
    with lake.writing():
        with pytest.raises(LakeError):
            load([police], lake, now=NOW)
        assert tried(police).report.files


def test_what_nobody_knows_is_refused_in_the_words_of_the_load(lake, tried, tmp_path):
    file = tmp_path / "wards.csv"
    file.write_text("Ward,Incidents\nAbbey,5\n", encoding="utf-8")

    assert told(tried(file).report) == told(load([file], lake, now=NOW))
