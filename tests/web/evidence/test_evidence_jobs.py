"""Files are loaded into the partnership's own lake, and its assessment is built, by jobs that can be begun again."""

import shutil

import pytest

import anyshire
from police_files import csv_text, name_of, rows_in, street_rows
from saferplan.evidence.lake import Lake
from saferplan.web.evidence.assessments import assessment_folder
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.work import build_assessment, load_file
from saferplan.web.files.actions import keep_file
from saferplan.web.files.checking import checked_bytes
from saferplan.web.jobs.models import State
from saferplan.web.jobs.running import Running
from site_jobs import run_jobs


@pytest.fixture
def uploaded(partnership, member):
    def upload(text: str, name: str = "2024-04-thames-valley-street.csv"):
        return keep_file(checked_bytes("extract", name, text.encode()), partnership=partnership, by=member)

    return upload


def test_a_file_is_loaded_into_the_partnerships_own_lake(uploaded, partnership, other_partnership, member):
    stored = uploaded(csv_text(street_rows(3)), name_of())

    job = load_file.ask(partnership=partnership, by=member, key=f"file-{stored.pk}", file=stored.pk)
    run_jobs()

    assert job.states.last().state == State.DONE, job.states.last().explanation
    assert sum(rows_in(lake_of(partnership)).values()) == 3
    assert lake_of(partnership).root != lake_of(other_partnership).root


def test_a_load_that_is_begun_again_changes_nothing(uploaded, partnership, member):
    stored = uploaded(csv_text(street_rows(3)), name_of())
    job = load_file.ask(partnership=partnership, by=member, file=stored.pk)

    load_file.do(Running(job, attempt=0), file=stored.pk)
    first = rows_in(lake_of(partnership))
    run_jobs()

    assert rows_in(lake_of(partnership)) == first
    assert job.states.last().state == State.DONE


def test_a_file_that_cannot_be_loaded_says_so_by_the_name_that_it_was_given(uploaded, partnership, member, own_home):
    stored = uploaded("Ward,Incidents\nAbbey,5\n", "wards of ours.csv")

    job = load_file.ask(partnership=partnership, by=member, file=stored.pk)
    run_jobs()

    end = job.states.last()
    assert end.state == State.FAILED
    assert "wards of ours.csv" in end.explanation
    assert "/tmp" not in end.explanation
    assert str(own_home) not in end.explanation


def test_a_file_of_another_partnership_is_not_there(uploaded, other_partnership):
    stored = uploaded(csv_text(street_rows(3)), name_of())

    job = load_file.ask(partnership=other_partnership, by=None, file=stored.pk)
    run_jobs()

    assert job.states.last().state == State.FAILED
    assert not lake_of(other_partnership).root.exists()


def test_an_assessment_is_built_from_the_lake_and_put_in_its_place_whole(partnership, member):
    anyshire.anyshire(lake_of(partnership).root)
    partnership.area_code = anyshire.ANYSHIRE
    partnership.save()

    job = build_assessment.ask(
        partnership=partnership, by=member, period=anyshire.LATER, against=anyshire.EARLIER
    )  # fmt: skip
    run_jobs()

    assert job.states.last().state == State.DONE, job.states.last().explanation
    place = assessment_folder(partnership.slug, job.pk)
    assert "Anyshire" in (place / "assessment.html").read_text(encoding="utf-8")
    assert [one.name for one in place.parent.iterdir()] == [place.name], "nothing half made lies beside it"


def test_without_evidence_there_is_no_assessment_and_the_person_is_told_what_to_do(partnership, member):
    job = build_assessment.ask(partnership=partnership, by=member, period="FY2024", against="")
    run_jobs()

    end = job.states.last()
    assert end.state == State.FAILED
    assert "saferplan.web" not in end.explanation
    assert not assessment_folder(partnership.slug, job.pk).exists()


def test_a_lake_is_there_with_its_first_load(partnership):
    lake = lake_of(partnership)

    assert isinstance(lake, Lake)
    assert not lake.root.exists()
    shutil.rmtree(lake.root.parent)
