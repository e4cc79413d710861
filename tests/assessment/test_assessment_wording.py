"""Words say what the numbers bear."""

import re
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from saferplan.documents.strategic_assessment import wording
from saferplan.evidence.analysis.change import ALPHA, compare_rates, difference, verdict
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.measures.records import number_or_none

RISE = {"verdict": "rise", "ratio": 1.2, "ratio_low": 1.08, "ratio_high": 1.33, "months_compared": 7}
FALL = {"verdict": "fall", "ratio": 0.88, "ratio_low": 0.85, "ratio_high": 0.91, "months_compared": 7}
UNCLEAR = {"verdict": "no clear change", "ratio": 1.02, "ratio_low": 0.9, "ratio_high": 1.16, "months_compared": 7}
FROM_NONE = {"verdict": "rise", "ratio": None, "ratio_low": 2.0, "ratio_high": None, "against_count": 0}
TO_NONE = {"verdict": "fall", "ratio": 0.0, "ratio_low": 0.0, "ratio_high": 0.6, "count_compared": 0}


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (RISE, "a rise of 20% (95% interval 8% to 33%)"),
        (FALL, "a fall of 12% (95% interval 9% to 15%)"),
        (UNCLEAR, "no clear change"),
        (UNCLEAR | {"q": 0.05}, "no clear change"),
        (UNCLEAR | {"q": 0.049}, "no clear change, for crimes without a place could have made it"),
        (RISE | {"ratio": 3.55, "ratio_low": 3.16, "ratio_high": 3.99}, "a rise of 255% (95% interval 216% to 299%)"),
        (
            RISE | {"ratio": 1.003, "ratio_low": 1.001, "ratio_high": 1.006},
            "a rise of under 1% (95% interval 0% to 1%)",
        ),
        (FROM_NONE | {"count_compared": 12}, "a rise from none to 12"),
        (TO_NONE | {"against_count": 1200}, "a fall from 1,200 to none"),
        (RISE | {"against_is_later": True}, "a rate 20% higher (95% interval 8% to 33%)"),
        (FALL | {"against_is_later": True}, "a rate 12% lower (95% interval 9% to 15%)"),
        (UNCLEAR | {"against_is_later": True}, "no clear difference"),
        (FROM_NONE | {"count_compared": 12, "against_is_later": True}, "12, and none in the later period"),
    ],
)
def test_a_change_in_words(record: dict, words: str) -> None:
    assert wording.change_words(record) == words


@pytest.mark.parametrize(
    ("ratio", "words", "backwards"),
    [
        (1.06, "a rise of 6%", "a rate 6% higher"),
        (0.5, "a fall of 50%", "a rate 50% lower"),
        (1.004, "no difference to speak of", "no difference to speak of"),
    ],
)
def test_arithmetic_in_words(ratio: float, words: str, backwards: str) -> None:
    assert wording.ratio_words(ratio) == words
    assert wording.ratio_words(ratio, against_is_later=True) == backwards


@pytest.mark.parametrize(
    ("record", "because"),
    [
        ({"months_compared": 0, "denominator": 10}, "no month of the year is loaded in both periods"),
        ({"months_compared": 3, "denominator": None}, "no population is loaded"),
        ({"months_compared": 3, "denominator": 10}, "figures are missing"),
    ],
)
def test_what_cannot_be_said_has_its_reason(record: dict, because: str) -> None:
    words = wording.change_words(record | {"verdict": "cannot say", "ratio": None})
    assert words == f"a change that cannot be worked out, because {because}"


COUNTS = st.integers(0, 400)
PAIRS = st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=20)
EXPOSURE = st.integers(1, 10**7)


