"""A document as it stands, as a folder: which pictures are in it, and by what it is known again."""

import hashlib
from pathlib import Path

import pytest

from saferplan.web.documents.arranging import add_block
from saferplan.web.documents.models import Audience, Block
from saferplan.web.documents.picturing import add_picture
from saferplan.web.documents.saving import save_text
from saferplan.web.documents.writing_out import WrittenChapter, pictures_shown, written_versions
from saferplan.web.files.checking import checked_bytes
from site_uploads import PNG


def shown_by(text: str) -> set[str]:
    return pictures_shown([WrittenChapter(None, "01-one.md", text, ())])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("![A house](house.png)", {"house.png"}),
        ("![A house]( <house.png> )", {"house.png"}),
        ('![A house](house.png "In spring")', {"house.png"}),
        ("![A house [of 1900] there](house.png)", {"house.png"}),
        ("![One](one.png) and ![two](two.jpg)", {"one.png", "two.jpg"}),
        ("[![A house](house.png)](https://example.org)", {"house.png"}),
        ("The file house.png is not shown, nor is (house.png).", set()),
        ("![From elsewhere](https://example.org/house.png)", set()),
    ],
)
def test_pictures_are_found_where_they_are_shown(text, names):
    assert shown_by(text) == names


@pytest.mark.parametrize("part", ["![", "![a](", "](", "](a", "]( ", "![a](a.pn"])
def test_no_text_makes_the_search_for_pictures_long(part):
    """A search that grew with the square of the text would take hours over a megabyte."""
    assert shown_by(part * (1_000_000 // len(part))) == set()


@pytest.fixture
def pictured(block, analyst) -> Block:
    """A public block that shows one picture, and an exempt one that shows another; a third is shown nowhere."""
    for name in ("house.png", "town.png", "spare.png"):
        file = checked_bytes("document-picture", name, PNG)
        add_picture(document=block.chapter.document, file=file, alternative="A picture", by=analyst)
    save_text(block=block, text="![The town](town.png)", based_on=1, by=analyst)
    add_block(chapter=block.chapter, text="![The house](house.png)", audience=Audience.EXEMPT, by=analyst)
    return block


def test_each_audience_has_the_pictures_that_it_is_shown(pictured, tmp_path):
    versions = written_versions(pictured.chapter.document)

    for audience, names in {Audience.PUBLIC: {"town.png"}, Audience.EXEMPT: {"house.png", "town.png"}}.items():
        place = tmp_path / audience
        place.mkdir()
        versions[audience].write(place)
        assert {file.name for file in place.glob("*.png")} == names


def test_digests_are_those_of_the_files_and_read_no_picture(pictured, tmp_path, monkeypatch):
    version = written_versions(pictured.chapter.document)[Audience.EXEMPT]
    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", None)
        digests = version.digests

    place = tmp_path / "written"
    place.mkdir()
    version.write(place)

    assert digests == {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in place.iterdir()}


def test_all_versions_take_two_queries(pictured, django_assert_num_queries):
    document = pictured.chapter.document

    with django_assert_num_queries(2):
        for version in written_versions(document).values():
            assert version.digests
