import pytest

from saferplan.documents.folder import MAX_CHAPTER_BYTES, read_folder
from saferplan.errors import DocumentError


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "document.toml").write_text('title = "A title"\n', encoding="utf-8")
    (tmp_path / "01-summary.md").write_text("# Summary\n", encoding="utf-8")
    return tmp_path


def refused(folder):
    with pytest.raises(DocumentError) as caught:
        read_folder(folder)
    return str(caught.value)


def test_chapters_come_in_the_order_of_their_numbers(folder):
    for name in ("10-last.md", "2-middle.md"):
        (folder / name).write_text("# x\n", encoding="utf-8")
    assert [chapter.id for chapter in read_folder(folder).chapters] == ["summary", "middle", "last"]


def test_settings_have_sensible_defaults(folder):
    read = read_folder(folder)
    assert (read.title, read.subtitle, read.kind, read.language) == ("A title", "", "report", "en-GB")


def test_the_list_of_chapters_changes_their_order(folder):
    (folder / "02-crime.md").write_text("# Crime\n", encoding="utf-8")
    (folder / "document.toml").write_text('title = "t"\nchapters = ["crime", "summary"]\n', encoding="utf-8")
    assert [chapter.id for chapter in read_folder(folder).chapters] == ["crime", "summary"]


def test_windows_files_read_as_others(folder):
    (folder / "01-summary.md").write_bytes(b"\xef\xbb\xbf# Summary\r\n\r\nText\r\n")
    assert read_folder(folder).chapters[0].text == "# Summary\n\nText\n"


def test_two_chapters_with_one_id_are_refused_with_both_names(folder):
    (folder / "02-summary.md").write_text("# Again\n", encoding="utf-8")
    message = refused(folder)
    assert "'summary'" in message
    assert "01-summary.md" in message
    assert "02-summary.md, line 1" in message


def test_a_wrong_encoding_names_the_line(folder):
    (folder / "01-summary.md").write_bytes("# Summary\n\nCafé\n".encode("latin-1"))
    message = refused(folder)
    assert "01-summary.md, line 3" in message
    assert "UTF-8" in message


@pytest.mark.parametrize("character", ["\x00", "\x07", "\ue000", "\ue001"])
def test_characters_that_no_document_prints_name_the_line(folder, character):
    (folder / "01-summary.md").write_text(f"# Summary\n{character}\n", encoding="utf-8")
    assert "01-summary.md, line 2" in refused(folder)


def test_a_chapter_of_unlikely_size_is_refused_unread(folder):
    (folder / "01-summary.md").write_bytes(b"a" * (MAX_CHAPTER_BYTES + 1))
    assert "1,000,001 bytes" in refused(folder)


def test_a_chapter_without_number_is_named(folder):
    (folder / "notes.md").write_text("x", encoding="utf-8")
    assert "notes.md" in refused(folder)


@pytest.mark.parametrize("name", ["02-figure-1.md", "02-main.md", "02-provenance.md", "02-source-x.md"])
def test_a_chapter_cannot_take_an_anchor_of_the_page(folder, name):
    (folder / name).write_text("# x\n", encoding="utf-8")
    assert name in refused(folder)


def test_a_folder_without_chapters_or_settings_says_which(tmp_path):
    assert "document.toml" in refused(tmp_path)
    (tmp_path / "document.toml").write_text('title = "t"', encoding="utf-8")
    assert "no chapter" in refused(tmp_path)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("subtitle = 'x'", "no title"),
        ("title = '  '", "no title"),
        ("title = 't'\ntitel = 'x'", "Did you mean title"),
        ("title = 3", "'title' must be text"),
        ("title = 't'\nchapters = 'summary'", "list of chapter ids"),
        ("title = 't'\nchapters = ['summary', 'sumary']", "Did you mean summary"),
        ("title = 't'\nchapters = ['summary', 'summary']", "twice"),
        ("title = 't'\nchapters = []", "01-summary.md is not in the list"),
        ("title = 't'\nlanguage = 'in english'", "not a language tag"),
        ("title = x\n", "line 1"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(folder, settings, said):
    (folder / "document.toml").write_text(settings, encoding="utf-8")
    message = refused(folder)
    assert "document.toml" in message
    assert said in message
