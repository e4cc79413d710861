"""The assessment is built from the partnership's own lake by a job that can be begun again."""

import shutil

import anyshire
from saferplan.evidence.lake import Lake
from saferplan.web.evidence.assessments import assessment_folder
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.work import build_assessment
from saferplan.web.jobs.models import State
from site_jobs import run_jobs


def test_an_assessment_is_built_from_the_lake_and_put_in_its_place_whole(anyshires, member):
    job = build_assessment.ask(partnership=anyshires, by=member, period=anyshire.LATER, against=anyshire.EARLIER)
    run_jobs()

    assert job.states.last().state == State.DONE, job.states.last().explanation
    place = assessment_folder(anyshires.slug, job.pk)
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
