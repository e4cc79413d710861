"""Which profile a file is of, and what is said of one that is nearly so."""

from datetime import datetime
from pathlib import Path

import pytest
from profile_files import COLUMNS, delivered, profile_of

from saferplan.errors import FileRefused
from saferplan.evidence.partners.fitting import ambiguous, closest_heading, fitting, near_miss_of_profiles, tables_of
from saferplan.evidence.partners.giveaways import refuse_names_in_references
from saferplan.evidence.sources.base import Delivered

NAMED = 'name = "harbour*.csv"'
MORE = COLUMNS + 'category = "Case Type"\n"victim.full_name" = "Complainant"\n'
HEADING = "Case Ref,Reported,Case Type,Complainant"


def test_name_and_columns_make_a_file_one_of_a_profile(tmp_path: Path):
    mine, other = profile_of(MORE, file=NAMED), profile_of(MORE, file='name = "quay*.csv"', feed="quay")
    file = delivered(tmp_path / "Harbour July.CSV", f"{HEADING}\nA1,01/07/2024,Noise,Anna\n")
    assert fitting(file, [mine, other]) == [mine]


@pytest.mark.parametrize("heading", ["CASE REF ,reported,Case  Type,complainant", f"{HEADING},Team,Officer"])
def test_case_spaces_and_more_columns_do_not_matter(tmp_path: Path, heading: str):
    profile = profile_of(MORE)
    assert fitting(delivered(tmp_path / "x.csv", f"{heading}\nA1,01/07/2024,Noise,Anna,,\n"), [profile]) == [profile]


@pytest.mark.parametrize(
    ("name", "is_so"), [("in.zip!June/harbour.csv", True), ("harbour.zip!june.csv", False), ("x\\harbour.csv", True)]
)
def test_the_name_is_that_of_the_file_itself(name: str, is_so: bool):
    file = Delivered(Path("x"), name, datetime(2026, 1, 1), "0" * 64)
    assert profile_of(MORE, file=NAMED).bears_name(file) is is_so


def test_two_profiles_that_fit_are_named(tmp_path: Path):
    first, second = profile_of(MORE), profile_of(MORE, feed="quay")
    file = delivered(tmp_path / "x.csv", f"{HEADING}\nA1,01/07/2024,Noise,Anna\n")
    assert fitting(file, [first, second]) == [first, second]
    refused = ambiguous(file, [first, second])
    assert "it fits 2 profiles, harbour-homes-asb and quay" in refused.problem
    assert "Give each profile the pattern" in refused.remedy


def refusal(tmp_path: Path, heading: str, *profiles, name: str = "harbour.csv") -> str:
    refused = near_miss_of_profiles(delivered(tmp_path / name, f"{heading}\nA1,01/07/2024,Noise,Anna\n"), profiles)
    return refused.message if refused else ""


class TestNearMisses:
    def test_a_renamed_column_is_named_with_the_closest_new_one(self, tmp_path: Path):
        told = refusal(tmp_path, "Case Ref,Reported,Case Type,Complainant Name", profile_of(MORE, file=NAMED))
        assert "the column 'Complainant' is not in it, the closest is 'Complainant Name'" in told
        assert "(profile harbour-homes-asb, version 1)" in told
        assert "change the profile, raise its version and keep it" in told

    def test_a_column_that_is_gone_has_no_closest(self, tmp_path: Path):
        told = refusal(tmp_path, "Case Ref,Reported,Case Type", profile_of(MORE, file=NAMED))
        assert "the column 'Complainant' is not in it (profile" in told

    def test_a_column_of_the_profile_is_never_offered_for_another(self, tmp_path: Path):
        told = refusal(tmp_path, "Case Ref,Reported,Complainant", profile_of(MORE, file=NAMED))
        assert "'Case Type' is not in it (profile" in told

    def test_a_file_without_headings_is_not_repeated(self, tmp_path: Path):
        told = refusal(tmp_path, "A0,02/07/2024,Noise,Complainant Anna Marlowe", profile_of(MORE, file=NAMED))
        assert "4 of the 4 columns of the profile harbour-homes-asb are not in it" in told
        assert "Marlowe" not in told

    def test_another_name_is_told(self, tmp_path: Path):
        told = refusal(tmp_path, HEADING, profile_of(MORE, file='name = "quay*.csv"'))
        assert "it has the columns of the profile harbour-homes-asb, whose files are called quay*.csv" in told

    def test_a_profile_of_any_name_takes_half_of_its_columns_for_a_near_miss(self, tmp_path: Path):
        assert "'Complainant' is not in it" in refusal(tmp_path, "Case Ref,Reported,Case Type,X", profile_of(MORE))
        assert refusal(tmp_path, "Case Ref,X,Y,Z", profile_of(MORE)) == ""

    @pytest.mark.parametrize("pattern", ["*.csv", "*", "**.csv"])
    def test_a_pattern_that_says_nothing_refuses_no_stranger(self, tmp_path: Path, pattern: str):
        assert refusal(tmp_path, "Month,Ward,Count", profile_of(MORE, file=f'name = "{pattern}"')) == ""

    def test_a_stranger_is_none(self, tmp_path: Path):
        assert refusal(tmp_path, HEADING, profile_of(MORE, file='name = "quay*.csv"', feed="q")) != ""
        assert refusal(tmp_path, "Month,Ward,Count", profile_of(MORE, file='name = "quay*.csv"')) == ""


def test_a_sheet_that_lacks_a_column_is_refused_when_it_is_read(tmp_path: Path):
    file = delivered(tmp_path / "x.csv", "Case Ref,Reported,Case Type,Complainants\nA1,01/07/2024,Noise,Anna\n")
    with pytest.raises(FileRefused, match="the closest is 'Complainants'"):
        tables_of(file, profile_of(MORE))


def test_the_closest_heading_is_alike_enough():
    assert closest_heading("Complainant", ["Team", "Complainant name", "Case"]) == "Complainant name"
    assert closest_heading("Complainant", ["Team", "Ward"]) == ""
    assert closest_heading("Complainant", []) == ""


class TestNamesAmongReferences:
    @pytest.mark.parametrize("heading", ["Case Ref", "Tenant No"])
    def test_a_file_with_names_in_a_column_of_references_is_refused(self, tmp_path: Path, heading: str):
        profile = profile_of(COLUMNS + '"victim.person_reference" = "Tenant No"\n')
        rows = [{"Case Ref": f"A{at}", "Reported": "01/07/2024", "Tenant No": f"T{at}"} for at in range(10)]
        rows[3][heading], rows[4][heading] = "Marlowe, Anna", "Ivo Stern"
        text = "Case Ref,Reported,Tenant No\n" + "".join(
            ",".join(f'"{cell}"' for cell in row.values()) + "\n" for row in rows
        )
        file = delivered(tmp_path / "x.csv", text)
        with pytest.raises(FileRefused) as refused:
            refuse_names_in_references(file, profile, tables_of(file, profile).tables[0])
        assert f"2 of the 10 cells (20%) of the column '{heading}' look like names of people" in refused.value.problem
        assert "Marlowe" not in refused.value.message
        assert "Stern" not in refused.value.message

    def test_references_that_are_words_are_none(self, tmp_path: Path):
        profile = profile_of()
        file = delivered(tmp_path / "x.csv", "Case Ref,Reported\nASB 17,01/07/2024\nNot known,01/07/2024\nQUAY,\n")
        refuse_names_in_references(file, profile, tables_of(file, profile).tables[0])
