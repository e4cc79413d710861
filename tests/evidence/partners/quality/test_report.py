"""The report as sentences to act on, and as plain values."""

import json

import pytest
from small_extracts import extract, filled, month, past, person

from saferplan.evidence.partners.quality.comparison import Standing
from saferplan.evidence.partners.quality.figures import Figure, Measure, figures
from saferplan.evidence.partners.quality.mending import to_mend
from saferplan.evidence.partners.quality.report import as_record, percent, quality_of
from saferplan.evidence.sources.base import RejectedRow

EARLIER = [
    past(f"2023-{number:02d}-05T00:00:00", filled(90, 100), month(f"2023-{number:02d}", 40 + number))
    for number in range(12, 0, -1)
]
HEADINGS = {"outcome": "How closed"}


def to_do(*given, earlier=EARLIER, mends=()):
    return quality_of(past("2024-02-05T00:00:00", *given), earlier, mends, HEADINGS).to_do


def test_a_list_as_it_always_was_asks_for_nothing():
    assert to_do(filled(90, 100), month("2024-01", 45), Figure(Measure.REJECTED, 0, 100)) == ()


@pytest.mark.parametrize(
    ("figure", "sentence"),
    [
        (Figure(Measure.REJECTED, 1234, 5000), "Rows that cannot be used: 1,234 of 5,000."),
        (Figure(Measure.SAID_TWICE, 1, 50), "Rows with the reference and person of an earlier one: 1 of 50."),
        (Figure(Measure.NOT_UNDERSTOOD, 3, 50, "outcome"), "How closed (outcome): cells not understood: 3."),
        (Figure(Measure.DAYS_SINCE_NEWEST, 46.4, 50), "The newest report is 46 days older than the file. Is there a"),
    ],
)
def test_each_fault_is_a_sentence(figure, sentence):
    found = to_do(filled(90, 100), figure)
    assert len(found) == 1
    assert found[0].startswith(sentence)


def test_a_field_that_is_filled_less_than_ever_is_told_with_the_shares_before():
    assert to_do(filled(40, 100)) == (
        "How closed (outcome): filled in 40%, less than in any of the 12 extracts before (90% to 90%).",
    )


def test_a_field_that_is_empty_is_told_even_without_a_past():
    assert to_do(filled(0, 100), earlier=[]) == ("How closed (outcome): empty in every row.",)
    assert to_do(filled(0, 0), earlier=[]) == ()


@pytest.mark.parametrize(("incidents", "less"), [(3, "fewer"), (200, "more")])
def test_a_month_unlike_all_before_it_is_told(incidents, less):
    (sentence,) = to_do(filled(90, 100), month("2024-01", incidents))
    assert sentence.startswith(
        f"2024-01: {incidents} incidents, {less} than in any of the 12 months before (41 to 52)."
    )


def test_places_outside_are_counted():
    found = extract([{"reference": "A1", "lsoa_code": "E01999999"}])
    assert "Rows outside the partnership's area: 1." in to_do(mends=to_mend(found, area={"E01000001"}))


@pytest.mark.parametrize(
    ("part", "said"),
    [(0, "0%"), (0.001, "under 1%"), (0.5, "50%"), (0.994, "over 99%"), (1, "100%"), (None, ""), (0.01, "1%")],
)
def test_per_cents_never_call_nearly_all_all(part, said):
    assert percent(part) == said


def test_the_whole_report_is_plain_values():
    one = extract(
        [{"reference": "A1", "victim": person("Synthetic")}],
        rejected=[RejectedRow(9, "How closed", "is too long")],
        promised=HEADINGS | {"victim.full_name": "Name"},
    )
    quality = quality_of(past("2024-02-05", *figures(one)), EARLIER, to_mend(one), one.promised)
    document = json.loads(json.dumps(as_record(quality), allow_nan=False))
    assert [one["field"] for one in document["fields"]] == ["victim", "victim.full_name", "outcome"]
    assert document["rows_to_mend"][0]["line"] == 9
    assert document["months"][0] == {
        "month": "2024-01",
        "incidents": 1,
        "earlier": 12,
        "lowest": 41,
        "highest": 52,
        "standing": "below all earlier",
    }
    assert {one["measure"] for one in document["figures"]} >= {"rows-read", "rows-rejected", "said-twice"}
    assert "Synthetic" not in json.dumps(document)


def test_a_field_that_earlier_extracts_did_not_have_cannot_be_compared():
    quality = quality_of(past("2024-02-05", filled(5, 10, "tenure")), EARLIER)
    assert quality.fields[0].compared.standing is Standing.CANNOT_SAY
    assert quality.earlier_extracts == 12