def table_of(pairs: list[tuple[int, int]], exposure: int, base_exposure: int) -> list[dict[str, Any]]:
    """A table of changes as an assessment works it out."""
    now, then = np.array(pairs).T
    ratios = compare_rates(now, exposure, then, base_exposure)
    q = q_values(ratios.p)
    verdicts = np.atleast_1d(verdict(q, ratios.ratio))
    return [
        {
            "count_compared": int(now[at]),
            "against_count": int(then[at]),
            "ratio": number_or_none(ratios.ratio[at]),
            "ratio_low": number_or_none(ratios.low[at]),
            "ratio_high": number_or_none(ratios.high[at]),
            "q": float(q[at]),
            "verdict": str(verdicts[at]),
            "months_compared": 12,
            "denominator": exposure,
        }
        for at in range(len(pairs))
    ]


@given(PAIRS, EXPOSURE, EXPOSURE)
@example([(0, 0)], 1, 1)
@example([(0, 50)], 1000, 1000)
@example([(50, 0)], 1000, 1000)
@example([(400, 401)] * 20, 1, 1)
def test_words_and_numbers_agree_over_any_table(pairs: list, exposure: int, base_exposure: int) -> None:
    for row in table_of(pairs, exposure, base_exposure):
        words = wording.change_words(row)
        now, then = row["count_compared"] / exposure, row["against_count"] / base_exposure
        assert ("rise" in words) == (row["q"] < ALPHA and now > then)
        assert ("fall" in words) == (row["q"] < ALPHA and now < then)
        assert (words == "no clear change") == (row["q"] >= ALPHA)


@given(PAIRS, EXPOSURE, EXPOSURE)
def test_the_interval_in_words_lies_on_the_side_of_the_verdict(pairs: list, exposure: int, base: int) -> None:
    for row in table_of(pairs, exposure, base):
        words = wording.change_words(row)
        found = re.search(r"of (?:under )?([\d,]+)% \(95% interval ([\d,]+)% to ([\d,]+)%\)", words)
        if found and "under" not in words:
            size, low, high = (int(part.replace(",", "")) for part in found.groups())
            assert low <= size <= high
            if "fall" in words:
                assert high <= 100


@given(PAIRS, EXPOSURE, EXPOSURE)
def test_backwards_in_time_nothing_rises_or_falls(pairs: list, exposure: int, base: int) -> None:
    for row in table_of(pairs, exposure, base):
        words = wording.change_words(row | {"against_is_later": True})
        assert "rise" not in words
        assert "fall" not in words
        assert ("higher" in words) <= (row["verdict"] == "rise")
        assert ("lower" in words) <= (row["verdict"] == "fall")


@given(COUNTS, EXPOSURE, COUNTS, EXPOSURE)
def test_beside_another_area_words_and_numbers_agree(count: int, people: int, others: int, all_people: int) -> None:
    compared = compare_rates(count, people, others, all_people)
    words = wording.beside_words({"compared_verdict": str(difference(compared.p, compared.ratio))})
    assert words.startswith("higher") == (compared.p < ALPHA and count / people > others / all_people)
    assert words.startswith("lower") == (compared.p < ALPHA and count / people < others / all_people)
    assert (words == "not clearly different from that in") == (compared.p >= ALPHA)


def test_beside_words_read_on_into_a_name() -> None:
    said = [wording.beside_words({"compared_verdict": one}) for one in ("higher", "lower", "no clear difference", "")]
    assert [f"The rate is {words} Anyshire" for words in said] == [
        "The rate is higher than in Anyshire",
        "The rate is lower than in Anyshire",
        "The rate is not clearly different from that in Anyshire",
        "The rate is not comparable with that in Anyshire",
    ]


def beside(most: int, least: int) -> dict[str, int]:
    return {"most_neighbourhoods": most, "least_neighbourhoods": least}


