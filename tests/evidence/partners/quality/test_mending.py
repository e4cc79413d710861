"""What a partner is asked to mend, row by row, and never what a cell holds."""

from datetime import datetime

from small_extracts import extract, person

from saferplan.evidence.partners.quality.mending import to_mend
from saferplan.evidence.sources.base import RejectedRow

PROMISED = {
    "reference": "Case Ref",
    "reported_time": "Opened",
    "asb_category": "Type",
    "place.postcode": "Post Code",
    "victim.postcode": "Post Code",
}


def said(found):
    return [(one.line, one.heading, one.wrong) for one in found]


def test_rejected_rows_and_emptied_cells_stand_in_the_order_of_the_file():
    found = to_mend(
        extract(
            [{"reference": "A1"}],
            rejected=[RejectedRow(9, "Opened", "is not a past time"), RejectedRow(4, "", "the row has 3 cells")],
            promised=PROMISED,
        ),
        emptied=[RejectedRow(6, "Post Code", "is not a postcode")],
    )
    assert said(found) == [
        (4, "", "the row has 3 cells"),
        (6, "Post Code", "Post Code is not a postcode"),
        (9, "Opened", "Opened is not a past time"),
    ]
    assert [one.loaded for one in found] == [False, True, False]


def test_what_is_wanted_is_what_the_fields_of_the_column_mean():
    rejected = [RejectedRow(2, "TYPE", "is in no map"), RejectedRow(3, "Post Code", "?"), RejectedRow(4, "", "short")]
    wanted = [one.wanted for one in to_mend(extract([], rejected=rejected, promised=PROMISED))]
    assert wanted[0].endswith(": personal, nuisance, environmental")
    assert "postcode of the place" in wanted[1]
    assert "postcode of the person" in wanted[1]
    assert wanted[2] == "As many cells as the heading has."


def test_the_sheet_is_told_apart_from_the_reason():
    rejected = [RejectedRow(2, "Type", "is empty (sheet North (old))"), RejectedRow(3, "Type", "is empty (see below)")]
    found = to_mend(extract([], rejected=rejected, promised=PROMISED))
    assert [(one.sheet, one.wrong) for one in found] == [
        ("", "Type is empty (see below)"),
        ("North (old)", "Type is empty"),
    ]


def test_repeats_name_the_line_that_they_repeat():
    home = {"address": "1 Invented Row", "postcode": "AA1 1AA"}
    one = {"reference": "A1", "victim": person("Synthetic"), "place": home}
    found = to_mend(extract([one, one, one | {"reference": "A2"}], promised=PROMISED))
    assert said(found) == [
        (3, "Case Ref", "the row says the same reference and person as line 2"),
        (4, "Case Ref", "the row says the same person, time and place as line 2, under another reference"),
    ]


def test_rows_of_the_lake_have_references_and_no_lines():
    row = {"reference": "A1", "victim_key": "v", "address_key": "a"}
    found = to_mend(extract([row, row | {"reference": "A2"}], from_lake=True))
    assert [(one.line, one.reference) for one in found] == [(0, "A2")]
    assert "as reference A1" in found[0].wrong


def test_a_report_before_the_incident_is_named():
    row = {"reference": "A1", "from_time": datetime(2024, 1, 3), "reported_time": datetime(2024, 1, 2)}
    assert said(to_mend(extract([row], promised=PROMISED))) == [
        (2, "Opened", "the row was reported on a day before the one on which it happened")
    ]


def test_places_outside_the_area_are_named_where_an_area_is_given():
    rows = [
        {"reference": "A1", "lsoa_code": "E01000001"},
        {"reference": "A2", "lsoa_code": "E01999999"},
        {"reference": "A3"},
    ]
    found = extract(rows, promised=PROMISED)
    assert to_mend(found) == []
    assert said(to_mend(found, area={"E01000001"})) == [(3, "", "the row lies outside the partnership's area")]
