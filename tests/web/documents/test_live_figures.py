"""What a document prints live is worked out once for each load, kept, and only read by its pages."""

import json
from dataclasses import replace
from http import HTTPStatus

import pytest
from django.urls import reverse

import anyshire
from saferplan.documents.drawing import NARROW, WIDE
from saferplan.documents.strategic_assessment.vocabulary import vocabulary_of
from saferplan.errors import NothingLoaded
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from saferplan.web.documents import keeping_figures
from saferplan.web.documents.arranging import add_block
from saferplan.web.documents.finding_figures import matching, offered
from saferplan.web.documents.keeping_figures import figures_of, keep_figures, key_of, picture_of, scope_of
from saferplan.web.documents.showing import shown_text, vocabulary
from saferplan.web.documents.work import ask_for_figures
from saferplan.web.evidence.lake import lake_of
from saferplan.web.jobs.models import State
from site_jobs import run_jobs


def test_before_the_first_load_there_are_none(document):
    with pytest.raises(NothingLoaded):
        figures_of(document)


def test_what_is_kept_prints_what_the_lake_prints(of_anyshire, lake, kept):
    fresh = vocabulary_of(AssessmentTables(scope_of(of_anyshire, Basis(lake.snapshot()))), generated_on="today")
    ours = vocabulary(kept)

    measures = [measure.name for measure in kept.tables.scope.measures]
    assert measures
    for measure in measures:
        for word in ("volume", "rate", "share", "change"):
            assert ours[word](measure) == fresh[word](measure)
    assert {name for name in kept.exhibits if not fresh["has"](name)} == set()
    for name, exhibit in kept.exhibits.items():
        whole = fresh["exhibit"](name)
        assert (exhibit.title, exhibit.records, exhibit.provenance) == (whole.title, whole.records, whole.provenance)


def test_no_page_works_anything_out(kept, monkeypatch):
    """Every table is there already: none is asked of the lake."""
    monkeypatch.setattr("duckdb.connect", None)

    words = vocabulary(kept)

    assert words["volume"]("burglary").value
    assert matching(kept, "").found > len(kept.exhibits)


def test_pictures_are_files(of_anyshire, kept):
    drawn = [name for name, exhibit in kept.exhibits.items() if exhibit.draw]

    assert drawn
    for name in drawn:
        for is_narrow in (True, False):
            drawing = picture_of(of_anyshire, name, is_narrow=is_narrow).read_text(encoding="utf-8")
            assert drawing.startswith("<svg")
            assert kept.exhibits[name].draw(NARROW if is_narrow else WIDE) == drawing
    assert picture_of(of_anyshire, "no-such") is None


def test_the_first_page_asks_for_them_once(of_anyshire, analyst, sign_in):
    client = sign_in(analyst)
    page = reverse("documents:document", kwargs={"partnership": "chalkshire", "document": of_anyshire.slug})

    for _ in range(2):
        assert "being worked out for the first time" in client.get(page).content.decode()
    assert of_anyshire.partnership.jobs.count() == 1
    run_jobs()

    assert "being worked out" not in client.get(page).content.decode()
    assert figures_of(of_anyshire).kept


@pytest.mark.parametrize(
    ("text", "of_writers", "of_readers"),
    [
        ("Bicycles *vanish*.", "<em>vanish</em>", "<em>vanish</em>"),
        ('It is {{ volume("burglary") }}.', "{{ volume(", "It can be read once they are worked out."),
    ],
)
def test_until_then_a_reader_is_shown_words_and_no_code(
    of_anyshire, analyst, reader, sign_in, text, of_writers, of_readers
):
    chapter = of_anyshire.chapters.first()
    add_block(chapter=chapter, text=text, by=analyst)
    address = reverse(
        "documents:chapter",
        kwargs={"partnership": "chalkshire", "document": of_anyshire.slug, "chapter": chapter.slug},
    )

    assert of_writers in sign_in(analyst).get(address).content.decode()
    read = sign_in(reader).get(address).content.decode()
    assert of_readers in read
    assert "{{" not in read


def test_a_page_that_waits_asks_until_they_are_worked_out_and_shows_them(of_anyshire, reader, sign_in):
    client = sign_in(reader)
    of_document = {"partnership": "chalkshire", "document": of_anyshire.slug}
    chapter = reverse("documents:chapter", kwargs=of_document | {"chapter": of_anyshire.chapters.first().slug})
    state = reverse("documents:figures-state", kwargs=of_document)
    waiting = client.get(chapter).content.decode()
    assert f'hx-get="{state}"' in waiting
    assert f'hx-get="{chapter}" hx-trigger="figures-worked-out from:body" hx-select="#reads"' in waiting

    still = client.get(state)
    assert (still.status_code, still.content) == (HTTPStatus.NO_CONTENT, b"")
    run_jobs()
    became = client.get(state)

    assert became.status_code == HTTPStatus.OK
    assert json.loads(became["HX-Trigger"]) == {"figures-worked-out": {"target": "body"}}
    assert "worked out" in became.content.decode()
    there = client.get(chapter).content.decode()
    assert "hx-get" not in there
    assert "saferplan-live-figure" in there


