"""The quality of a file as a partner sent it, with the partner's own rows beside what is wrong."""

from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from saferplan.errors import FileRefused
from saferplan.evidence.lake import Lake
from saferplan.evidence.partners.profile_file import read_profile
from saferplan.evidence.partners.quality.figures import Measure
from saferplan.evidence.partners.quality.of_file import profile_of, quality_of_file
from saferplan.evidence.sources.base import Delivered

NOW = datetime(2024, 2, 6, 23, 59)
PROFILE = """
feed = "harbour-homes-asb"
version = 1
agency = "Harbour Homes"
agency_kind = "landlord"
kind = "asb"
title = "ASB cases of Harbour Homes"
source = "Harbour Homes, monthly list of ASB cases"
retention_months = 36

[columns]
reference = "Case Ref"
reported_time = { column = "Opened", format = "%d/%m/%Y" }
asb_category = { column = "Type", values = "types" }
"victim.full_name" = "Tenant"
"victim.date_of_birth" = { column = "DOB", format = "%d/%m/%Y" }
"place.postcode" = "Post Code"

[values.types]
"Noise" = "nuisance"
"""
HEADING = ["Case Ref", "Opened", "Type", "Tenant", "DOB", "Post Code", "Notes"]
SOUND = ["A1", "03/01/2024", "Noise", "Ann Synthetic", "01/02/1980", "AA1 1AA", "=1+1"]


def changed(**cells: str) -> list[str]:
    return [cells.get(name.split()[0].lower(), cell) for name, cell in zip(HEADING, SOUND, strict=True)]


def workbook(folder: Path, sheets: dict[str, list[list[str]]]) -> Delivered:
    path = folder / "january.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, cells in enumerate([["Cases of January"], HEADING, *rows]):
                for column, cell in enumerate(cells):
                    sheet.write_string(at, column, cell)
    return Delivered(path, path.name, datetime(2024, 2, 5), "ab" * 32)


def judged(folder: Path, sheets: dict[str, list[list[str]]]):
    snapshot = Lake(folder / "lake").snapshot_or_empty()
    return quality_of_file(workbook(folder, sheets), read_profile(PROFILE, "test"), snapshot, now=NOW)


def test_faulty_rows_of_every_sheet_are_given_back_as_they_were_sent(tmp_path):
    quality, own = judged(
        tmp_path,
        {
            "North": [SOUND, changed(case="A2", opened="31/02/2024"), changed(case="A3", dob="unknown date")],
            "South": [changed(case="A4", type="Parking"), SOUND],
        },
    )
    assert [(one.sheet, one.line, one.heading, one.loaded) for one in quality.mends] == [
        ("North", 4, "Opened", False),
        ("North", 5, "DOB", True),
        ("South", 3, "Type", False),
        ("South", 4, "Case Ref", True),
    ]
    assert own.headings == tuple(HEADING)
    assert own.cells["North", 4] == changed(case="A2", opened="31/02/2024")
    assert own.cells["South", 4][-1] == "=1+1"
    assert quality.mends[3].wrong == "the row says the same reference and person as line 3 of sheet North"
    assert not any("Synthetic" in f"{one.wrong}{one.wanted}" for one in quality.mends)


def test_the_figures_are_those_of_the_whole_file(tmp_path):
    quality, _ = judged(tmp_path, {"North": [SOUND, changed(case="A2", type="Parking")], "South": [changed(case="A3")]})
    values = {one.measure: (one.value, one.of) for one in quality.figures}
    assert values[Measure.READ] == (3, None)
    assert values[Measure.LOADED] == (2, 3)
    assert values[Measure.REJECTED] == (1, 3)
    assert {one.field: one.share for one in quality.fields}["victim.date_of_birth"] == 1


def test_a_sound_file_gives_back_nothing(tmp_path):
    quality, own = judged(tmp_path, {"North": [SOUND, changed(case="A2", tenant="Bea Synthetic")]})
    assert (quality.to_do, quality.mends, own.cells) == ((), (), {})


def test_a_list_without_rows_is_asked_about(tmp_path):
    quality, _ = judged(tmp_path, {"North": []})
    assert quality.to_do == ("There are no rows below the heading. Is that so?",)


def test_a_file_of_which_nothing_can_be_used_is_judged_all_the_same(tmp_path):
    quality, own = judged(tmp_path, {"North": [changed(opened="soon"), changed(opened="later")]})
    assert quality.to_do[0] == "Rows that cannot be used: 2 of 2."
    assert len(own.cells) == 2


def test_the_profile_is_the_one_that_the_file_fits(tmp_path):
    delivered, profile = workbook(tmp_path, {"North": [SOUND]}), read_profile(PROFILE, "test")
    assert profile_of(delivered, [profile]) is profile
    with pytest.raises(FileRefused, match="it fits 2 profiles"):
        profile_of(delivered, [profile, read_profile(PROFILE.replace("harbour-homes", "other-homes"), "test")])
    with pytest.raises(FileRefused, match="saferplan profile keep"):
        profile_of(delivered, [])
    renamed = read_profile(PROFILE.replace('"Opened"', '"Opened on"'), "test")
    with pytest.raises(FileRefused, match="the column 'Opened on' is not in it, the closest is 'Opened'"):
        profile_of(delivered, [renamed])


def test_names_in_a_column_of_references_stop_the_file_as_they_stop_a_load(tmp_path):
    rows = [changed(case=f"{name} Synthetic") for name in ("Ann", "Bea", "Cecil", "Dora")]
    with pytest.raises(FileRefused, match="look like names of people") as refused:
        judged(tmp_path, {"North": rows})
    assert "Cecil" not in refused.value.message


def test_places_outside_the_area_are_named_by_the_small_area_that_the_file_tells(tmp_path):
    profile = read_profile(PROFILE.replace('"place.postcode" =', "lsoa_code ="), "test")
    rows = [changed(case="A1", post="E01000001"), changed(case="A2", post="E01000002")]
    quality, own = quality_of_file(
        workbook(tmp_path, {"North": rows}),
        profile,
        Lake(tmp_path / "lake").snapshot_or_empty(),
        now=NOW,
        area={"E01000001"},
    )
    assert [(one.line, one.wrong) for one in quality.mends if "outside" in one.wrong] == [
        (4, "the row lies outside the partnership's area")
    ]
    assert "Rows outside the partnership's area: 1." in quality.to_do
    assert ("North", 4) in own.cells
