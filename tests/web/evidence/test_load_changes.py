"""What a load changed, told from the lists of extracts before and after it."""

import pytest

from saferplan.web.evidence.load_changes import changes_between, in_words


def extract(dataset="incidents", name="thames-valley/2024-01", extract_id="a", kind="police-uk-street"):
    return {"dataset": dataset, "slice": name, "extract_id": extract_id, "format": kind}


def test_what_came_went_and_is_of_another_file():
    before = [extract(), extract(name="thames-valley/2024-02"), extract("areas", "lsoa21", "c", "ONS lookup")]
    after = [extract(), extract(name="thames-valley/2024-02", extract_id="b"), extract(name="kent/2024-03")]

    lookup, police = changes_between(before, after)

    assert lookup.row == ["ONS lookup", "None", "None", "lsoa21"]
    assert police.row == ["police-uk-street", "kent: March 2024", "thames-valley: February 2024", "None"]


def test_the_same_is_no_change():
    assert changes_between([extract()], [extract()]) == []


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["2021"], "2021"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
        ([f"force-{n}/2024-01" for n in range(5)],
         "force-0: January 2024; force-1: January 2024; force-2: January 2024; 2 more publishers"),
        (["kent/2024-01", "kent/2024-02", "kent/2024-04"], "kent: January and February 2024; and April 2024"),
        (["kent/not-a-month"], "kent/not-a-month"),
    ],
)  # fmt: skip
def test_slices_in_words(names, said):
    assert in_words(names) == said


def test_of_a_partners_feed_its_name_is_said_once():
    assert in_words(["harbour-homes-asb/2025-10"], "harbour-homes-asb (profile, version 1)") == "October 2025"
