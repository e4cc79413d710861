"""The workbook that goes back to a partner: whole, safe to open, and fit to be read by anyone."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from saferplan.documents import quality_workbook as module
from saferplan.documents.quality_workbook import OWN_ROWS, quality_workbook
from saferplan.evidence.partners.quality.comparison import Compared, Standing
from saferplan.evidence.partners.quality.figures import Figure, Measure
from saferplan.evidence.partners.quality.mending import Mend
from saferplan.evidence.partners.quality.of_file import OwnRows
from saferplan.evidence.partners.quality.report import FieldQuality, Quality

MADE = datetime(2024, 2, 6, 12, tzinfo=UTC)
HOSTILE = ("=HYPERLINK(1)", "+1", "-1", "@x", "http://example.org", "\x07\x00bell", "{=1}", "x" * 40_000)
SHEETS = ["Summary", "Fields", "Months", "Rows to mend"]


def quality(*mends: Mend, to_do: tuple[str, ...] = ("Rows that cannot be used: 1 of 2.",), months: int = 2) -> Quality:
    filled = Figure(Measure.FILLED, 1, 2, "outcome")
    compared = Compared(filled, 12, 0.9, 0.95, Standing.FALL)
    of_months = [
        Compared(Figure(Measure.IN_MONTH, 3, month=f"2024-{at:02d}"), 0, None, None, Standing.CANNOT_SAY)
        for at in range(1, months + 1)
    ]
    return Quality(
        "harbour-homes-asb",
        "Harbour Homes",
        "january.xlsx",
        "2024-02-05T09:00:00",
        12,
        to_do,
        (Figure(Measure.READ, 2), Figure(Measure.DAYS_TO_REPORT, 1.234, 2)),
        (FieldQuality("outcome", "How closed", "last outcome known", 1, 2, 1, compared),),
        tuple(of_months),
        mends,
    )


def mend(line: int, wrong: str = "Opened is not a past time", sheet: str = "") -> Mend:
    return Mend(line, sheet, "A1", "Opened", wrong, "a day", loaded=False)


def rows(content: bytes, sheet: str) -> list[list]:
    return CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}


def test_the_summary_says_what_to_look_at_and_every_figure():
    found = rows(quality_workbook(quality(), made=MADE), "Summary")
    assert found[0] == ["Part", "What", "Is", "Of rows"]
    assert ["Please", "Look at 1", "Rows that cannot be used: 1 of 2.", ""] in found
    assert ["Figure", "rows in the file", 2, ""] in found
    assert ["Figure", "days from incident to report, half of the rows within", 1.2, 2] in found


def test_a_sound_list_is_said_to_be_one():
    found = rows(quality_workbook(quality(to_do=()), made=MADE), "Summary")
    assert ["Please", "Nothing", "There is nothing to mend in this list.", ""] in found


def test_fields_and_months_stand_beside_what_was_before():
    content = quality_workbook(quality(), made=MADE)
    assert rows(content, "Fields")[1][:7] == ["How closed", "outcome", "last outcome known", 1, 2, "50%", 1]
    assert rows(content, "Fields")[1][7:] == [12, "90%", "95%", "below all earlier"]
    assert rows(content, "Months")[1] == ["2024-01", 3, 0, "", "", ""]


def test_where_there_is_no_past_that_is_said_once():
    compared = Compared(Figure(Measure.FILLED, 1, 2, "outcome"), 0, None, None, Standing.CANNOT_SAY)
    alone = replace(quality(), earlier_extracts=0, fields=(FieldQuality("outcome", "", "", 1, 2, 0, compared),) * 9)
    found = rows(quality_workbook(alone, made=MADE), "Summary")
    assert [row[2] for row in found if row[1] == "Comparison"] == [
        "Compared with no earlier extract, of which it takes 9 to say anything."
    ]
    assert "Comparison" not in {row[1] for row in rows(quality_workbook(quality(), made=MADE), "Summary")}


def test_own_rows_stand_beside_what_is_wrong_under_their_own_headings():
    own = OwnRows(("Case Ref", "Line"), {("", 4): ["A9", "=1+1"], ("Old", 4): ["other", "row"]})
    content = quality_workbook(quality(mend(4), mend(7)), made=MADE, own=own)
    found = rows(content, "Rows to mend")
    assert found[0][-2:] == ["Case Ref", "Line (2)"]
    assert found[1] == [4, "", "A1", "Opened", "Opened is not a past time", "a day", "no", "A9", "=1+1"]
    assert found[2][-2:] == ["", ""]
    assert OWN_ROWS in {row[2] for row in rows(content, "Summary")}
    assert OWN_ROWS not in {row[2] for row in rows(quality_workbook(quality(mend(4)), made=MADE), "Summary")}


def test_nothing_that_a_partner_wrote_is_a_formula_or_a_link():
    own = OwnRows(HOSTILE, {("", 4): HOSTILE})
    content = quality_workbook(quality(mend(4, wrong="=1+1")), made=MADE, own=own)
    sheets = {name: text for name, text in parts(content).items() if name.startswith("xl/worksheets/")}
    assert not any("<f>" in text or "<f " in text or "hyperlink" in text for text in sheets.values())
    assert not any("hyperlink" in name or "externalLink" in name for name in parts(content))
    row = rows(content, "Rows to mend")[1]
    assert row[4] == "=1+1"
    assert row[7:12] == list(HOSTILE[:5])
    assert len(row[-1]) == module.LONGEST_CELL


def test_every_sheet_is_one_table_with_a_heading_that_stays():
    content = quality_workbook(quality(mend(4)), made=MADE)
    assert CalamineWorkbook.from_object(io.BytesIO(content)).sheet_names == SHEETS
    found = parts(content)
    for number, sheet in enumerate(SHEETS, start=1):
        text = found[f"xl/worksheets/sheet{number}.xml"]
        assert 'state="frozen"' in text
        assert "mergeCell" not in text
        table = ElementTree.fromstring(found[f"xl/tables/table{number}.xml"])
        assert table.attrib["ref"].startswith("A1:")
        assert table.attrib["headerRowCount" if "headerRowCount" in table.attrib else "name"] != "0"
        headings = [one.attrib["name"] for one in table.iter() if one.tag.endswith("tableColumn")]
        assert headings == [str(one) for one in rows(content, sheet)[0]]


def test_the_workbook_has_a_title_and_is_the_same_each_time():
    content = quality_workbook(quality(mend(4)), made=MADE)
    assert "Quality of january.xlsx (harbour-homes-asb)" in parts(content)["docProps/core.xml"]
    assert parts(content) == parts(quality_workbook(quality(mend(4)), made=MADE))


@pytest.mark.parametrize("headings", [("a", "A", "a ", ""), tuple("x" * 300 + str(at) for at in range(3))])
def test_any_headings_make_a_table_that_opens(headings):
    own = OwnRows(headings, {("", 4): ["1"] * len(headings)})
    content = quality_workbook(quality(mend(4)), made=MADE, own=own)
    names = [
        one.attrib["name"].casefold()
        for one in ElementTree.fromstring(parts(content)["xl/tables/table4.xml"]).iter()
        if one.tag.endswith("tableColumn")
    ]
    assert len(set(names)) == len(names) == 7 + len(headings)
    assert max(map(len, names)) <= module.LONGEST_HEADING


def test_of_very_many_rows_the_last_says_how_many_more(monkeypatch):
    monkeypatch.setattr(module, "MOST_ROWS", 2)
    found = rows(quality_workbook(quality(*(mend(line) for line in range(2, 7))), made=MADE), "Rows to mend")
    assert len(found) == 4
    assert found[-1][4] == "and 3 more"


def test_a_report_without_months_or_rows_to_mend_has_empty_tables():
    content = quality_workbook(quality(months=0), made=MADE)
    assert len(rows(content, "Months")) == 1
    assert len(rows(content, "Rows to mend")) == 1
