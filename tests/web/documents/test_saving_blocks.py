"""Nothing that anyone saved is lost, whoever else saved meanwhile."""

import pytest
from django.db import IntegrityError, transaction

from saferplan.web.documents.arranging import add_block
from saferplan.web.documents.models import BlockVersion
from saferplan.web.documents.saving import Conflict, Saved, plain_text, save_text, settle, suggest, turn_down
from saferplan.web.partnerships.refused import Refused

TEXT = "Burglary fell.\n\nIt rose in two wards."


@pytest.fixture
def block(document, analyst):
    return add_block(chapter=document.chapters.first(), text=TEXT, by=analyst)


def texts(block) -> list[str]:
    return list(block.versions.values_list("text", flat=True))


def test_a_new_text_is_a_new_version_that_says_what_it_came_from(block, analyst):
    saved = save_text(block=block, text="New.", based_on=1, by=analyst)

    assert isinstance(saved, Saved)
    assert (saved.version.number, saved.version.based_on.number, saved.version.merged_with) == (2, 1, None)
    assert texts(block) == [TEXT, "New."]


@pytest.mark.parametrize("again", [TEXT, f"\n{TEXT}\n\n", TEXT.replace("\n", "\r\n")])
def test_the_same_text_makes_no_version(block, analyst, again):
    save_text(block=block, text=again, based_on=1, by=analyst)

    assert texts(block) == [TEXT]


def test_the_same_form_sent_twice_makes_one_version(block, analyst):
    for _ in range(2):
        save_text(block=block, text="New.", based_on=1, by=analyst)

    assert texts(block) == [TEXT, "New."]


def test_two_people_from_one_version_both_keep_their_words(block, analyst, colleague):
    save_text(block=block, text=TEXT.replace("Burglary", "Domestic burglary"), based_on=1, by=analyst)
    saved = save_text(block=block, text=TEXT.replace("two", "three"), based_on=1, by=colleague)

    assert saved.version.text == "Domestic burglary fell.\n\nIt rose in three wards."
    assert saved.met.by == analyst
    assert (saved.version.based_on.number, saved.version.merged_with.number) == (1, 2)


def test_the_same_words_changed_by_both_are_kept_beside_and_asked_about(block, analyst, colleague):
    save_text(block=block, text=TEXT.replace("fell", "halved"), based_on=1, by=analyst)
    conflict = save_text(block=block, text=TEXT.replace("fell", "dropped"), based_on=1, by=colleague)

    assert isinstance(conflict, Conflict)
    assert texts(block) == [TEXT, TEXT.replace("fell", "halved")]
    kept = block.suggestions.get()
    assert (kept.text, kept.by, kept.is_from_conflict) == (TEXT.replace("fell", "dropped"), colleague, True)
    assert "halved" in conflict.both.text
    assert "dropped" in conflict.both.text


def test_a_conflict_sent_again_is_kept_once(block, analyst, colleague):
    save_text(block=block, text="One.", based_on=1, by=analyst)
    for _ in range(2):
        save_text(block=block, text="Two.", based_on=1, by=colleague)

    assert block.suggestions.count() == 1


def test_what_was_kept_is_settled_by_a_text_of_both(block, analyst, colleague):
    save_text(block=block, text="One.", based_on=1, by=analyst)
    conflict = save_text(block=block, text="Two.", based_on=1, by=colleague)

    saved = settle(suggestion=conflict.kept, text="One and two.", based_on=2, by=colleague)

    assert texts(block)[-1] == "One and two."
    assert conflict.kept.verdict.version == saved.version
    assert not block.suggestions.open().exists()


def test_settling_meets_a_third_change_and_stays_open(block, analyst, colleague):
    save_text(block=block, text="One.", based_on=1, by=analyst)
    conflict = save_text(block=block, text="Two.", based_on=1, by=colleague)
    save_text(block=block, text="Three.", based_on=2, by=analyst)

    again = settle(suggestion=conflict.kept, text="One and two.", based_on=2, by=colleague)

    assert isinstance(again, Conflict)
    assert {one.text for one in block.suggestions.open()} == {"Two.", "One and two."}


def test_an_accepted_suggestion_is_put_together_with_what_came_since(block, analyst, reader):
    suggested = suggest(block=block, text=TEXT.replace("two", "three"), based_on=1, by=reader)
    save_text(block=block, text=TEXT.replace("fell", "halved"), based_on=1, by=analyst)

    saved = settle(suggestion=suggested, text=suggested.text, based_on=suggested.based_on.number, by=analyst)

    assert saved.version.text == "Burglary halved.\n\nIt rose in three wards."


def test_a_suggestion_is_decided_once(block, analyst, colleague, reader):
    suggested = suggest(block=block, text="Other.", based_on=1, by=reader)
    turn_down(suggestion=suggested, by=analyst)

    with pytest.raises(Refused, match="decided"):
        settle(suggestion=suggested, text="Other.", based_on=1, by=colleague)
    assert texts(block) == [TEXT]


def test_a_suggestion_changes_something(block, reader):
    with pytest.raises(Refused, match="Nothing is changed"):
        suggest(block=block, text=TEXT, based_on=1, by=reader)


def test_a_version_that_there_is_not(block, analyst):
    with pytest.raises(Refused, match="no such version"):
        save_text(block=block, text="New.", based_on=7, by=analyst)


def test_the_database_rewrites_no_version(block):
    with pytest.raises(IntegrityError, match="never rewritten"), transaction.atomic():
        BlockVersion.objects.update(text="Other")


def test_a_later_version_without_a_base_is_refused_by_the_database(block, analyst):
    with pytest.raises(IntegrityError, match="later_version_is_based_on_one"), transaction.atomic():
        BlockVersion.objects.create(partnership=block.partnership, block=block, number=2, text="x", by=analyst)


def test_lines_end_alike_whatever_the_browser_sends():
    assert plain_text("\r\na\r\nb\rc \n\n") == "a\nb\nc"
