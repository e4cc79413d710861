"""A document is built in all formats for each audience, whole or not at all."""

import os

import pytest
from django.db import connection

import anyshire
from saferplan.documents.kinds.kind import kind_named
from saferplan.documents.life.verifying import read_frozen, verified
from saferplan.web.brands.actions import choose_colours
from saferplan.web.documents.beginning import begin_document
from saferplan.web.documents.models import Audience
from saferplan.web.jobs.models import State
from saferplan.web.jobs.running import Running
from saferplan.web.publications.files import files_of, place_of
from saferplan.web.publications.models import Build, Check
from saferplan.web.publications.places import folder_of_builds
from saferplan.web.publications.text import Text
from saferplan.web.publications.work import build_document, remove_old_drafts
from site_jobs import run_jobs

FORMATS = ["problem-profile.html", "problem-profile.pdf", "problem-profile.docx", "problem-profile.odt"]


@pytest.mark.parametrize("is_final", [False, True])
def test_a_build_has_every_format(is_final, built, document):
    build = built(document, is_final=is_final)

    assert list(files_of(build.public))[:4] == FORMATS
    assert all(file.path.stat().st_size == file.size for file in files_of(build.public).values())
    assert build.text_digest == Text.of(document).digest
    assert build.public.title == "Burglary profile"


def test_what_is_final_is_frozen_and_can_be_made_again(built, document):
    build = built(document)

    found = verified(read_frozen(place_of(build.public)))

    assert found.is_well, found
    assert found.digest == build.public.sha256


def test_nothing_half_made_lies_beside_a_build(built, document, partnership):
    build = built(document)

    assert [one.name for one in folder_of_builds(partnership.slug).iterdir()] == [str(build.job)]


def test_a_document_with_something_exempt_has_two_versions(built, with_exempt):
    build = built(with_exempt, is_final=False)

    assert [one.audience for one in build.versions.all()] == [Audience.PUBLIC, Audience.EXEMPT]


def test_a_final_version_is_refused_while_something_is_to_be_mended_and_the_check_list_says_what(
    lake, a_document, partnership, officer
):
    document = a_document({"One": 'Much. {{ to_write("What was done?") }}'})

    job = build_document.ask(partnership=partnership, by=officer, document=document.pk, is_final=True)
    run_jobs()

    assert job.states.last().state == State.FAILED
    assert job.states.last().explanation == (
        "1 thing has to be mended before there can be a final version. The document’s check list says which."
    )
    assert not Build.objects.exists()
    assert [one.about for one in Check.objects.get().remarks.all()] == ["to-write"]


def test_a_draft_says_how_much_is_still_to_be_written(built, a_document):
    build = built(a_document({"One": 'Much. {{ to_write("What was done?") }}'}), is_final=False)

    assert build.public.to_write == 1
    assert build.public.sha256 == ""


def test_a_document_of_which_nothing_is_public_says_so(lake, a_document, partnership, officer):
    document = a_document({"One": "Much."})
    document.chapters.first().blocks.update(audience=Audience.EXEMPT)

    job = build_document.ask(partnership=partnership, by=officer, document=document.pk, is_final=False)
    run_jobs()

    assert "Nothing of the document is public" in job.states.last().explanation


def test_a_build_that_was_cut_off_is_made_anew(lake, document, partnership, officer):
    job = build_document.ask(partnership=partnership, by=officer, document=document.pk, is_final=True)
    left = folder_of_builds(partnership.slug) / str(job.pk) / "public"
    left.mkdir(parents=True)
    (left / "frozen.json").write_text("{")

    run_jobs()

    assert job.states.last().state == State.DONE, job.states.last().explanation
    assert read_frozen(place_of(Build.objects.get().public)).manifest["title"] == "Burglary profile"


def test_a_build_that_is_begun_again_after_it_was_recorded_changes_nothing(lake, document, partnership, officer):
    job = build_document.ask(partnership=partnership, by=officer, document=document.pk, is_final=True)
    build_document.do(Running(job, attempt=0), document=document.pk, is_final=True)
    first = Build.objects.get().public.sha256

    run_jobs()

    assert Build.objects.get().public.sha256 == first
    assert job.states.last().state == State.DONE


def test_without_evidence_nothing_is_built_and_the_person_is_told_what_to_do(document, partnership, officer):
    job = build_document.ask(partnership=partnership, by=officer, document=document.pk, is_final=False)
    run_jobs()

    assert job.states.last().state == State.FAILED
    assert "administrator" not in job.states.last().explanation


def test_the_partnerships_look_is_on_every_page_and_frozen_with_it(built, document, partnership, officer):
    choose_colours(
        partnership=partnership,
        colours={"brand": "#402060", "on_brand": "#ffffff", "link": "#402060"},
        based_on=1,
        by=officer,
    )
    build = built(document)
    page = files_of(build.public)["problem-profile.html"].path.read_text(encoding="utf-8")

    assert "#402060" in page
    assert "Safer Chalkshire" in page
    assert (place_of(build.public) / "source" / "brand.toml").is_file()


def test_old_drafts_go_and_final_versions_stay(built, document, partnership):
    built(document, is_final=False)
    final = built(document)
    left = folder_of_builds(partnership.slug) / ".99-cut-off"
    left.mkdir()
    os.utime(left, (0, 0))

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # its rows are never rewritten otherwise
        cursor.execute("UPDATE publications_build SET at = at - interval '31 days'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    remove_old_drafts(partnership)

    assert [one.pk for one in Build.objects.all()] == [final.pk]
    assert [one.name for one in folder_of_builds(partnership.slug).iterdir()] == [str(final.job)]


def test_a_full_assessment_as_it_is_begun_can_be_built(built, partnership, officer):
    document = begin_document(
        partnership=partnership,
        kind=kind_named("strategic-assessment-full"),
        title="Strategic Assessment",
        period=anyshire.LATER,
        against=anyshire.EARLIER,
        by=officer,
    )

    build = built(document, is_final=False)

    assert build.public.to_write > 10
    assert sum(name.endswith(".csv") for name in files_of(build.public)) > 20


def test_a_chapter_that_cannot_be_built_is_named(lake, a_document, partnership, officer):
    document = a_document({"One": 'See {{ exhibit("issue-months") }} here.'})

    job = build_document.ask(partnership=partnership, by=officer, document=document.pk, is_final=False)
    run_jobs()

    assert "01-one.md" in job.states.last().explanation
