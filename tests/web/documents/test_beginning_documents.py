"""A document begins as its kind's chapters, in blocks that go together again to the same chapters."""

import pytest

from saferplan.documents.folder import Chapter, read_folder
from saferplan.documents.kinds.kind import kind_named, kinds
from saferplan.documents.life.starting import begin
from saferplan.documents.settings import Subject
from saferplan.errors import UsageError
from saferplan.web.documents.beginning import free_slug
from saferplan.web.documents.models import Audience
from saferplan.web.documents.splitting import taken_apart
from saferplan.web.publications.text import Text

NEEDED = {"against": "FY2023", "measure": "burglary"}


@pytest.mark.parametrize("kind", kinds())
def test_the_folder_of_a_new_document_is_the_one_that_the_command_begins(a_document, kind, tmp_path):
    needed = {need: NEEDED[need] for need in kinds()[kind].needs}
    begin(kind, tmp_path / "command", Subject("E06000060", "FY2024", **needed))
    theirs = read_folder(tmp_path / "command")

    document = a_document(kind, title=kinds()[kind].document_title, **needed)
    ours = Text.of(document).write(Audience.PUBLIC, tmp_path / "site")

    assert [one.id for one in ours.chapters] == [one.id for one in theirs.chapters]
    assert [one.answers for one in ours.chapters] == [one.answers for one in theirs.chapters]
    assert [_paragraphs(one) for one in ours.chapters] == [_paragraphs(one) for one in theirs.chapters]
    assert (ours.title, ours.subtitle, ours.kind, ours.subject) == (
        theirs.title,
        theirs.subtitle,
        theirs.kind,
        theirs.subject,
    )


def _paragraphs(chapter: Chapter) -> list[str]:
    """However many empty lines stand between them."""
    return [paragraph.strip("\n") for paragraph in chapter.text.split("\n\n") if paragraph.strip()]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("# T\n\nOne.\n\nTwo.\n", ("One.", "Two.")),
        ("# T\nOne.\n", ("One.",)),
        ("# T\n", ()),
        ("# T\n\nOne.\n\n\n \nTwo.", ("One.", "Two.")),
        ("# T\n\n{% if a %}\nOne.\n\nTwo.\n{% endif %}\n\nThree.", ("{% if a %}\nOne.\n\nTwo.\n{% endif %}", "Three.")),
        ("# T\n\n{% for a in b %}\n\n{% if c %}\n\nx\n\n{% endif %}\n\n{% endfor %}", None),
        ("# T\n\n{% if a %}\n\nnever closed\n\nstill", ("{% if a %}\n\nnever closed\n\nstill",)),
        ("# T\n\n- a\n\n- b", ("- a", "- b")),
        # One of the empty lines belongs to the statement before it.
        ("# T\n\n{% if a %}\nx{% if b %}y{% endif %}\n\n\nz\n{% endif %}", None),
    ],
    ids=[
        "paragraphs",
        "no empty line",
        "no text",
        "many empty lines",
        "a condition",
        "nested",
        "unclosed",
        "a list",
        "an inline end",
    ],
)
def test_blocks_end_at_empty_lines_outside_conditions(text, blocks):
    taken = taken_apart(Chapter("t", "01-t.md", text))

    assert taken.title == "T"
    assert taken.blocks == (blocks if blocks is not None else (text.removeprefix("# T\n\n"),))


def test_what_a_kind_needs_is_asked_for(partnership, analyst, a_document):
    with pytest.raises(UsageError, match="needs --measure"):
        a_document("problem-profile", measure="")

    assert not partnership.documents.exists()


def test_two_documents_of_one_title_have_two_addresses(a_document):
    assert [a_document(title="Burglary: a look").slug for _ in range(3)] == [
        "burglary-a-look",
        "burglary-a-look-2",
        "burglary-a-look-3",
    ]


@pytest.mark.parametrize(
    ("title", "slug"), [("Ýŷ", "yy"), ("!!!", "untitled"), ("x" * 200, "x" * 50), ("Main", "main-2")]
)
def test_addresses_are_plain_words(a_document, title, slug):
    assert a_document(title=title).slug == slug


def test_it_takes_few_queries(a_document, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        document = a_document("strategic-assessment-full")

    assert document.chapters.count() == len(list(kind_named("strategic-assessment-full").templates()))


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Burglary: a profile", "burglary-a-profile"),
        ("Community safety in Chalkshire and Fenmoor: our plan", "community-safety-in-chalkshire-and-fenmoor-our"),
        ("Community safety in Chalkshire and in Fenmoor, all", "community-safety-in-chalkshire-and-in-fenmoor-all"),
        ("x" * 70, "x" * 50),
        ("…", "untitled"),
        ("Main", "main-2"),  # the built page has a part called main
    ],
)
def test_an_address_is_made_of_whole_words(words, slug):
    assert free_slug(words, set()) == slug
    assert free_slug(words, {slug}) != slug