def test_the_list_of_figures_comes_to_who_waits_for_it(of_anyshire, analyst, sign_in):
    client, block = sign_in(analyst), of_anyshire.chapters.first().blocks.first()
    of_block = {"partnership": "chalkshire", "document": of_anyshire.slug, "block": block.pk}
    address = reverse("documents:figures", kwargs=of_block)
    waiting = client.get(address).content.decode()
    assert "figures-state" in waiting
    assert f'hx-get="{address}" hx-trigger="figures-worked-out from:body"' in waiting

    run_jobs()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert "Word in its name" in part
    assert "Add after the block" in part
    assert "figures-worked-out" not in part


def test_of_two_words_typed_quickly_the_last_one_finds(there_are_figures):
    """An answer to the first is not waited for, and does not come after that to the second."""
    assert 'hx-sync="this:replace"' in there_are_figures


@pytest.fixture
def there_are_figures(of_anyshire, kept, analyst, sign_in) -> str:
    block = of_anyshire.chapters.first().blocks.first()
    of_block = {"partnership": "chalkshire", "document": of_anyshire.slug, "block": block.pk}
    return sign_in(analyst).get(reverse("documents:figures", kwargs=of_block)).content.decode()


def test_a_page_that_waits_hears_that_they_could_not_be_worked_out(of_anyshire, analyst, sign_in):
    of_anyshire.measure = "no-such-measure"
    of_anyshire.save()
    client = sign_in(analyst)
    state = reverse("documents:figures-state", kwargs={"partnership": "chalkshire", "document": of_anyshire.slug})
    client.get(state)
    run_jobs()

    became = client.get(state)

    assert "HX-Trigger" not in became
    assert "Work them out again" in became.content.decode()


def test_what_cannot_be_worked_out_is_said_and_asked_for_again_by_hand(a_document, lake, analyst, sign_in):
    document = a_document(measure="burglary", period="FY2024")
    document.measure = "no-such-measure"
    document.save()
    client = sign_in(analyst)
    page = reverse("documents:document", kwargs={"partnership": "chalkshire", "document": document.slug})
    client.get(page)
    run_jobs()

    for _ in range(2):
        assert "could not be worked out" in client.get(page).content.decode()
    assert document.partnership.jobs.count() == 1
    client.post(reverse("documents:work-out-figures", kwargs={"partnership": "chalkshire", "document": document.slug}))
    assert document.partnership.jobs.count() == 2


def test_until_a_newer_load_is_worked_out_the_one_before_is_shown(of_anyshire, kept, monkeypatch):
    snapshot = lake_of(of_anyshire.partnership).snapshot()
    newer = replace(snapshot, load=replace(snapshot.load, load_id=snapshot.load.load_id + 1))
    monkeypatch.setattr(keeping_figures, "snapshot_of", lambda _lake: newer)

    found = figures_of(of_anyshire)

    assert found.is_behind
    assert found.load == kept.load + 1
    assert found.kept.load == kept.load


def test_what_is_damaged_is_as_if_never_kept(of_anyshire, kept):
    (kept.folder / keeping_figures.TABLES).write_bytes(b"\x80\x05damaged")
    keeping_figures._remembered.clear()

    assert figures_of(of_anyshire).kept is None
    keep_figures(of_anyshire)
    assert figures_of(of_anyshire).kept


def test_a_job_begun_again_keeps_what_is_kept(of_anyshire, kept):
    before = {file: file.stat().st_mtime_ns for file in kept.folder.iterdir()}

    keep_figures(of_anyshire)

    assert {file: file.stat().st_mtime_ns for file in kept.folder.iterdir()} == before


def test_loads_long_past_are_not_kept(of_anyshire, kept):
    old = [kept.folder.with_name(f"{number:06d}-old") for number in range(4)]
    for folder in old:
        folder.mkdir()

    keeping_figures._remove_old(kept.folder)

    assert [folder.exists() for folder in old] == [False, False, False, True]
    assert kept.folder.exists()


def test_documents_about_the_same_share_their_figures(a_document, lake):
    one, same = a_document(), a_document(title="Other")
    other = a_document(period="FY2023")

    assert key_of(one) == key_of(same) != key_of(other)
    assert ask_for_figures(one, 1, by=None).pk == ask_for_figures(same, 1, by=None).pk


def test_a_failed_job_is_not_asked_again_by_a_page(of_anyshire, analyst):
    job = ask_for_figures(of_anyshire, 1, by=analyst)
    job.states.create(partnership=job.partnership, state=State.FAILED, explanation="No room.")

    assert ask_for_figures(of_anyshire, 1, by=analyst).state == State.FAILED


# The list of figures


def test_every_figure_offered_can_be_printed(of_anyshire, kept):
    for one in matching(kept, "").offered:
        assert not shown_text(of_anyshire, [], one.code, kept).fault, one.code
        assert offered(kept, one.code) == one


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("robbery how many", ['{{ volume("robbery").value }}']),
        ("HOW MANY robbery", ['{{ volume("robbery").value }}']),
        ("name of the area", ["{{ area }}", "{{ force }}"]),
        ("no such figure", []),
    ],
)
def test_figures_are_found_by_their_words(kept, asked, codes):
    assert [one.code for one in matching(kept, asked).offered] == codes


def test_no_code_is_taken_that_was_not_offered(kept):
    assert offered(kept, "{{ ''.__class__ }}") is None


def test_anyshire_is_the_area(kept):
    assert vocabulary(kept)["area"] == "Anyshire"
    assert kept.tables.scope.unit == anyshire.ANYSHIRE
