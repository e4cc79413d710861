"""What is exempt reaches no byte that the public can get: not a word of it, nor a figure that only it names."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client

from saferplan.web.documents.arranging import add_block, add_chapter, remove_block
from saferplan.web.documents.discussing import add_comment
from saferplan.web.documents.models import Audience, Document
from saferplan.web.documents.saving import save_text, suggest
from saferplan.web.publications import actions
from saferplan.web.publications.files import files_of, place_of
from saferplan.web.publications.models import Build, BuildVersion
from unpacking import unpacked

IN_EXEMPT_BLOCKS = (
    "Quibblethwaite",  # in a sentence
    "Zorkelmund",  # in a heading
    "Vexipine",  # in a table
    "Jaxolotry",  # in the address of a link
    "Prundlewick",  # the source of a figure
    "Wobberdane",  # the title of a chapter of which nothing is public
    "Fritzlebaum",  # in a remark of the text's own
)
NOWHERE = (
    "Snuffleback",
    "Drizzelmont",
    "Ockenfeld",
    "Thrumbeck",
)  # an earlier version, a comment, a suggestion, removed
EXEMPT = """## The Zorkelmund inquiry

Quibblethwaite was watched from the [bakery](https://jaxolotry.example.org/file).

| Street | Visits |
| --- | --- |
| Vexipine Row | {{ sourced("9", "Prundlewick, letter of 3 May 2024") }} |

{# Fritzlebaum told us #}

There were {{ volume("robbery").value }} robberies."""


@pytest.fixture
def guarded(a_document, officer) -> Document:
    """With what is exempt wherever it can stand, and what was never to be printed at all."""
    document = a_document(
        {"What happened": "Burglars came by bicycle. There were {{ volume('burglary').value }} burglaries."}
    )
    chapter = document.chapters.first()
    add_block(chapter=chapter, text=EXEMPT, audience=Audience.EXEMPT, by=officer)
    hidden = add_chapter(document=document, title="The Wobberdane matter", by=officer)
    add_block(chapter=hidden, text="All of it is exempt.", audience=Audience.EXEMPT, by=officer)
    block = add_block(chapter=chapter, text="Snuffleback was seen.", by=officer)
    save_text(block=block, text="Somebody was seen.", based_on=1, by=officer)
    add_comment(block=block, text="It was Drizzelmont", by=officer)
    suggest(block=block, text="Ockenfeld was seen.", based_on=2, by=officer)
    remove_block(block=add_block(chapter=chapter, text="Thrumbeck was seen.", by=officer), by=officer)
    return document


def shapes(word: str) -> Iterator[bytes]:
    """As it could stand in a file."""
    for told in (word, word.lower(), word.upper(), quote(word), word[::-1]):
        yield told.encode()
        yield told.encode("utf-16-le")
        yield told.encode("utf-16-be")
        yield told.encode().hex().encode()
        for before in range(3):
            yield base64.b64encode(b"x" * before + told.encode())[4:-4]


def found_in(content: bytes, name: str, words: tuple[str, ...]) -> set[str]:
    held = [name.encode(), *unpacked(name, content)]
    return {word for word in words for shape in shapes(word) if any(shape in one for one in held)}


def words_below(folder: Path, words: tuple[str, ...]) -> set[str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert len(files) > 5
    return set().union(*(found_in(file.read_bytes(), file.name, words) for file in files))


def version(build: Build, audience: Audience):
    return build.versions.get(audience=audience)


@pytest.mark.parametrize("is_final", [False, True])
def test_no_byte_of_the_public_version_holds_a_word_that_is_exempt(is_final, built, guarded):
    build = built(guarded, is_final=is_final)

    assert words_below(place_of(version(build, Audience.PUBLIC)), IN_EXEMPT_BLOCKS + NOWHERE) == set()


def test_the_search_would_find_them_for_the_exempt_version_has_them(built, guarded):
    build = built(guarded)

    found = words_below(place_of(version(build, Audience.EXEMPT)), IN_EXEMPT_BLOCKS + NOWHERE)

    assert found == set(IN_EXEMPT_BLOCKS)


@pytest.mark.parametrize("ending", [".html", ".pdf", ".docx", ".odt", "-data.zip"])
def test_the_search_reads_every_format(ending, built, guarded):
    """Of the exempt version each holds one of the words at least; so none is searched in vain."""
    files = files_of(version(built(guarded), Audience.EXEMPT))
    file = next(one for name, one in files.items() if name.endswith(ending))

    assert found_in(file.path.read_bytes(), file.name, ("Prundlewick", "Zorkelmund"))


def test_a_figure_that_only_an_exempt_block_names_is_in_no_record_of_the_public_version(built, guarded):
    build = built(guarded)
    public, exempt = (asked_of(version(build, audience)) for audience in (Audience.PUBLIC, Audience.EXEMPT))

    assert any("robbery" in question for question in exempt)
    assert not any("robbery" in question for question in public)
    assert any("burglary" in question for question in public)


def asked_of(version: BuildVersion) -> list[str]:
    """What the chapters asked of the evidence."""
    return list(json.loads((place_of(version) / "evidence.json").read_text(encoding="utf-8"))["told"])


def test_no_address_outside_sign_in_gives_any_of_it(approved, guarded, officer):
    approved(guarded)
    publication = actions.publish(document=guarded, by=officer)[0]
    stranger = Client()
    pages = [
        "/published/chalkshire/",
        "/published/chalkshire/burglary-profile/",
        "/published/chalkshire/burglary-profile/1/",
    ]
    pages += [f"{pages[-1]}{name}" for name in files_of(publication)]

    found = set()
    for page in pages:
        answer = stranger.get(page)
        assert answer.status_code == 200
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = repr(dict(answer.headers)).encode()
        found |= found_in(content, page, IN_EXEMPT_BLOCKS + NOWHERE) | found_in(headers, page, IN_EXEMPT_BLOCKS)

    assert found == set()
