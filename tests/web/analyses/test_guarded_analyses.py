"""Analyses of single records: whole years for everyone, other cuts for those who may see small numbers."""

import numpy as np
import pytest

import gridham
from offences import burglaries
from saferplan.documents.analyses.kinds import kinds
from saferplan.documents.analyses.question import Question
from saferplan.evidence.access import READS
from saferplan.evidence.periods import financial_year, parse_period
from saferplan.web.analyses.actions import is_guarded
from saferplan.web.analyses.standing import standing_question
from saferplan.web.evidence.lake import lake_of
from site_jobs import run_jobs
from site_people import a_member


@pytest.fixture
def with_offences(partnership):
    """Gridham, with burglaries of which every other is followed by one next door."""
    gridham.gridham(lake_of(partnership).root, offence_records=burglaries(150, list(gridham.LSOAS)))
    partnership.area_code = gridham.GRIDHAM
    partnership.save()
    return partnership


@pytest.mark.parametrize(
    ("question", "guarded"),
    [
        (Question("near-repeat", financial_year(2024)), False),
        (Question("near-repeat", parse_period("2024-04..2025-02")), True),
        (Question("near-repeat", parse_period("2024-05..2025-04")), True),
        (Question("near-repeat", parse_period("CY2024")), True),
        (Question("day-and-hour", financial_year(2024), measures=("burglary",)), True),
        (Question("hotspots", parse_period("2024-04"), measures=("burglary",)), False),
    ],
)
def test_a_cut_of_ones_own_of_single_records_is_guarded(question, guarded):
    assert is_guarded(question) is guarded


def test_no_standing_question_is_guarded():
    assert not any(is_guarded(standing_question(kind, gridham.MONTHS)) for kind in kinds().values())


def test_whole_years_of_what_the_analysis_begins_with_do_not_overlap():
    years = [financial_year(year).months for year in range(2018, 2026)]
    assert np.unique(np.concatenate(years)).size == sum(map(len, years))


def test_near_repeats_of_a_year_are_for_everyone(sign_in, with_offences, address, words):
    reader = sign_in(a_member(with_offences, "councillor"))
    url = reader.post(address("near-repeat/"), {"year": "FY2024"}).url
    run_jobs()

    text = words(reader.get(url))
    assert "After one offence (burglary) more follow near by" in text
    assert "[c]" in text, "few pairs are hidden"
    assert "synthetic" not in text.lower()


@pytest.mark.parametrize(("kind", "more"), [("near-repeat", {}), ("day-and-hour", {"measure": "burglary"})])
def test_months_without_offence_records_are_named_though_the_open_files_have_them(
    sign_in, with_offences, address, words, kind, more
):
    """The extract ends in February; data.police.uk's files go on to March."""
    assert "2025-03" in gridham.MONTHS
    analyst = sign_in(a_member(with_offences, "analyst"))
    url = analyst.post(address(f"{kind}/"), {"year": "FY2024"} | more).url
    run_jobs()
    told = "Offence records of March 2025 are not loaded: what happened then is unknown, and not zero."
    assert told in words(analyst.get(url))


def test_another_cut_is_refused_to_who_may_not_see_small_numbers(sign_in, with_offences, address, words):
    reader = sign_in(a_member(with_offences, "councillor"))
    answer = reader.post(address("day-and-hour/"), {"year": "FY2024", "measure": "burglary"})
    assert "are for those who may see small numbers" in words(answer)
    assert not with_offences.analyses.exists()


def test_of_what_an_analyst_asked_others_see_that_it_was_asked_and_no_figure(
    client, sign_in, with_offences, address, words
):
    analyst = sign_in(a_member(with_offences, "analyst"))
    url = analyst.post(address("day-and-hour/"), {"year": "FY2024", "measure": "burglary"}).url
    run_jobs()
    seen = words(analyst.get(url))
    assert "% of offences happened" in seen
    picture = f"{url}files/hour-by-day-wide.svg"
    assert analyst.get(picture).status_code == 200

    reader = sign_in(a_member(with_offences, "councillor"))
    page = reader.get(url)
    assert page.status_code == 200, "hidden, not an error that tells"
    assert "They are shown to those who may see small numbers" in words(page)
    assert "% of offences happened" not in words(page)
    assert reader.get(picture).status_code == 404
    assert reader.post(f"{url}again/").status_code == 404
    for lists in ("", "day-and-hour/"):
        assert url not in reader.get(address(lists)).content.decode()


def test_reading_single_records_is_written_down_by_the_lake(sign_in, with_offences, address):
    sign_in(a_member(with_offences, "analyst")).post(address("near-repeat/"), {"year": "FY2024"})
    log = lake_of(with_offences).root / READS
    before = log.read_text(encoding="utf-8") if log.exists() else ""
    run_jobs()
    assert "near-repeat" in log.read_text(encoding="utf-8").removeprefix(before)
