"""What is exempt in a draft reaches no page of a member who may not read it: by no name, no past, and no picture."""

import pytest
from django.urls import reverse

from saferplan.web.documents.arranging import add_block, remove_block, set_audience
from saferplan.web.documents.discussing import add_comment
from saferplan.web.documents.models import Audience, Block
from saferplan.web.documents.picturing import add_picture
from saferplan.web.documents.saving import save_text, suggest
from saferplan.web.files.checking import checked_bytes
from site_uploads import PNG

SECRET = "Quibblethwaite"


def address(name: str, block: Block, **parts) -> str:
    document = block.chapter.document
    parts |= {} if name in ("picture", "pictures") else {"block": block.pk}
    return reverse(f"documents:{name}", kwargs={"partnership": "chalkshire", "document": document.slug} | parts)


def words(answer) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


# Names that an exempt block gives


@pytest.fixture
def named(of_anyshire, kept, analyst) -> Block:
    """A public block after an exempt one that gives a name to what is secret."""
    chapter = of_anyshire.chapters.first()
    add_block(chapter=chapter, text='{% set who = "Quibblethwaite" %}', audience=Audience.EXEMPT, by=analyst)
    return add_block(chapter=chapter, text="Somebody was seen.", by=analyst)


@pytest.mark.parametrize("role", ["reader", "analyst"])
def test_a_public_block_prints_no_name_that_an_exempt_one_gives(sign_in, request, named, role):
    """To the writer it is a fault at once, as it would be in the public version."""
    client = sign_in(request.getfixturevalue(role))

    page = words(client.post(address("preview", named), {"text": "It was {{ who }}.", "based_on": 1}))

    assert SECRET not in page
    assert "There is no figure or word &#39;who&#39;" in page


def test_an_exempt_block_prints_names_of_both(sign_in, analyst, named):
    chapter = named.chapter
    add_block(chapter=chapter, text='{% set place = "Chalk Street" %}', by=analyst)
    last = add_block(chapter=chapter, text="x", audience=Audience.EXEMPT, by=analyst)

    page = words(sign_in(analyst).post(address("preview", last), {"text": "{{ who }} in {{ place }}.", "based_on": 1}))

    assert "Quibblethwaite in Chalk Street." in page


def test_a_chapter_reads_alike_to_all(sign_in, reader, analyst, named):
    save_text(block=named, text="It was {{ who }}.", based_on=1, by=analyst)
    chapter = reverse(
        "documents:chapter",
        kwargs={
            "partnership": "chalkshire",
            "document": named.chapter.document.slug,
            "chapter": named.chapter.slug,
        },
    )

    assert "There is no figure or word &#39;who&#39;" in words(sign_in(reader).get(chapter))
    assert "There is no figure or word &#39;who&#39;" in words(sign_in(analyst).get(chapter))


# What a block said while it was exempt


@pytest.fixture
def opened(block, analyst, colleague) -> Block:
    """A block that said what is secret, was talked about, was mended, and made public."""
    set_audience(block=block, audience=Audience.EXEMPT, by=analyst)
    save_text(block=block, text="It was Quibblethwaite.", based_on=1, by=analyst)
    add_comment(block=block, text="Quibblethwaite lives there", by=colleague)
    suggest(block=block, text="It was young Quibblethwaite.", based_on=2, by=colleague)
    save_text(block=block, text="It was somebody.", based_on=2, by=analyst)
    set_audience(block=block, audience=Audience.PUBLIC, by=analyst)
    return block


def test_its_past_stays_exempt_when_a_block_is_made_public(sign_in, reader, opened):
    client = sign_in(reader)

    page = words(client.get(address("versions", opened)))
    assert "It was somebody." in page
    assert SECRET not in page
    for earlier in (1, 2, 3):
        assert SECRET not in words(client.get(address("block", opened), {"version": earlier}))


def test_those_who_may_read_it_still_do(sign_in, analyst, opened):
    client = sign_in(analyst)

    assert SECRET in words(client.get(address("versions", opened)))
    page = words(client.get(address("block", opened)))
    assert "Quibblethwaite lives there" in page
    assert "Suggestion by" in page


def test_what_was_said_of_it_is_opened_by_no_number(sign_in, reader, opened):
    client, comment, suggestion = sign_in(reader), opened.comments.get(), opened.suggestions.get()

    assert client.post(address("settle-comment", opened, comment=comment.pk)).status_code == 404
    assert client.get(address("suggestion", opened, suggestion=suggestion.pk)).status_code == 404


def test_a_suggestion_for_a_version_that_was_exempt_does_not_show_it(sign_in, reader, opened):
    client = sign_in(reader)
    client.post(address("suggest", opened), {"text": "Mine", "based_on": 2})

    for own in opened.suggestions.filter(by=reader):
        assert client.get(address("suggestion", opened, suggestion=own.pk)).status_code == 404


def test_what_is_said_of_it_since_is_read_by_all(sign_in, reader, analyst, opened):
    save_text(block=opened, text="It was somebody else.", based_on=3, by=analyst)
    add_comment(block=opened, text="A comment for all", by=analyst)
    held = suggest(block=opened, text="It was nobody.", based_on=4, by=reader)
    client = sign_in(reader)

    assert "else" in words(client.get(address("versions", opened)))
    assert "A comment for all" in words(client.get(address("block", opened)))
    assert "nobody" in words(client.get(address("suggestion", opened, suggestion=held.pk)))


def test_of_a_block_that_never_was_exempt_everything_is_read(sign_in, reader, analyst, block):
    save_text(block=block, text="First thoughts.", based_on=1, by=analyst)
    save_text(block=block, text="Second ones.", based_on=2, by=analyst)

    assert "First thoughts." in words(sign_in(reader).get(address("versions", block)))


# Pictures


@pytest.fixture
def pictures(block, analyst) -> Block:
    for name in ("house.png", "town.png", "spare.png", "old.png"):
        add_picture(
            document=block.chapter.document,
            file=checked_bytes("document-picture", name, PNG),
            alternative=f"The {name.partition('.')[0]}",
            by=analyst,
        )
    add_block(chapter=block.chapter, text="![The house](house.png)", audience=Audience.EXEMPT, by=analyst)
    save_text(block=block, text="![The town](town.png)", based_on=1, by=analyst)
    remove_block(block=add_block(chapter=block.chapter, text="![The old](old.png)", by=analyst), by=analyst)
    return block


@pytest.mark.parametrize(("role", "seen"), [("reader", {"town"}), ("analyst", {"house", "town", "spare", "old"})])
def test_a_picture_that_stands_in_no_public_passage_is_not_there_for_others(sign_in, request, pictures, role, seen):
    client = sign_in(request.getfixturevalue(role))

    page = words(client.get(address("pictures", pictures)))
    assert {name for name in ("house", "town", "spare", "old") if f"The {name}" in page} == seen
    opens = {
        name
        for name in ("house", "town", "spare", "old")
        if client.get(address("picture", pictures, picture=f"{name}.png")).status_code == 200
    }
    assert opens == seen