@pytest.mark.parametrize(
    ("compared", "words"),
    [
        (
            {"verdict": "higher", "ratio": 4.17, "ratio_low": 3.72, "ratio_high": 4.66} | beside(2, 1079),
            "4.2 times the rate in the least deprived (95% interval 3.7 to 4.7; 2 neighbourhoods beside 1,079)",
        ),
        (
            {"verdict": "lower", "ratio": 0.52, "ratio_low": 0.4, "ratio_high": 0.7} | beside(1, 1),
            "0.52 times the rate in the least deprived (95% interval 0.40 to 0.70; 1 neighbourhood beside 1)",
        ),
        (
            {"verdict": "no clear difference", "ratio": 1.2, "ratio_low": 0.9, "ratio_high": 1.6},
            "not clearly different from the rate in the least deprived",
        ),
        (
            {"verdict": "higher", "ratio": None, "ratio_low": 3.0, "ratio_high": None},
            "higher than in the least deprived, where none was recorded",
        ),
        (
            {"verdict": "lower", "ratio": 0.0, "ratio_low": 0.0, "ratio_high": 0.7} | beside(1, 1),
            "0.00 times the rate in the least deprived (95% interval 0.00 to 0.70; 1 neighbourhood beside 1)",
        ),
        (
            {"verdict": "cannot say", "ratio": None, "ratio_low": None, "ratio_high": None},
            "not comparable with the rate in the least deprived",
        ),
    ],
)
def test_deciles_in_words(compared: dict, words: str) -> None:
    assert wording.decile_words(compared) == words


def test_a_range_of_shares_names_no_first_and_last() -> None:
    assert wording.share_range([{"share": 0.05}, {"share": 0.086}, {"share": 0.036}]) == "3.6% to 8.6%"
    assert wording.share_range([{"share": 0.05}, {"share": 0.05001}]) == "5.0%"


GAP = {
    "publisher": "ONS",
    "scaled": 30958.0,
    "gap": -603.0,
    "gap_share": -0.0191,
    "unplaced": None,
    "unplaced_share": None,
    "months_present": 6,
    "months_expected": 12,
}


def test_a_gap_in_words() -> None:
    assert wording.gap_words(GAP) == "30,958, 603 (1.9%) fewer than ONS prints"
    assert wording.gap_words(GAP | {"gap": 603.0}) == "30,958, 603 (1.9%) more than ONS prints"
    assert wording.gap_words(GAP | {"gap": 0.2}) == "30,958, the same as ONS prints"


@pytest.mark.parametrize(
    ("gap", "unplaced", "weighed"),
    [
        (-603.0, 761.0, "that alone is as much as the gap"),
        (-600.0, 300.0, "50.0% of the gap"),
        (100.0, 300.0, "ours would be expected to be the lower one, so something else outweighs it"),
    ],
)
def test_crimes_without_a_place_are_weighed_against_the_gap(gap: float, unplaced: float, weighed: str) -> None:
    said = wording.explained_words(GAP | {"gap": gap, "unplaced": unplaced, "unplaced_share": 0.024})
    assert said.startswith("2.4% of the force's crimes in those months have no place")
    assert weighed in said
    assert said.endswith("6 months not loaded are only scaled, whatever the season.")


def test_a_gap_without_a_known_cause_has_none() -> None:
    assert wording.explained_words(GAP | {"months_present": 12}) == ""
    one = wording.explained_words(GAP | {"months_present": 11})
    assert one == "1 month not loaded is only scaled, whatever the season."


@pytest.mark.parametrize(
    ("present", "expected", "words"),
    [(7, 12, "7 of 12 months"), (12, 12, "all 12 months"), (1, 1, "the one month"), (0, 1, "0 of 1 month")],
)
def test_months_of_a_period(present: int, expected: int, words: str) -> None:
    assert wording.months_words({"months_present": present, "months_expected": expected}) == words


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ([], "none"),
        (["2021-04"], "April 2021"),
        (["2021-05", "2021-04"], "April and May 2021"),
        (["2021-12", "2022-01"], "December 2021 and January 2022"),
        (["2022-01", "2022-02", "2022-03"], "January to March 2022"),
        (["2021-11", "2021-12", "2022-01"], "November 2021 to January 2022"),
        (["2018-06", "2018-10", "2018-11", "2018-12"], "June 2018 and October to December 2018"),
        (["2018-03", "2018-04", "2018-10"], "March and April 2018; and October 2018"),
    ],
)
def test_months_in_words(months: list[str], words: str) -> None:
    assert wording.months_listed(months) == words


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "none"),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["Abbey", "Booker, Cressex and Castlefield"], "Abbey; and Booker, Cressex and Castlefield"),
    ],
)
def test_lists(names: list[str], words: str) -> None:
    assert wording.listed(names) == words


