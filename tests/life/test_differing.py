"""One folder on two years' data: what moved, and what the words then say. Figures worked out by hand."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from written_sentences import RATIOS, changed, document_of

from saferplan.documents.life.differing import Differences, differences, moved_figures
from saferplan.documents.life.earlier import EarlierBuild, read_earlier
from saferplan.documents.outputs import as_record
from saferplan.errors import UsageError
from saferplan.evidence.findings import Finding, Provenance

TRACED = Provenance({"incidents": 1}, "burglary", "count")


def volume(count: int, months: int = 12, residents: int = 100_000) -> Finding:
    record = {"title": "Burglary", "count": count, "months_present": months, "denominator": residents}
    return Finding("volume-burglary", count, f"{count:,}", TRACED, "incidents", record)


def share(value: float, name: str = "Burglary") -> Finding:
    return Finding(f"share-{name}", value, f"{value:.1%}", TRACED, "share", {"title": name, "count": 1})


def years(text: str, then: dict[str, Any], now: dict[str, Any]) -> Differences:
    """`then` and `now`: words whose findings have the same ids in both years."""
    chapter = f"# Title\n\n{text}"
    words = [{name: partial(dict.get, year, name) for name in year} for year in (then, now)]
    earlier = EarlierBuild(json.loads(json.dumps(as_record(document_of(chapter, words=words[0])))))
    return differences(earlier, document_of(chapter, words=words[1]))


def change(verdict: str) -> Finding:
    """The same figure in both years, whatever the test says."""
    middle = RATIOS[verdict][0]
    return Finding("change-burglary", middle, f"<{verdict}>", TRACED, "ratio", changed(verdict).record)


@pytest.mark.parametrize(
    ("text", "then", "now", "untrue"),
    [
        ("Burglary fell: {{ it() }}.", "fall", "rise", [("fell", "true")]),
        ("Burglary fell: {{ it() }}.", "fall", "fall", []),
        ("Burglary fell: {{ it() }}.", "fall", "no clear change", [("fell", "true")]),
        ("Burglary fell: {{ it() }}.", "rise", "rise", [("fell", "untrue")]),
        ("Burglary fell: {{ it() }}.", "no clear change", "rise", [("fell", "not borne")]),
        ("Burglary did not fall: {{ it() }}.", "rise", "fall", [("fall (denied)", "true")]),
        ("Burglary did not fall: {{ it() }}.", "fall", "rise", []),
        ("Burglary did not fall: {{ it() }}.", "fall", "no clear change", []),
        ("There was no rise ({{ it() }}).", "fall", "rise", [("rise (denied)", "true")]),
        ("Burglary is unchanged: {{ it() }}.", "no clear change", "fall", [("unchanged", "true")]),
        ("Burglary shows {{ it() }}.", "fall", "rise", []),
        ("If burglary falls, {{ it() }} will be the reason.", "fall", "rise", []),
        ("Burglary may fall again: {{ it() }}.", "fall", "rise", []),
        ("Burglary neither rose nor fell: {{ it() }}.", "no clear change", "rise", []),
    ],
)
def test_sentences_that_the_new_year_makes_untrue(text: str, then: str, now: str, untrue: list) -> None:
    """The last: 'neither … nor' is one phrase of both words, and is left to the reader."""
    found = years(text, {"it": change(then)}, {"it": change(now)})
    assert [(one.word, one.was) for one in found.untrue] == untrue


def test_an_untrue_sentence_is_told_with_its_place_its_figure_and_why() -> None:
    found = years("Line.\n\nBurglary fell: {{ it() }}.", {"it": change("fall")}, {"it": change("rise")})
    (one,) = found.untrue
    assert (one.chapter, one.line, one.figure, one.why) == ("01-c.md", 5, "change-burglary", "the test says: a rise")
    assert one.sentence == "Burglary fell: <rise>."


def test_an_order_that_turns_is_untrue() -> None:
    text = "The largest part is burglary with {{ a() }}, then robbery with {{ b() }}."
    a, b = share(0.4), share(0.3, "Robbery")
    found = years(text, {"a": a, "b": b}, {"a": share(0.2), "b": b})
    assert [(one.word, one.was, one.why) for one in found.untrue] == [("largest", "true", "20.0% stands beside 30")]
    assert years(text, {"a": a, "b": b}, {"a": share(0.5), "b": b}).untrue == []


def test_what_cannot_be_judged_and_stands_beside_a_moved_figure_is_to_be_read() -> None:
    text = "Burglary fell to {{ a() }}. Robbery fell to {{ b() }}."
    found = years(text, {"a": volume(900), "b": share(0.1)}, {"a": volume(950), "b": share(0.1)})
    assert [(one.word, one.figure) for one in found.to_read] == [("fell", "volume-burglary")]
    assert found.untrue == []


@pytest.mark.parametrize(
    ("then", "now", "beyond"),
    [
        (volume(1000), volume(1100), True),
        (volume(1000), volume(1020), False),
        (volume(10), volume(14), False),
        # The same pace: half the incidents in half the months.
        (volume(1000), volume(500, months=6), False),
        # Growth in the population is allowed for.
        (volume(1000), volume(1100, residents=110_000), False),
        (volume(0), volume(30), True),
        (share(0.2), share(0.3), None),
    ],
)
def test_whether_a_figure_moved_by_more_than_chance(then: Finding, now: Finding, beyond: bool | None) -> None:
    (moved,) = moved_figures({then.id: then}, {now.id: now})
    assert moved.beyond_chance is beyond


def test_a_moved_figure_has_both_values_their_difference_and_ratio() -> None:
    (moved,) = moved_figures({"volume-burglary": volume(1000)}, {"volume-burglary": volume(1100)})
    assert (moved.then, moved.now, moved.text_then, moved.text_now) == (1000, 1100, "1,000", "1,100")
    assert (moved.difference, moved.ratio) == (100, pytest.approx(1.1))
    assert moved.rate_ratio == pytest.approx(1.1)
    (from_none,) = moved_figures({"volume-burglary": volume(0)}, {"volume-burglary": volume(30)})
    assert (from_none.difference, from_none.ratio) == (30, None)


def test_counts_of_different_months_are_compared_by_their_pace() -> None:
    (moved,) = moved_figures({"v": volume(1000)}, {"v": volume(600, months=6)})
    assert (moved.ratio, moved.rate_ratio) == (pytest.approx(0.6), pytest.approx(1.2))


def test_a_change_tells_both_verdicts() -> None:
    (moved,) = moved_figures({"c": change("fall")}, {"c": change("rise")})
    assert (moved.verdict_then, moved.verdict_now, moved.beyond_chance) == ("fall", "rise", None)


def test_the_tests_of_all_figures_are_one_family() -> None:
    """A p of 0.03 alone is beyond chance; among twenty figures that did not move it is not."""
    lone = {"a": volume(1000)}, {"a": volume(1100)}
    assert moved_figures(*lone)[0].beyond_chance
    then = {"a": volume(1000)} | {f"n{at}": volume(1000) for at in range(20)}
    now = {"a": volume(1100)} | {f"n{at}": volume(1001) for at in range(20)}
    assert not moved_figures(then, now)[0].beyond_chance


def test_what_stayed_is_not_listed() -> None:
    assert moved_figures({"a": volume(10)}, {"a": volume(10)}) == []
    assert moved_figures({"a": share(0.1)}, {"a": share(0.1 + 1e-17)}) == []


def test_figures_that_come_and_go() -> None:
    chapter = "# T\n\n{{ one() }}"
    earlier = EarlierBuild(as_record(document_of(chapter, words={"one": lambda: share(0.1, "Old")})))
    found = differences(earlier, document_of(chapter, words={"one": lambda: share(0.1, "New")}))
    assert (found.new, found.gone) == (["share-New"], ["share-Old"])


def test_the_same_data_gives_no_difference() -> None:
    found = years("Burglary fell: {{ it() }}.", {"it": change("fall")}, {"it": change("fall")})
    assert found.as_record() == Differences().as_record()


@pytest.mark.parametrize(
    ("files", "name", "said"),
    [
        ({}, "nowhere.json", "cannot be read"),
        ({"a.json": "{"}, "a.json", "not the JSON of a build"),
        ({"a.json": "[1]"}, "a.json", "not the JSON of a build"),
        ({"a.json": '{"findings": []}'}, "a.json", "Name assessment.json, or a frozen document"),
        ({"a.json": "\xff"}, "a.json", "not the JSON of a build"),
        ({}, ".", "no JSON of a build in this folder"),
        ({"a.json": "{}", "b.json": "{}"}, ".", "several JSON files"),
    ],
)
def test_what_is_no_earlier_build(tmp_path: Path, files: dict[str, str], name: str, said: str) -> None:
    for file, text in files.items():
        (tmp_path / file).write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError) as caught:
        read_earlier(tmp_path / name)
    assert said in str(caught.value)
