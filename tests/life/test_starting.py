"""A document begins from its kind: every chapter, and a document.toml that needs no more options."""

import tomllib
from pathlib import Path

import pytest

from saferplan.documents.folder import read_folder
from saferplan.documents.kinds.kind import kind_named, kinds
from saferplan.documents.life.starting import begin, settings_text
from saferplan.documents.settings import Subject
from saferplan.documents.strategic_assessment.regulations import answers_of, matters
from saferplan.errors import UsageError

SUBJECT = Subject("E06000901", "FY2024", "FY2023", "burglary")


@pytest.mark.parametrize("kind", list(kinds()))
def test_what_is_begun_can_be_read_and_knows_what_it_is_about(kind: str, tmp_path: Path) -> None:
    paths = begin(kind, tmp_path / "new" / "mine", SUBJECT)
    folder = read_folder(tmp_path / "new" / "mine")
    assert (folder.kind, folder.subject) == (kind, SUBJECT)
    assert len(folder.chapters) == len(paths) - 1 >= 6
    assert tomllib.loads(paths[0].read_text(encoding="utf-8"))["version"] == 1


@pytest.mark.parametrize("kind", [kind for kind in kinds().values() if kind.regulated], ids=lambda kind: kind.id)
def test_the_template_answers_each_matter_of_the_regulations(kind, tmp_path: Path) -> None:
    begin(kind.id, tmp_path, SUBJECT)
    answers = answers_of(read_folder(tmp_path).chapters)
    assert [matter.id for matter in matters() if not answers[matter.id]] == []


def test_there_are_six_matters_with_their_letters() -> None:
    assert [matter.letter for matter in matters()] == list("abcdef")


def test_a_refresh_leaves_out_what_moves_slowly(tmp_path: Path) -> None:
    full = {one.name for one in kind_named("strategic-assessment-full").templates()}
    refresh = {one.name for one in kind_named("strategic-assessment-refresh").templates()}
    assert refresh < full
    assert "02-about-the-area.md" in full - refresh


def test_every_kind_prompts_for_what_the_analyst_writes() -> None:
    for kind in kinds().values():
        prompts = sum(one.read_text(encoding="utf-8").count("to_write(") for one in kind.templates())
        assert prompts >= 10, kind.id


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UsageError, match="this folder is not empty"):
        begin("problem-profile", tmp_path, SUBJECT)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_in_the_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(UsageError, match="this is a file"):
        begin("problem-profile", tmp_path / "mine", SUBJECT)
    assert (tmp_path / "mine").read_text() == "mine"


@pytest.mark.parametrize(
    ("kind", "subject", "said"),
    [
        ("strategic-assesment-full", SUBJECT, "there is no kind of document 'strategic-assesment-full'. Did you mean"),
        ("xyz", SUBJECT, "There are strategic-assessment-full, strategic-assessment-refresh, problem-profile"),
        ("problem-profile", Subject("E1", "FY2024"), "a problem-profile needs --measure NAME"),
        ("strategic-assessment-refresh", Subject("E1", "FY2024"), "needs --against PERIOD"),
    ],
)
def test_what_cannot_be_begun(kind: str, subject: Subject, said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        begin(kind, tmp_path / "new", subject)
    assert said in str(caught.value)
    assert not (tmp_path / "new").exists()


def test_settings_survive_quotes_and_letters_of_any_kind() -> None:
    subject = Subject('E"1\\', "Ynys Môn", similar=("a", 'b"'))
    written = tomllib.loads(settings_text(kind_named("problem-profile"), subject))
    assert written["subject"] == {"area": 'E"1\\', "period": "Ynys Môn", "similar": ["a", 'b"']}
