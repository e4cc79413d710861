import os

import pytest

from saferplan.documents.folder import MAX_CHAPTER_BYTES, read_folder
from saferplan.documents.settings import Subject
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


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x9b", "\ue000", "\ue001", "\u202e", "\u2066", "\uffff"])
def test_characters_that_no_document_prints_name_the_line(folder, character):
    (folder / "01-summary.md").write_text(f"# Summary\n{character}\n", encoding="utf-8")
    assert "01-summary.md, line 2" in refused(folder)


def test_a_chapter_of_unlikely_size_is_refused(folder):
    (folder / "01-summary.md").write_bytes(b"a" * (MAX_CHAPTER_BYTES + 1))
    assert "more than 1,000,000 bytes" in refused(folder)


def test_a_chapter_of_the_greatest_size_is_read(folder):
    (folder / "01-summary.md").write_bytes(b"a" * MAX_CHAPTER_BYTES)
    assert len(read_folder(folder).chapters[0].text) == MAX_CHAPTER_BYTES


@pytest.mark.parametrize("name", ["02-other.md", "document.toml"])
def test_a_link_out_of_the_folder_is_not_followed(folder, name, tmp_path_factory):
    private = tmp_path_factory.mktemp("private") / "diary.md"
    private.write_text('title = "private"\n', encoding="utf-8")
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(private)
    message = refused(folder)
    assert f"{name}: the file is a link that leads out" in message
    assert str(private) not in message


def test_a_link_out_by_way_of_a_linked_folder_is_not_followed(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "diary.md").write_text("# Private\n", encoding="utf-8")
    (folder / "beside").symlink_to(elsewhere)
    (folder / "02-other.md").symlink_to("beside/diary.md")
    assert "02-other.md: the file is a link" in refused(folder)


def test_a_link_within_the_folder_is_a_chapter(folder):
    (folder / "02-again.md").symlink_to("01-summary.md")
    assert [chapter.text for chapter in read_folder(folder).chapters] == ["# Summary\n"] * 2


def test_a_folder_that_is_itself_reached_by_a_link_is_read(folder, tmp_path_factory):
    link = tmp_path_factory.mktemp("links") / "document"
    link.symlink_to(folder)
    assert [chapter.id for chapter in read_folder(link).chapters] == ["summary"]


@pytest.mark.parametrize("target", ["nowhere.md", "02-other.md"])
def test_a_link_that_leads_nowhere_is_named(folder, target):
    (folder / "02-other.md").symlink_to(target)
    assert "02-other.md: this is not a regular file" in refused(folder)


def test_a_folder_named_as_a_chapter_is_named(folder):
    (folder / "02-other.md").mkdir()
    assert "02-other.md: this is not a regular file" in refused(folder)


def test_a_pipe_is_not_waited_for(folder):
    os.mkfifo(folder / "02-other.md")
    assert "02-other.md: this is not a regular file" in refused(folder)


def test_a_device_without_end_is_not_read(folder):
    (folder / "02-other.md").symlink_to("/dev/zero")
    assert "02-other.md: the file is a link" in refused(folder)


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
        (r'title = "\ue0000\ue001"', "'title' has the character U+E000"),
        ("title = 't'\n" + r'chapters = ["\u001b"]', "'chapters' has the character U+001B"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(folder, settings, said):
    (folder / "document.toml").write_text(settings, encoding="utf-8")
    message = refused(folder)
    assert "document.toml" in message
    assert said in message


def settings(folder, text):
    (folder / "document.toml").write_text(text, encoding="utf-8")


def test_a_document_says_what_it_is_about(folder):
    settings(
        folder,
        'version = 1\ntitle = "t"\n[subject]\narea = "E06000060"\nperiod = "FY2021"\nagainst = "FY2018"\n'
        'measure = "burglary"\nsimilar = ["E06000055"]\nwards_list = "wards.txt"\n',
    )
    expected = Subject("E06000060", "FY2021", "FY2018", "burglary", ("E06000055",), "wards.txt")
    assert read_folder(folder).subject == expected


def test_a_document_need_not_say_what_it_is_about(folder):
    assert read_folder(folder).subject is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('version = 2\ntitle = "t"\nlayers = 3', "this document is of version 2, and saferplan reads version 1"),
        ('version = "1"\ntitle = "t"', "'version' must be a whole number"),
        ('version = true\ntitle = "t"', "'version' must be a whole number"),
        ('title = "t"\nsubject = "E06000060"', r"'subject' must be a table, \[subject\]"),
        ('title = "t"\n[subject]\nperiod = "FY2021"', r"\[subject\] has no area. Add area"),
        ('title = "t"\n[subject]\narea = "E06000060"\nperiod = " "', r"\[subject\] has no period"),
        ('title = "t"\n[subject]\narea = "E1"\nperiod = "FY2021"\nagaints = "x"', "no setting 'againts'. Did you mean"),
        ('title = "t"\n[subject]\narea = 1\nperiod = "FY2021"', "'area' must be text in quotes"),
        ('title = "t"\n[subject]\narea = "E1"\nperiod = "x"\nsimilar = "E2"', "'similar' must be a list of codes"),
    ],
)
def test_settings_that_cannot_be_used_are_told(folder, text, said):
    settings(folder, text)
    with pytest.raises(DocumentError, match=said) as caught:
        read_folder(folder)
    assert caught.value.where == "document.toml"


def test_a_chapter_says_which_matters_it_answers_and_keeps_the_count_of_its_lines(folder):
    (folder / "01-summary.md").write_text('+++\nanswers = ["levels", "people"]\n+++\n# Summary\n', encoding="utf-8")
    chapter = read_folder(folder).chapters[0]
    assert chapter.answers == ("levels", "people")
    assert chapter.text.splitlines().index("# Summary") == 3


def test_a_chapter_that_says_nothing_of_itself_answers_nothing(folder):
    (folder / "01-summary.md").write_text("# Summary\n\n+++\nanswers = 3\n+++\n", encoding="utf-8")
    chapter = read_folder(folder).chapters[0]
    assert chapter.answers == ()
    assert "answers = 3" in chapter.text


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('+++\nanswers = ["levels"]\n# Summary\n', 1, r"the \+\+\+ of line 1 is not closed. Add \+\+\+"),
        ("+++\nanswers = levels\n+++\n# Summary\n", 2, r"between the lines of \+\+\+: Invalid value"),
        ('+++\nanswers = "levels"\n+++\n# Summary\n', 2, "'answers' must be a list of matters"),
        ('+++\nanswer = ["levels"]\n+++\n# Summary\n', 2, "a chapter has no setting 'answer'"),
    ],
)
def test_what_a_chapter_says_of_itself_can_be_wrong(folder, text, line, said):
    (folder / "01-summary.md").write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match=said) as caught:
        read_folder(folder)
    assert caught.value.where == f"01-summary.md, line {line}"
