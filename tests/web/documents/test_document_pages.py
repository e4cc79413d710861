"""Each page of a document, as those see it who write, who read, and who may not."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from markupsafe import escape

from parsed import parsed
from saferplan.web.documents.arranging import add_block, remove_block, set_audience
from saferplan.web.documents.discussing import add_comment
from saferplan.web.documents.models import Audience, BlockVersion, ChangeKind, Document
from saferplan.web.documents.saving import save_text, suggest
from site_people import a_member
from site_uploads import PNG

FOUND, CONFLICT = 302, 409


@pytest.fixture
def at(document):
    def address(name: str, **parts) -> str:
        return reverse(f"documents:{name}", kwargs={"partnership": "chalkshire", "document": document.slug} | parts)

    return address


@pytest.fixture
def there(of_anyshire, kept):
    """The address of a page of a document whose figures are worked out, and of its first block."""
    block = of_anyshire.chapters.first().blocks.first()

    def address(name: str, **parts) -> str:
        parts |= {"block": block.pk} if "exhibit" not in parts else {}
        return reverse(f"documents:{name}", kwargs={"partnership": "chalkshire", "document": of_anyshire.slug} | parts)

    return address


@pytest.fixture
def chapter(document):
    return document.chapters.first()


def words(answer) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


# Beginning


def begin(client, **answers):
    told = {"kind": "strategic-assessment-full", "title": "Safer", "period": "FY2024"} | answers
    return client.post(reverse("documents:begin", kwargs={"partnership": "chalkshire"}), told)


def test_whoever_writes_begins_a_document(sign_in, analyst, partnership):
    answer = begin(sign_in(analyst))

    document = partnership.documents.get()
    assert answer.url == f"/partnerships/chalkshire/documents/{document.slug}/"
    assert (document.kind, document.title, document.begun_by) == ("strategic-assessment-full", "Safer", analyst)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"title": ""}, "Enter title"),
        ({"period": "soon"}, "soon"),
        ({"kind": "novel"}, "Select a valid choice"),
        ({"kind": "problem-profile"}, "The issue"),
        ({"kind": "strategic-assessment-refresh"}, "Select the period that it is compared with"),
        ({"against": "FY2024"}, "Choose another period"),
        ({"against": "2024-04", "period": "2024-05"}, "month"),
        ({"period": "other"}, "Enter other months"),
        ({"period": "other", "other_period": "soon"}, "&#39;soon&#39; is not a period"),
        ({"period": "other", "other_period": "1900-01..2020-12"}, "At most 240"),
        ({"period": "1900-01..2020-12"}, "Select a valid choice"),
        ({"against": "other", "other_against": "2024-09..2024-04"}, "ends before it begins"),
    ],
)
def test_what_is_wrong_with_a_document_to_be_begun_is_told(sign_in, analyst, partnership, answers, told):
    answer = begin(sign_in(analyst), **answers)

    assert told.casefold() in words(answer).casefold()
    assert not partnership.documents.exists()


@pytest.mark.parametrize(
    ("answers", "period", "against"),
    [
        ({"period": "FY2024", "other_period": "2019-04"}, "FY2024", ""),  # what the choice hides is not asked
        ({"period": "other", "other_period": "2025-04..2025-09"}, "2025-04..2025-09", ""),
        (
            {"period": "CY2025", "against": "other", "other_against": "2024-01..2024-12"},
            "CY2025",
            "2024-01..2024-12",
        ),
    ],
)
def test_a_document_is_about_a_year_or_about_other_months(sign_in, analyst, partnership, answers, period, against):
    begin(sign_in(analyst), **answers)

    document = partnership.documents.get()
    assert (document.period, document.against) == (period, against)


def test_years_are_offered_with_how_much_of_them_is_known(sign_in, analyst, lake):
    page = parsed(words(sign_in(analyst).get(reverse("documents:begin", kwargs={"partnership": "chalkshire"}))))

    offered = [option.text for option in page.one("select", name="period").all("option")]
    assert offered[0] == "Choose a period"
    assert offered[1] == "Financial year 2024/25, 11 of 12 months known"
    assert offered[-1] == "Other months"
    assert page.one("select", name="against").all("option")[0].text == "Nothing"


def test_before_the_first_load_the_latest_years_are_offered(sign_in, analyst, partnership):
    page = parsed(words(sign_in(analyst).get(reverse("documents:begin", kwargs={"partnership": "chalkshire"}))))

    offered = [option.text for option in page.one("select", name="period").all("option")]
    assert len(offered) == 6
    assert all("known" not in one for one in offered)


def test_months_that_a_document_has_can_be_kept(sign_in, analyst, a_document):
    document = a_document(period="2025-04..2025-09")
    address = reverse("documents:edit", kwargs={"partnership": "chalkshire", "document": document.slug})

    page = parsed(words(sign_in(analyst).get(address)))

    (chosen,) = [one for one in page.one("select", name="period").all("option") if "selected" in one.attributes]
    assert chosen.text == "April 2025 to September 2025"


def test_a_measure_is_kept_for_a_problem_profile_alone(sign_in, analyst, partnership):
    begin(sign_in(analyst), measure="burglary")

    assert partnership.documents.get().measure == ""


def test_the_list_has_each_document_and_few_queries(sign_in, reader, a_document, django_assert_max_num_queries):
    for number in range(5):
        a_document(title=f"Number {number}")
    client = sign_in(reader)
    page = reverse("documents:documents", kwargs={"partnership": "chalkshire"})
    client.get(page)

    with django_assert_max_num_queries(12):
        listed = words(client.get(page))

    assert all(f"Number {number}" in listed for number in range(5))
    assert "Begin a document" not in listed


# Writing


def test_a_block_is_changed(sign_in, analyst, block, at):
    answer = sign_in(analyst).post(at("block", block=block.pk), {"text": "New.", "based_on": 1})

    assert answer.url.endswith(f"?saved={block.pk}#block-{block.pk}")
    assert block.versions.last().text == "New."


def test_who_may_not_write_suggests_and_comments(sign_in, reader, block, at):
    client = sign_in(reader)

    assert client.post(at("block", block=block.pk), {"text": "New.", "based_on": 1}).status_code == 403
    assert "Save" not in words(client.get(at("block", block=block.pk)))
    client.post(at("suggest", block=block.pk), {"text": "Mine.", "based_on": 1, "note": "Plainer"})
    client.post(at("comment", block=block.pk), {"text": "Why?"})

    assert block.versions.count() == 1
    assert block.suggestions.get().note == "Plainer"
    assert "Why?" in words(client.get(at("block", block=block.pk)))


def test_two_who_changed_the_same_words_are_shown_both(sign_in, analyst, colleague, block, at):
    save_text(block=block, text="Theirs.", based_on=1, by=colleague)
    client = sign_in(analyst)

    answer = client.post(at("block", block=block.pk), {"text": "Mine.", "based_on": 1})

    assert answer.status_code == CONFLICT
    page = answer.content.decode()
    assert "Col League" in page
    assert "Theirs. Mine." in page
    kept = block.suggestions.get()
    client.post(at("suggestion", block=block.pk, suggestion=kept.pk), {"text": "Ours.", "based_on": 2})
    assert block.versions.last().text == "Ours."
    assert not block.suggestions.open().exists()


def test_a_suggestion_shows_what_it_changes_and_is_accepted(sign_in, analyst, reader, block, at):
    save_text(block=block, text="Burglary fell.", based_on=1, by=analyst)
    one = suggest(block=block, text="Burglary halved.", based_on=2, by=reader)
    client = sign_in(analyst)
    page = at("suggestion", block=block.pk, suggestion=one.pk)

    assert "<ins>" in words(client.get(page))
    client.post(page, {"text": "Burglary halved.", "based_on": 2})

    assert block.versions.last().text == "Burglary halved."
    assert "Accepted" in words(client.get(page))


def test_a_suggestion_is_turned_down_and_stays(sign_in, analyst, reader, block, at):
    one = suggest(block=block, text="Other.", based_on=1, by=reader)
    sign_in(analyst).post(at("turn-down", block=block.pk, suggestion=one.pk))

    assert block.versions.count() == 1
    assert one.verdict.version is None


@pytest.mark.parametrize(
    ("text", "based_on", "told"),
    [("a\x0bb", 1, "Line 1 has the character U+000B"), ("x" * 50_001, 1, "50000"), ("x", 99, "no such version")],
)
def test_a_text_that_cannot_be_kept_is_given_back(sign_in, analyst, block, at, text, based_on, told):
    page = words(sign_in(analyst).post(at("block", block=block.pk), {"text": text, "based_on": based_on}))

    assert told in page.replace(",", "")
    assert text.replace("\x0b", "")[:20] in page.replace("\x0b", "")
    assert block.versions.count() == 1


def test_an_earlier_version_is_gone_back_to_by_saving_it(sign_in, analyst, block, at):
    first = block.versions.get().text
    save_text(block=block, text="Second.", based_on=1, by=analyst)
    client = sign_in(analyst)

    page = words(client.get(at("block", block=block.pk) + "?version=1"))
    assert "that of version 1" in page
    client.post(at("block", block=block.pk), {"text": first, "based_on": 2})

    assert [one.text for one in block.versions.all()] == [first, "Second.", first]
    assert words(client.get(at("versions", block=block.pk))).count("saferplan-differences") == 2


@pytest.fixture
def four_versions(block, analyst):
    for number, text in enumerate(("One fell.", "One rose.", "Two rose."), start=1):
        save_text(block=block, text=text, based_on=number, by=analyst)


@pytest.mark.parametrize("asked", ["?earlier=2&later=4", "?earlier=4&later=2"])
def test_any_two_versions_are_laid_side_by_side(sign_in, reader, block, at, four_versions, asked):
    page = words(sign_in(reader).get(at("versions", block=block.pk) + asked))

    compared = page[page.index("Version 4 beside version 2") :].partition("</section>")[0]
    (removed,), (added,) = (re.findall(rf"<{kind}>.*?</{kind}>", compared) for kind in ("del", "ins"))
    assert "One fell." in removed
    assert "Two rose." in added


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("?earlier=2&later=2", "Choose two different versions"),
        ("?earlier=2&later=99", "Select a valid choice"),
        ("?earlier=x&later=", "Error: "),
        ("?page=77", "Version 1<"),
    ],
)
def test_versions_that_cannot_be_compared_say_why(sign_in, reader, block, at, four_versions, asked, told):
    page = words(sign_in(reader).get(at("versions", block=block.pk) + asked))

    assert told in page
    assert "beside version" not in page


def test_many_versions_stand_on_pages_and_take_few_queries(sign_in, analyst, block, at, django_assert_max_num_queries):
    for number in range(1, 13):
        save_text(block=block, text=f"Text {number}.", based_on=number, by=analyst)
    client = sign_in(analyst)
    client.get(at("versions", block=block.pk))

    with django_assert_max_num_queries(14):
        first = words(client.get(at("versions", block=block.pk)))
    last = words(client.get(at("versions", block=block.pk) + "?page=2"))

    assert (first.count("saferplan-differences"), last.count("saferplan-differences")) == (10, 2)
    assert "Version 13, as it stands" in first
    assert "as it stands" not in last
    assert "Go back to version 3" in last


def test_the_preview_of_what_is_typed_makes_no_version(sign_in, analyst, there):
    before = BlockVersion.objects.count()
    answer = sign_in(analyst).post(there("preview"), {"text": "In {{ area }}."})

    assert ">Anyshire<" in words(answer) or "In Anyshire." in words(answer)
    assert BlockVersion.objects.count() == before


def test_a_preview_says_what_is_wrong(sign_in, analyst, there):
    assert "no figure or word" in words(sign_in(analyst).post(there("preview"), {"text": "{{ nope }}"}))


# Order


def test_blocks_are_added_moved_taken_out_and_put_back(sign_in, analyst, chapter, at):
    client, first = sign_in(analyst), chapter.blocks.first()
    client.post(f"{at('add-block', chapter=chapter.slug)}?after={first.pk}", {"text": "After.", "audience": "public"})
    added = chapter.blocks.standing()[1]
    assert added.versions.get().text == "After."

    client.post(at("move-block", block=added.pk), {"to": "up"})
    assert chapter.blocks.standing()[0] == added
    client.post(at("remove-block", block=added.pk))
    assert added not in chapter.blocks.standing()
    assert "After." in words(client.get(at("chapter", chapter=chapter.slug)))
    client.post(at("restore-block", block=added.pk))
    assert chapter.blocks.standing()[0] == added
    assert [one.kind for one in added.changes.all()] == [
        ChangeKind.BLOCK_ADDED,
        ChangeKind.BLOCK_MOVED,
        ChangeKind.BLOCK_REMOVED,
        ChangeKind.BLOCK_RESTORED,
    ]


def test_chapters_are_added_changed_moved_taken_out_and_put_back(sign_in, analyst, document, at):
    client = sign_in(analyst)
    client.post(at("add-chapter"), {"title": "Main"})
    chapter = document.chapters.last()
    assert chapter.slug == "main-2"  # the built page has a part called main

    client.post(at("edit-chapter", chapter=chapter.slug), {"title": "Method"})
    client.post(at("move-chapter", chapter=chapter.slug), {"to": "up"})
    assert [one.title for one in document.chapters.all()][-2] == "Method"
    client.post(at("remove-chapter", chapter=chapter.slug))
    assert chapter not in document.chapters.standing()
    client.post(at("restore-chapter", chapter=chapter.slug))
    assert chapter in document.chapters.standing()
    assert words(client.get(at("history"))).count("Chapter") >= 5


def test_the_first_and_the_last_stay_where_they_are(sign_in, analyst, chapter, at):
    client, before = sign_in(analyst), list(chapter.blocks.values_list("pk", flat=True))
    client.post(at("move-block", block=before[0]), {"to": "up"})
    client.post(at("move-block", block=before[-1]), {"to": "down"})

    assert list(chapter.blocks.values_list("pk", flat=True)) == before


def test_what_was_taken_out_meanwhile_does_not_move(sign_in, analyst, block, at):
    remove_block(block=block, by=analyst)
    answer = sign_in(analyst).post(at("move-block", block=block.pk), {"to": "down"}, follow=True)

    assert "taken out meanwhile" in answer.content.decode()


def test_the_history_leads_to_what_was_written_and_to_nothing_exempt_for_who_may_not_read_it(
    sign_in, analyst, reader, chapter, at
):
    shown, secret = chapter.blocks.all()[:2]
    for block in (shown, secret):
        save_text(block=block, text="New.", based_on=1, by=analyst)
    set_audience(block=secret, audience=Audience.EXEMPT, by=analyst)
    to_shown, to_secret = (f'href="{at("versions", block=block.pk)}"' for block in (shown, secret))

    told = {who: words(sign_in(who).get(at("history"))) for who in (analyst, reader)}

    assert (to_shown in told[analyst], to_secret in told[analyst]) == (True, True)
    assert (to_shown in told[reader], to_secret in told[reader]) == (True, False)
    assert told[reader].count("Version 2 of a block") == 2


def test_periods_are_told_as_people_say_them(sign_in, reader, a_document):
    """In what is read: addresses and tokens of a form, of random letters, stand in attributes."""
    client = sign_in(reader)
    document = a_document(period="FY2024", against="FY2023")

    listed = reverse("documents:documents", kwargs={"partnership": "chalkshire"})
    own = reverse("documents:document", kwargs={"partnership": "chalkshire", "document": document.slug})
    for address in (listed, own):
        read = parsed(words(client.get(address))).one("main").text
        assert "April 2024 to March 2025" in read, address
        assert "FY2024" not in read, address
    assert "April 2023 to March 2024" in read


# What is exempt


@pytest.mark.parametrize(("role", "reads"), [("", False), ("analyst", True), ("chair", True)])
def test_an_exempt_block_is_read_by_those_who_write_approve_or_publish(
    sign_in, partnership, analyst, chapter, at, role, reads
):
    secret = add_block(chapter=chapter, text="Quibblethwaite.", audience=Audience.EXEMPT, by=analyst)
    client = sign_in(a_member(partnership, *([role] if role else [])))

    page = words(client.get(at("chapter", chapter=chapter.slug)))

    assert ("Quibblethwaite" in page) is reads
    assert ("An exempt passage stands here" in page) is not reads
    for name in ("block", "versions", "suggest", "comment", "figures"):
        assert client.get(at(name, block=secret.pk)).status_code == (200 if reads else 404)


def test_a_block_that_was_taken_out_tells_what_is_exempt_to_nobody_else(sign_in, reader, analyst, block, at, chapter):
    save_text(block=block, text="Quibblethwaite.", based_on=1, by=analyst)
    set_audience(block=block, audience=Audience.EXEMPT, by=analyst)
    remove_block(block=block, by=analyst)

    assert "Quibblethwaite" not in words(sign_in(reader).get(at("chapter", chapter=chapter.slug)))


# Figures and pictures


def test_a_figure_that_is_chosen_stands_after_the_block(sign_in, analyst, of_anyshire, there):
    client, code = sign_in(analyst), '{{ volume("burglary").value }}'
    assert str(escape(code)) in words(client.get(there("figures") + "?q=how+many+burglary"))

    client.post(there("add-figure"), {"code": code})
    client.post(there("add-figure"), {"code": "{{ forged }}"})

    standing = [one.text for one in of_anyshire.chapters.first().blocks.standing().with_text()]
    assert standing[1] == code
    assert "{{ forged }}" not in standing


def test_an_exhibits_picture_is_served_and_no_other_file(sign_in, reader, kept, there):
    client = sign_in(reader)
    drawn = next(name for name, one in kept.exhibits.items() if one.draw)
    answer = client.get(there("exhibit-picture", exhibit=drawn))

    assert answer["Content-Type"] == "image/svg+xml"
    assert b"".join(answer.streaming_content).startswith(b"<svg")
    assert client.get(there("exhibit-narrow", exhibit="no-such")).status_code == 404


def test_a_picture_is_uploaded_with_its_words_and_shown(sign_in, analyst, document, at):
    client = sign_in(analyst)
    for _ in range(2):
        client.post(at("pictures"), {"file": SimpleUploadedFile("My Map.png", PNG), "alternative": "A map"})

    assert [one.name for one in document.pictures.all()] == ["my-map-2.png", "my-map.png"]
    assert "![A map](my-map.png)" in words(client.get(at("pictures")))
    assert client.get(at("picture", picture="my-map.png"))["Content-Type"] == "image/png"
    assert client.get(at("picture", picture="other.png")).status_code == 404


def test_a_picture_without_words_is_refused(sign_in, analyst, document, at):
    sign_in(analyst).post(at("pictures"), {"file": SimpleUploadedFile("a.png", PNG), "alternative": ""})

    assert not document.pictures.exists()


def test_who_may_not_write_sees_the_pictures_and_adds_none(sign_in, reader, document, at):
    client = sign_in(reader)

    assert "Add the picture" not in words(client.get(at("pictures")))
    upload = {"file": SimpleUploadedFile("a.png", PNG), "alternative": "A map"}
    assert client.post(at("pictures"), upload).status_code == 403
    assert not document.pictures.exists()


# What it is about


def test_the_period_is_changed_and_written_down(sign_in, analyst, document, at):
    client = sign_in(analyst)
    answer = client.post(at("edit"), {"title": "New title", "period": "FY2025", "against": "FY2024", "version": 1})

    assert answer.status_code == FOUND
    document = Document.objects.get(pk=document.pk)
    assert (document.title, document.period, document.against) == ("New title", "FY2025", "FY2024")
    assert document.changes.last().kind == ChangeKind.SETTINGS


def test_two_who_change_it_are_shown_both(sign_in, analyst, document, at):
    client = sign_in(analyst)
    for title in ("First", "Second"):
        answer = client.post(at("edit"), {"title": title, "period": "FY2025", "against": "", "version": 1})

    assert answer.status_code == CONFLICT
    assert Document.objects.get(pk=document.pk).title == "First"


def test_a_chapter_takes_few_queries(sign_in, analyst, chapter, reader, at, django_assert_max_num_queries):
    for number in range(10):
        block = add_block(chapter=chapter, text=f"Number {number}", by=analyst)
        add_comment(block=block, text="Hm", by=reader)
    client = sign_in(analyst)
    client.get(at("chapter", chapter=chapter.slug))

    with django_assert_max_num_queries(22):
        words(client.get(at("chapter", chapter=chapter.slug)))
