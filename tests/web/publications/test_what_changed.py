"""What changed since an earlier version, as somebody who approves is told of it."""

import pytest

from saferplan.evidence.findings import Finding, Provenance
from saferplan.web.publications.changing import Became, changes
from saferplan.web.publications.reading import Passage, ReadChapter, ReadVersion, ShownTable


def figure(text: str, name: str = "volume-burglary", **record) -> Finding:
    return Finding(name, int(text), text, Provenance({}, "", ""), "incidents", record)


def passages(*texts: str | Passage) -> tuple[Passage, ...]:
    return tuple(one if isinstance(one, Passage) else Passage(one, one) for one in texts)


def version(chapters: dict[str, tuple], title: str = "Burglary", figures=(), tables=(), titles=None) -> ReadVersion:
    """Chapters by their id, which is their title where `titles` gives them no other."""
    made = (ReadChapter(name, (titles or {}).get(name, name), (), passages(*told)) for name, told in chapters.items())
    return ReadVersion(title, "", tuple(made), {one.id: one for one in figures}, dict(tables))


def told(then: ReadVersion, now: ReadVersion, **asked) -> list[tuple]:
    found = changes(then, now, **asked)
    return [(chapter.title, one.became) for chapter in found.chapters for one in chapter.passages]


def words(change, kind: str) -> str:
    return "".join(piece.text for piece in change.pieces if piece.kind == kind).strip()


LONG = "Most burglaries of homes happen while people are away at work on weekdays."
OTHER = "Sheds and garages are broken into at night, and few of them have a lock."


def test_two_versions_that_read_the_same_differ_in_nothing():
    assert not changes(version({"Where": (LONG,)}), version({"Where": (LONG,)}))


def test_a_changed_passage_shows_the_words_that_differ():
    found = changes(version({"Where": (LONG, OTHER)}), version({"Where": (LONG.replace("weekdays", "Fridays"), OTHER)}))

    (change,) = found.chapters[0].passages
    assert change.became == Became.CHANGED
    assert (words(change, "removed"), words(change, "added")) == ("weekdays.", "Fridays.")


def test_what_is_added_and_what_is_taken_out_stand_alone():
    assert told(version({"Where": (LONG, OTHER)}), version({"Where": ("All is new here.", LONG)})) == [
        ("Where", Became.ADDED),
        ("Where", Became.REMOVED),
    ]


def test_a_passage_that_has_little_of_the_earlier_words_is_another_passage():
    assert told(version({"Where": (LONG,)}), version({"Where": (OTHER,)})) == [
        ("Where", Became.ADDED),
        ("Where", Became.REMOVED),
    ]


def test_a_passage_that_is_cut_in_two_is_changed_and_added():
    first, second = f"{LONG} {LONG} {OTHER}", OTHER

    assert told(version({"Where": (first,)}), version({"Where": (f"{LONG} {LONG}", second)})) == [
        ("Where", Became.CHANGED),
        ("Where", Became.ADDED),
    ]


def test_a_passage_that_went_to_another_chapter_is_told_there_once():
    then = version({"Where": (LONG, OTHER), "When": ("At night.",)})
    now = version({"Where": (LONG,), "When": ("At night.", OTHER)})

    assert told(then, now) == [("When", Became.MOVED)]


def test_a_passage_that_went_up_in_its_chapter_moved():
    then, now = version({"Where": ("One.", "Two.", LONG)}), version({"Where": (LONG, "One.", "Two.")})

    assert told(then, now) == [("Where", Became.MOVED)]


def test_the_same_words_with_other_figures_are_told_as_such():
    before, after = (Passage(f"There were {number}.", "There were [volume].") for number in (57, 61))

    assert told(version({"Where": (before,)}), version({"Where": (after,)})) == [("Where", Became.FIGURES)]


def test_a_passage_says_under_which_heading_it_stands():
    found = changes(version({"Where": ()}), version({"Where": (Passage(LONG, LONG, under="At home"),)}))

    assert found.chapters[0].passages[0].under == "At home"


def test_chapters_are_added_taken_out_moved_and_renamed():
    then = version({"a": (), "b": (), "c": (), "d": ()})
    now = version({"d": (), "a": (), "b": (), "e": (LONG,)}, titles={"a": "First"})

    found = {chapter.title: chapter.said for chapter in changes(then, now).chapters}

    assert found == {
        "d": ("It stands in another place among the chapters.",),
        "First": ("Its title was “a”.",),
        "e": ("The chapter is new.",),
        "c": ("The chapter was taken out.",),
    }


def test_the_title_of_the_document_is_told():
    assert changes(version({}), version({}, title="Theft")).said == ("The title was “Burglary”.",)


def test_what_the_data_changed_is_named():
    table = {"wards": ShownTable("Burglary by ward", "a")}
    then = version({}, figures=[figure("57", title="Burglary")], tables=table)
    now = version({}, figures=[figure("61", title="Burglary")], tables={"wards": ShownTable("Burglary by ward", "b")})

    found = changes(then, now)

    assert [(one.title, one.then, one.now) for one in found.figures] == [("Burglary, incidents", "57", "61")]
    assert found.tables == ("Burglary by ward",)


def test_a_figure_or_a_table_that_one_version_alone_has_is_told_by_its_passage():
    now = version({}, figures=[figure("61")], tables={"wards": ShownTable("Burglary by ward", "b")})

    assert not changes(version({}), now)


@pytest.mark.parametrize(("is_exempt", "became"), [(True, Became.EXEMPT), (False, Became.PUBLIC)])
def test_who_may_read_a_passage_is_part_of_what_changed(is_exempt, became):
    then, now = (Passage(LONG, LONG, is_exempt=one) for one in (not is_exempt, is_exempt))

    assert told(version({"Where": (then,)}), version({"Where": (now,)})) == [("Where", became)]


def test_where_something_is_exempt_nothing_is_told_in_words_that_was_taken_out():
    """It may stand in an exempt passage now, of this chapter or another."""
    then = version({"Where": (LONG, OTHER), "When": (LONG,), "Who": (OTHER,)})
    now = version({"Where": (LONG.replace("weekdays", "Fridays"),), "When": ()})

    where, when, gone = changes(then, now, is_guarded=True).chapters

    told = [change for chapter in (where, when, gone) for change in chapter.passages]
    assert {words(one, "removed") for one in told} == {""}
    assert words(where.passages[0], "added") == "Fridays."
    assert gone.title == "", "it may be the title of an exempt chapter"


def test_a_thousand_passages_that_are_all_written_anew_are_laid_out_at_once():
    then, now = ({"Where": tuple(f"{name} {n} {LONG}" for n in range(1000))} for name in ("Old", "New"))

    assert set(told(version(then), version(now))) == {("Where", Became.CHANGED)}
