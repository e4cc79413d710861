"""Profiles as their TOML: what they mean, and what is said of every fault."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profile_files import COLUMNS, profile_of, profile_text

from saferplan.errors import FileRefused
from saferplan.evidence.partners.profile import Delivers
from saferplan.evidence.partners.profile_file import read_profile, read_profile_file


def faults(columns: str = COLUMNS, rest: str = "", file: str = "", **head) -> str:
    with pytest.raises(FileRefused) as refused:
        profile_of(columns, rest, file, **head)
    assert refused.value.where == "test.toml"
    return refused.value.problem


def test_what_a_profile_says():
    profile = profile_of(
        COLUMNS
        + 'tenure = { column = "Tenancy", values = "kinds" }\nplace.address = { column = ["House", "Street"] }\n'
        + '"victim.full_name" = { column = "Name", order = "surname-first" }',
        '[values.kinds]\n"General  Needs" = "social-rented"\n"*" = "other"\n[constants]\nis_hate = false\n',
        'name = "harbour*.xlsx"\nsheets = ["Cases"]',
        delivers="additions",
        suspect_retention_months=12,
    )
    assert profile.delivers is Delivers.ADDITIONS
    assert (profile.retention_months, profile.suspect_retention_months) == (36, 12)
    assert profile.headings == ("Case Ref", "Reported", "Tenancy", "House", "Street", "Name")
    assert profile.rules["tenure"].values == {"general needs": "social-rented", "*": "other"}
    assert profile.rules["victim.full_name"].surname_first
    assert profile.constants == {"kind": "asb", "is_hate": False}
    assert profile.sheets == ("Cases",)
    assert [rule.field.name for rule in profile.identifying] == ["place.address", "victim.full_name"]


def test_fields_with_a_dot_may_stand_in_quotes_or_not():
    bare, quoted = (profile_of(COLUMNS + f'{name} = "Where"') for name in ("place.address", '"place.address"'))
    assert bare.columns == quoted.columns


def test_rows_of_a_suspect_are_kept_as_long_as_others_where_nothing_else_is_said():
    assert profile_of().suspect_retention_months == 36


class TestNeedsOfKeys:
    def test_without_people_or_addresses_there_are_none(self):
        profile = profile_of(COLUMNS + 'place.postcode = "PC"\nvictim.age = "Age"\nvictim.sex = "Sex"')
        assert not profile.needs_keys
        assert not profile.identifying

    def test_a_number_of_a_person_needs_a_key_and_names_nobody(self):
        profile = profile_of(COLUMNS + 'victim.person_reference = "Tenant No"')
        assert profile.needs_keys
        assert not profile.identifying

    def test_an_address_identifies(self):
        assert profile_of(COLUMNS + 'place.address = "Where"').identifying


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (
            {"feed": "Harbour Homes"},
            "feed must be a name of small letters, digits and hyphens, such as harbour-homes-asb",
        ),
        ({"feed": None}, "feed is missing"),
        ({"feed": "../../etc"}, "feed must be a name of small letters"),
        ({"version": 0}, "version must be a whole number from 1 to 9,999"),
        ({"version": "1"}, "version must be a whole number from 1 to 9,999"),
        ({"version": None}, "version is missing"),
        ({"agency": ""}, "agency must be a text of 1 to 200 letters"),
        ({"agency": "a\\u202eb"}, "agency must be a text of 1 to 200 letters"),
        ({"agency_kind": "landlords"}, "agency_kind must be one of police, council, landlord"),
        ({"agency_kind": "landlords"}, "Did you mean landlord?"),
        ({"kind": "antisocial"}, "constants.kind must be one of crime, asb"),
        ({"kind": None}, "kind is needed, or columns.kind: one of crime, asb"),
        ({"retention_months": 0}, "retention_months must be a whole number from 1 to 1,200"),
        ({"retention_months": None}, "retention_months is missing"),
        ({"suspect_retention_months": 37}, "suspect_retention_months must be a whole number from 1 to 36"),
        ({"delivers": "everything"}, "delivers must be one of months, additions"),
        ({"agencykind": "x"}, "agencykind is not known. Did you mean agency_kind, agency?"),
    ],
)
def test_a_fault_of_the_head(head: dict, said: str):
    assert said in faults(**head)


@pytest.mark.parametrize(
    ("columns", "rest", "said"),
    [
        ('reported_time = "R"', "", "columns.reference is needed"),
        ('reference = "R"', "", "columns.reported_time or columns.from_time is needed"),
        (COLUMNS + 'refrence = "X"', "", "columns.refrence is not known. Did you mean reference"),
        (COLUMNS + 'victim.surnam = "X"', "", "columns.victim.surnam is not known. Did you mean victim.surname"),
        (COLUMNS + "category = 3", "", "columns.category must be a heading in quotes, or a table such as"),
        (COLUMNS + 'category = ""', "", "columns.category must name a column by its heading"),
        (COLUMNS + 'tenure = ["A", "B"]', "", "columns.tenure must be a heading in quotes"),
        (COLUMNS + 'tenure = { column = ["A", "B"] }', "", "columns.tenure is told by one column"),
        (COLUMNS + 'tenure = { colum = "A" }', "", "columns.tenure.colum is not known. Did you mean column?"),
        (
            COLUMNS + 'tenure = { column = "A", zone = "UTC" }',
            "",
            "columns.tenure.zone does not go with a field of the kind name",
        ),
        (COLUMNS + 'from_time = { column = "A", zone = "Mars" }', "", "columns.from_time.zone must be a zone of time"),
        (
            COLUMNS + 'from_time = { column = "A", zone = "../UTC" }',
            "",
            "columns.from_time.zone must be a zone of time",
        ),
        (
            COLUMNS + 'from_time = { column = "A", format = "%d/%m" }',
            "",
            "columns.from_time.format must tell day, month and year",
        ),
        (
            COLUMNS + 'victim.full_name = { column = "A", order = "last" }',
            "",
            "order must be surname-first or forenames-first",
        ),
        (
            COLUMNS + 'tenure = { column = "A", values = "tenure" }',
            "",
            "columns.tenure.values tenure is not known. Did you mean tenures",
        ),
        (COLUMNS + 'tenure = { column = "A", values = "asb-categories" }', "", "asb-categories is not a map of tenure"),
        (
            COLUMNS + 'tenure = { column = "A", values = "m" }',
            '[values.m]\nX = "rented"',
            'values.m "X" must mean one of owned',
        ),
        (
            COLUMNS + 'tenure = { column = "A", values = "m" }',
            "[values]\nm = 3",
            "values.m must be a table of what the file prints",
        ),
        (
            COLUMNS + 'tenure = { column = "A", values = "m" }',
            '[values.m]\nX = "owned"\nx = "other"',
            "stands there twice, but for its case",
        ),
        (
            COLUMNS + 'is_hate = { column = "A", values = "m" }',
            '[values.m]\nX = "maybe"',
            "must mean yes or no, or nothing",
        ),
        (COLUMNS, '[values.m]\nX = "owned"', "values.m is used by no column"),
        (COLUMNS + 'easting = "E"', "", "columns.northing is needed beside easting"),
        (COLUMNS + 'grid_reference = "G"\neasting = "E"\nnorthing = "N"', "", "tell the place in 2 ways"),
        (
            COLUMNS + 'victim.full_name = "A"\nvictim.surname = "B"',
            "",
            "columns.victim.full_name and victim.surname tell the same",
        ),
        (COLUMNS + 'tenure = "A"', '[constants]\ntenure = "owned"', "constants.tenure is told by a column already"),
        (COLUMNS, '[constants]\ntenure = "rented"', "constants.tenure must be one of owned"),
        (COLUMNS, '[constants]\nreference = "1"', "constants.reference cannot be the same in every row"),
        (
            COLUMNS,
            '[constants]\n"victim.surname" = "Smith"',
            "constants.victim.surname cannot be the same in every row",
        ),
        (COLUMNS, '[constants]\nis_hate = "sometimes"', "constants.is_hate must be true or false"),
        (COLUMNS, '[constants]\nreferenc = "1"', "constants.referenc is not known"),
    ],
)
def test_a_fault_of_the_columns(columns: str, rest: str, said: str):
    assert said in faults(columns, rest)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ('name = "in/box*.csv"', "file.name must be a pattern of the file's own name"),
        ("name = 3", "file.name must be a pattern"),
        ('sheets = "Cases"', "file.sheets must be a list of names of sheets"),
        ('nam = "x"', "file.nam is not known. Did you mean name"),
    ],
)
def test_a_fault_of_the_file(file: str, said: str):
    assert said in faults(file=file)


def test_every_fault_is_told_at_once():
    told = faults('reported_time = "R"', feed=None, version=0)
    assert told.startswith("3 things are wrong: feed is missing; version must be")
    assert told.endswith("columns.reference is needed")


def test_what_is_no_toml_is_told_with_its_line():
    with pytest.raises(FileRefused, match=r"x.toml: it is not TOML \(.*line 2"):
        read_profile('feed = "a"\n= 3', "x.toml")


@given(st.binary(max_size=60))
def test_no_file_makes_it_stumble(tmp_path_factory: pytest.TempPathFactory, content: bytes):
    path = tmp_path_factory.getbasetemp() / "profile-under-test.toml"
    path.write_bytes(content)
    with pytest.raises(FileRefused):
        read_profile_file(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(FileRefused, match="cannot be read"):
        read_profile_file(tmp_path / "none.toml")


def test_a_byte_order_mark_and_windows_lines_are_put_up_with(tmp_path: Path):
    path = tmp_path / "p.toml"
    path.write_bytes(b"\xef\xbb\xbf" + profile_text().replace("\n", "\r\n").encode())
    assert read_profile_file(path).feed == "harbour-homes-asb"