def test_long_lists_say_how_many_more_there_are() -> None:
    assert wording.some_of([*"abcdef"]) == "a, b, c, d, e and f"
    assert wording.some_of([*"abcdefgh"]) == "a; b; c; d; e; f; and 2 more"


@pytest.mark.parametrize(("number", "words"), [(0, "none is lower"), (1, "1 is lower"), (2, "2 are lower")])
def test_numbers_with_their_verb(number: int, words: str) -> None:
    assert wording.counted(number, "is lower", "are lower") == words


def test_one_is_singular() -> None:
    assert (wording.months_counted(1), wording.months_counted(7)) == ("1 month", "7 months")
    assert (wording.these_months(1), wording.these_months(7)) == ("month", "7 months")
    assert [wording.plural(number, "is", "are") for number in (0, 1, 2)] == ["are", "is", "are"]


@pytest.mark.parametrize(
    ("count", "total", "words"),
    [(5, 8, "5 of 8 crimes"), (43, 100, "43.0% of recorded crime"), (0, 3, "0 of 3 crimes")],
)
def test_few_crimes_are_no_percentage(count: int, total: int, words: str) -> None:
    assert wording.of_crimes(count, total) == words


def test_an_old_population_is_pointed_out() -> None:
    assert wording.population_words(date(2021, 3, 21), date(2021, 10, 1)) == ""
    assert wording.population_words(None, date(2021, 10, 1)) == ""
    old = wording.population_words(date(2021, 3, 21), date(2024, 10, 1))
    assert old.startswith("The population is of 21 March 2021, 3.5 years before the middle of the period")
    assert "grown" in old
    assert "after the middle" in wording.population_words(date(2021, 3, 21), date(2018, 10, 1))


@pytest.mark.parametrize(
    ("title", "words"),
    [("Vehicle crime", "vehicle crime"), ("ASB", "ASB"), ("", ""), ("Rest of Thames Valley", "rest of Thames Valley")],
)
def test_titles_inside_a_sentence(title: str, words: str) -> None:
    assert wording.in_sentence(title) == words


LATER_SIDE = {"against_is_later": True}


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (RISE, "rose by 20%"),
        (FALL, "fell by 12%"),
        (UNCLEAR, "shows no clear change"),
        (FROM_NONE | {"count_compared": 5}, "rose from none to 5"),
        (TO_NONE | {"against_count": 5}, "fell from 5 to none"),
        (RISE | LATER_SIDE, "was 20% higher"),
        (FALL | LATER_SIDE, "was 12% lower"),
        (UNCLEAR | LATER_SIDE, "shows no clear difference"),
        (FROM_NONE | LATER_SIDE | {"count_compared": 5}, "was higher"),
        ({"verdict": "cannot say", "ratio": None}, "cannot be compared"),
        ({}, "cannot be compared"),
    ],
)
def test_a_change_as_a_verb(record: dict[str, Any], words: str) -> None:
    assert wording.moved_words(record) == words


@given(st.sampled_from([RISE, FALL, UNCLEAR, FROM_NONE | {"count_compared": 3}, TO_NONE | {"against_count": 3}]))
def test_the_verb_and_the_noun_say_the_same(record: dict[str, Any]) -> None:
    verb, noun = wording.moved_words(record), wording.change_words(record)
    assert ("rose" in verb) == ("rise" in noun)
    assert ("fell" in verb) == ("fall" in noun)
