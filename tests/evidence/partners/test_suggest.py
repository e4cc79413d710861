"""What is proposed for files of many shapes, and that no cell of a person is ever shown."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from profile_files import LOCAL_NOW, delivered

from saferplan.errors import FileRefused
from saferplan.evidence.partners.checking import check_file
from saferplan.evidence.partners.profile_file import read_profile
from saferplan.evidence.partners.suggesting.likeness import Column, words_of
from saferplan.evidence.partners.suggesting.suggestion import Asked, Suggestion, suggest
from saferplan.evidence.partners.suggesting.toml_text import as_toml

LANDLORD = Asked("Harbour Homes", "landlord", "asb", retention_months=24)
ROWS = [
    f"HH-{at:04d},{at % 28 + 1:02d}/07/2024 08:30,{('Noise nuisance', 'Verbal abuse', 'Fly tipping')[at % 3]},"
    f'SU 1{at % 90:02d} 456,"{at} Quay Road",HP1 {at % 9}AB,MARLOWE Anna,0{at % 8 + 1}/02/19{at % 60 + 30},'
    f"07700 9001{at % 90 + 10},"
    f"{('Y', 'N')[at % 2]},Closed"
    for at in range(60)
]
HEADING = "Case Ref,Date Reported,Type of ASB,Grid Ref,Location,Post Code,Complainant,D.O.B.,Tel No,DA Flag,Status"
TEXT = "\n".join([HEADING, *ROWS]) + "\n"
MEANT = {
    "reference": "Case Ref",
    "category": "Type of ASB",
    "asb_category": "Type of ASB",
    "reported_time": "Date Reported",
    "grid_reference": "Grid Ref",
    "is_domestic": "DA Flag",
    "outcome": "Status",
    "place.address": "Location",
    "place.postcode": "Post Code",
    "victim.full_name": "Complainant",
    "victim.date_of_birth": "D.O.B.",
    "victim.phone": "Tel No",
}


def proposed(tmp_path: Path, text: str, asked: Asked = LANDLORD, name: str = "harbour-homes-2024-07.csv") -> Suggestion:
    return suggest(delivered(tmp_path / name, text), asked)


def columns(suggestion: Suggestion) -> dict[str, str]:
    return {one.field: one.column.heading for one in suggestion.proposals}


def test_a_landlords_list_is_understood_as_a_person_would(tmp_path: Path):
    found = columns(proposed(tmp_path, TEXT))
    assert MEANT.items() <= found.items()
    # The complainant's home is the place, of which the list tells the address once.
    assert found.items() - MEANT.items() == {("victim.address", "Location"), ("victim.postcode", "Post Code")}


def test_the_proposal_is_a_sound_profile_that_understands_its_file(tmp_path: Path):
    file = delivered(tmp_path / "harbour-homes-2024-07.csv", TEXT)
    profile = read_profile(as_toml(suggest(file, LANDLORD)), "proposed")
    check = check_file(profile, file, now=LOCAL_NOW)
    assert (check.refused, check.sound, check.rows) == ("", 60, 60)
    assert {one.field: one.share_understood for one in check.columns if one.understood < one.filled} == {}
    assert profile.name_pattern == "harbour-homes*.csv"
    assert profile.rules["victim.full_name"].surname_first


def test_nothing_of_a_person_is_shown(tmp_path: Path):
    text = as_toml(proposed(tmp_path, TEXT))
    assert not re.search("Quay|Anna|MARLOWE|07700|HP1|SU 1|HH-0", text)


def test_rare_values_of_a_category_are_not_shown(tmp_path: Path):
    rows = [row.replace("Verbal abuse", "Drone nuisance") for row in ROWS]
    rows[0] = rows[0].replace("Noise nuisance", "Noise of Anna Marlowe")
    text = as_toml(proposed(tmp_path, "\n".join([HEADING, *rows]) + "\n"))
    assert '"Drone nuisance" = ""  # of 20 rows: write personal, nuisance, environmental' in text
    assert '"Noise nuisance" = "nuisance"' in text
    assert "1 values that stand in few rows are not shown" in text
    assert "Marlowe" not in text


def test_what_cannot_be_placed_is_told(tmp_path: Path):
    text = TEXT.replace("Status", "Zqx")
    text = text.replace("Closed", "17.5")
    suggestion = proposed(tmp_path, text)
    assert [column.heading for column in suggestion.unplaced] == ["Zqx"]
    assert '#   "Zqx"' in as_toml(suggestion)


def test_without_a_retention_period_the_profile_is_not_sound(tmp_path: Path):
    text = as_toml(proposed(tmp_path, TEXT, Asked("Harbour Homes", "landlord", "asb")))
    assert "retention_months = 0  # write how many months the agreement with the agency allows" in text
    with pytest.raises(FileRefused, match="retention_months must be a whole number"):
        read_profile(text, "proposed")


@pytest.mark.parametrize(
    ("heading", "cells", "field"),
    [
        ("Crime Number", "43230001,43230002", "reference"),
        ("HO Code", "28E,8N", "offence_code"),
        ("Committed From", "01/07/2024 10:00,02/07/2024 11:00", "from_time"),
        ("occurredTo", "01/07/2024 10:00,02/07/2024 11:00", "to_time"),
        ("EASTING", "481234,481235", "easting"),
        ("Lat", "51.8123,51.8124", "latitude"),
        ("UPRN", "100080000001,100080000002", "place.uprn"),
        ("LSOA21CD", "E01017627,E01017628", "lsoa_code"),
        ("Tenure Type", "General needs,Leasehold", "tenure"),
        ("Knife Crime", "Yes,No", "has_knife"),
        ("Victim Surname", "Marlowe,Stern", "victim.surname"),
        ("Victim First Name", "Anna,Ivo", "victim.forenames"),
        ("Offender's name", "Anna Marlowe,Ivo Stern", "suspect.full_name"),
        ("Suspect DOB", "01/02/1980,02/02/1980", "suspect.date_of_birth"),
        ("Customer Number", "C0001,C0002", "victim.person_reference"),
        ("e-mail", "a@example.org,b@example.org", "victim.email"),
        ("Sex of victim", "M,F", "victim.sex"),
        ("Age of complainant", "17,40", "victim.age"),
        ("Premises Type", "House,Shop", "location_kind"),
    ],
)  # fmt: skip
def test_the_words_of_many_agencies(heading: str, cells: str, field: str, tmp_path: Path):
    import pyarrow as pa

    from saferplan.evidence.partners.suggesting.likeness import fields_for

    fits = fields_for(Column.of(heading, pa.array(cells.split(",") * 5)))
    assert max(fits, key=fits.__getitem__) == field


REPORTED = "Ref,Reported on,Type,{},{}\n" + "".join(
    f"R-{at:03d},{at % 28 + 1:02d}/07/2024,Noise,MARLOWE {('Anna', 'Beth', 'Ivo')[at % 3]},07700 9001{at + 10}\n"
    for at in range(60)
)


@pytest.mark.parametrize("who", ["Reporter", "Informant", "Caller", "Reported by", "Witness", "Enquirer"])
def test_whoever_reported_is_never_surely_the_victim(who: str, tmp_path: Path):
    """Not even where the cells can be nothing else than telephone numbers: the question is whose."""
    found = proposed(tmp_path, REPORTED.format(f"{who} Name", f"{who} Phone"))
    people = {one.field: one.confidence for one in found.proposals if one.field.startswith("victim.")}
    assert people == {"victim.full_name": "likely", "victim.phone": "likely"}
    lines = [line for line in as_toml(found).splitlines() if "victim." in line]
    assert all(line.endswith(": strike it out where whoever reports is not the victim") for line in lines)


def test_of_victim_and_reporter_the_victim_is_taken(tmp_path: Path):
    rows = re.sub(r"07700 \d+", "Hill Ben", REPORTED).format("Reporter Name", "Victim Name")
    found = proposed(tmp_path, rows)
    assert columns(found)["victim.full_name"] == "Victim Name"
    assert "strike it out" not in as_toml(found)


def test_dates_with_the_month_first_get_their_format(tmp_path: Path):
    text = "Ref,Created\n" + "".join(f"A{at},07/{at:02d}/2024 10:00\n" for at in range(13, 29))
    suggestion = proposed(tmp_path, text)
    assert suggestion.formats == {"reported_time": "%m/%d/%Y %H:%M"}


def test_an_address_in_parts_is_put_together(tmp_path: Path):
    text = "Ref,Reported,Flat,House No,Street\n" + "".join(f"A{at},01/07/2024,{at},2,Quay Road\n" for at in range(9))
    assert 'column = ["Flat", "House No", "Street"]' in as_toml(proposed(tmp_path, text))


def test_of_two_references_that_which_repeats_is_the_cases(tmp_path: Path):
    text = "Case Ref,Log No,Reported\n" + "".join(f"C10{at // 5},L1{at:02d},01/07/2024\n" for at in range(20))
    found = columns(proposed(tmp_path, text))
    assert (found["reference"], found["case_reference"]) == ("Log No", "Case Ref")


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("harbour-homes-2024-07.csv", "harbour-homes*.csv"),
        ("Harbour ASB July 2024.csv", "Harbour ASB*.csv"),
        ("ASB_Q1_2024.csv", "ASB*.csv"),
        ("2024-07.csv", ""),
        ("a[1]*.csv", ""),
    ],
)
def test_the_pattern_of_names_leaves_out_when(tmp_path: Path, name: str, pattern: str):
    assert proposed(tmp_path, TEXT, name=name).name_pattern == pattern


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("dateReported", ("date", "reported")),
        ("DATE_REPORTED", ("date", "reported")),
        ("Date of Birth", ("date", "birth")),
        ("D.O.B.", ("d", "o", "b")),
        ("CustomerID2", ("customer", "id", "2")),
        ("***", ("",)),
    ],
)
def test_a_heading_in_words(heading: str, words: tuple[str, ...]):
    assert words_of(heading) == words


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), min_size=2, max_size=6))
def test_no_file_makes_it_stumble(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]):
    import csv
    import io

    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path = tmp_path_factory.getbasetemp() / "strange.csv"
    try:
        suggestion = suggest(delivered(path, text.getvalue().encode("utf-8", "surrogatepass")), LANDLORD)
    except FileRefused:
        return
    import tomllib

    assert tomllib.loads(as_toml(suggestion))["version"] == 1
