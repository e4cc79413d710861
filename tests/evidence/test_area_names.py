"""What people type finds the area that they mean, and the likeliest first."""

import pytest

from saferplan.evidence.area_names import AreaNames, folded, printable

AREAS = AreaNames(
    names={
        "E01000001": "Newport 001A",
        "E05000001": "Newport",
        "E06000001": "Isle of Wight",
        "E07000001": "Newport Pagnell",
        "E07000009": "Old Newport",
        "W06000001": "Ynys Môn",
        "X1": "Newport",
    },
    kinds={
        "E01000001": "lsoa",
        "E05000001": "ward",
        "E06000001": "unit",
        "E07000001": "ltla",
        "W06000001": "unit",
        "X1": "own",
    },
)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        # Whole names before starts of names, those before parts; of names alike, larger areas first.
        ("newport", ["X1", "E05000001", "E07000001", "E01000001", "E07000009"]),
        (" NEWPORT  ", ["X1", "E05000001", "E07000001", "E01000001", "E07000009"]),
        ("ynys mon", ["W06000001"]),
        ("Ynys Môn", ["W06000001"]),
        ("e06000001", ["E06000001"]),
        ("E0700", ["E07000001", "E07000009"]),
    ],
)
def test_the_likeliest_comes_first(query: str, codes: list[str]) -> None:
    assert AREAS.search(query) == codes
    assert AREAS.search(query, most=1) == codes[:1]


@pytest.mark.parametrize("query", ["", "   ", "\t", "qqqqqqqqqq"])
def test_nothing_is_like_nothing(query: str) -> None:
    assert AREAS.search(query) == []
    assert AREAS.nearest(query) == ""


@pytest.mark.parametrize(("query", "code"), [("Isle of Whight", "E06000001"), ("e06000002", "E06000001")])
def test_what_is_spelt_nearly_so_is_found(query: str, code: str) -> None:
    assert AREAS.search(query)[0] == code


def test_no_small_area_is_offered_for_what_is_spelt_like_it() -> None:
    assert "E01000001" not in AREAS.search("Newprt 001A")
    assert AREAS.search("E01000002") != ["E01000001"]


def test_the_nearest_are_told_with_their_codes() -> None:
    assert AREAS.nearest("Isle of") == "Nearest: E06000001 Isle of Wight."


def test_what_is_counted_no_more_was_a_local_authority() -> None:
    assert [AREAS.kind_of(code) for code in ("X1", "E07000009", "nowhere")] == ["own", "former", "former"]


def test_accents_and_capitals_do_not_matter() -> None:
    assert folded("Ynys Môn") == folded("YNYS MON") == "ynys mon"
    assert folded("Llanfair­") != ""


def test_what_cannot_be_printed_is_shown_as_a_question_mark() -> None:
    assert printable("a\x1b[2Jb\u202ec") == "a?[2Jb?c"
    assert printable("Ynys Môn – 1") == "Ynys Môn – 1"
