"""From the rows of a file to canonical incidents: small files, checked by hand."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profile_files import COLUMNS, LOCAL_NOW, delivered, profile_of

from saferplan.evidence.partners.fitting import tables_of
from saferplan.evidence.partners.mapping import Mapped, map_tables
from saferplan.evidence.partners.mentions import Keys, is_child_on
from saferplan.evidence.partners.persons import under_18
from saferplan.evidence.tables import PARTNER_INCIDENTS

HEADINGS = "Case Ref,Reported"


def mapped(tmp_path: Path, columns: str, text: str, rest: str = "", postcodes: Any = None, **head: Any) -> Mapped:
    profile = profile_of(COLUMNS + columns, rest, **head)
    found = tables_of(delivered(tmp_path / "cases.csv", text), profile)
    return map_tables(profile, found.tables, now=LOCAL_NOW, postcodes=postcodes)


def one_cell(tmp_path: Path, entry: str, cell: str, rest: str = "") -> Mapped:
    """What becomes of one cell under the entry of a column headed Cell."""
    return mapped(tmp_path, entry, f'{HEADINGS},Cell\nA1,01/07/2024,"{cell}"\n', rest)


def value(found: Mapped, column: str) -> Any:
    return found.rows[column][0].as_py()


def test_a_row_has_the_columns_of_the_lake(tmp_path: Path):
    found = mapped(tmp_path, "", f"{HEADINGS}\nA1,31/07/2024 22:15\n")
    assert found.rows.schema.equals(PARTNER_INCIDENTS.schema)
    row = {name: cell for name, cell in found.rows.to_pylist()[0].items() if cell is not None}
    assert row == {
        "feed": "harbour-homes-asb",
        "month": "2024-07",
        "agency": "Harbour Homes",
        "agency_kind": "landlord",
        "reference": "A1",
        "kind": "asb",
        "reported_time": datetime(2024, 7, 31, 22, 15),
        "expires_on": date(2027, 7, 31),
    }
    assert (found.persons.num_rows, found.places.num_rows) == (0, 0)


@pytest.mark.parametrize(
    ("entry", "cell", "column", "held"),
    [
        ('category = "Cell"', "  Noise   nuisance ", "category", "Noise nuisance"),
        ('category = "Cell"', "=1+1", "category", "=1+1"),
        ('category = "Cell"', "N/A", "category", None),
        ('kind = "Cell"', "Hate incident", "kind", "hate-incident"),
        ('tenure = "Cell"', "Social-Rented", "tenure", "social-rented"),
        ('tenure = { column = "Cell", values = "tenures" }', "General needs", "tenure", "social-rented"),
        (
            'asb_category = { column = "Cell", values = "asb-categories" }',
            "FLY TIPPING",
            "asb_category",
            "environmental",
        ),
        ('location_kind = "Cell"', "Block of flats (communal)", "location_kind", "block-of-flats-communal"),
        ('offence_code = "Cell"', "028e", "offence_code", "28E"),
        ('offence_code = "Cell"', "28E", "offence_group", "theft-offences"),
        ('is_domestic = "Cell"', "Y", "is_domestic", True),
        ('is_domestic = "Cell"', "0", "is_domestic", False),
        ('is_domestic = "Cell"', "", "is_domestic", None),
        ('is_domestic = { column = "Cell", contains = ["DA", "Domestic"] }', "Hate; da ,Drugs", "is_domestic", True),
        ('is_domestic = { column = "Cell", contains = "DA" }', "DATA", "is_domestic", False),
        ('is_domestic = { column = "Cell", contains = "DA" }', "", "is_domestic", False),
        ('to_time = "Cell"', "31/07/2024", "to_time", datetime(2024, 7, 31, 23, 59, 59)),
        ('lsoa_code = "Cell"', "e01017627", "lsoa_code", "E01017627"),
        ('grid_reference = "Cell"', "SU 123 456", "easting", 412_350.0),
        ('grid_reference = "Cell"', "SU 123 456", "place_precision", "street"),
    ],
)
def test_what_a_cell_is_held_as(tmp_path: Path, entry: str, cell: str, column: str, held: Any):
    head = {"kind": None} if entry.startswith("kind") else {}
    found = mapped(tmp_path, entry, f'{HEADINGS},Cell\nA1,01/07/2024,"{cell}"\n', **head)
    assert found.rejected == []
    assert value(found, column) == held


@pytest.mark.parametrize(
    ("entry", "cell", "reason"),
    [
        (
            'tenure = "Cell"',
            "Castle",
            "is none of owned, social-rented, private-rented, other; a map of values can say",
        ),
        ('tenure = { column = "Cell", values = "tenures" }', "Castle", "is not in the profile's map of values"),
        ('is_domestic = "Cell"', "perhaps", "is neither yes nor no"),
        ('offence_code = "Cell"', "burglary", "is not a Home Office offence code such as 28E or 8N"),
        ('from_time = "Cell"', "31/02/2024", "is not a past time such as 31/07/2024 22:15"),
        ('from_time = "Cell"', "02/01/2026", "is not a past time"),
        ('from_time = { column = "Cell", format = "%Y.%m.%d" }', "31/07/2024", "in the format %Y.%m.%d"),
        ('grid_reference = "Cell"', "Quay Road", "is not a national grid reference such as SU 123 456"),
        ('lsoa_code = "Cell"', "E05001234", "is not the code of a lower layer super output area"),
        ('category = "Cell"', "x" * 121, "has more than 120 letters, or some that cannot be printed"),
        ('category = "Cell"', "a\u202eb", "has more than 120 letters, or some that cannot be printed"),
    ],
)
def test_a_cell_that_is_not_understood_costs_its_row_and_is_never_repeated(tmp_path, entry, cell, reason):
    found = one_cell(tmp_path, entry, cell)
    assert found.rows.num_rows == 0
    assert [(row.line, row.field) for row in found.rejected] == [(2, "Cell")]
    assert reason in found.rejected[0].reason
    assert cell not in found.rejected[0].reason


@pytest.mark.parametrize(
    "entry", ["victim.date_of_birth", "victim.age", "victim.sex", "victim.phone", "victim.email", "place.postcode"]
)
def test_a_personal_detail_that_is_not_understood_is_left_empty_and_counted(tmp_path: Path, entry: str):
    found = one_cell(tmp_path, f'{entry} = "Cell"', "???x")
    assert found.rows.num_rows == 1
    assert found.left_empty == {"Cell": 1}


def test_an_own_map_says_what_values_mean_and_what_all_others_do(tmp_path: Path):
    rest = '[values.m]\n"Council" = "social-rented"\n"Void" = ""\n"*" = "other"'
    text = f"{HEADINGS},T\nA1,01/07/2024,council\nA2,01/07/2024,VOID\nA3,01/07/2024,Castle\nA4,01/07/2024,\n"
    found = mapped(tmp_path, 'tenure = { column = "T", values = "m" }', text, rest)
    assert found.rows["tenure"].to_pylist() == ["social-rented", None, "other", None]


def test_rows_without_reference_or_time_are_rejected(tmp_path: Path):
    found = mapped(tmp_path, 'from_time = "From"', f"{HEADINGS},From\n,01/07/2024,\nA2,,\nA3,,02/06/2024\n")
    assert [(row.line, row.field, row.reason) for row in found.rejected] == [
        (2, "Case Ref", "is empty"),
        (3, "Reported", "is empty, and no other column tells the month"),
    ]
    assert found.rows["month"].to_pylist() == ["2024-06"]
    assert found.rows_read == found.rows.num_rows + len(found.rejected)


def test_a_time_before_the_first_is_rejected(tmp_path: Path):
    columns = 'from_time = "From"\nto_time = "To"'
    found = mapped(tmp_path, columns, f"{HEADINGS},From,To\nA1,02/07/2024,02/07/2024,01/07/2024\n")
    assert [row.reason for row in found.rejected] == ["is before From"]


@pytest.mark.parametrize(
    ("month", "retention", "expires"),
    [
        ("31/07/2024", 36, date(2027, 7, 31)),
        ("01/01/2024", 1, date(2024, 2, 29)),
        ("15/12/2023", 12, date(2024, 12, 31)),
    ],
)
def test_rows_expire_at_the_end_of_a_month(tmp_path: Path, month: str, retention: int, expires: date):
    found = mapped(tmp_path, "", f"{HEADINGS}\nA1,{month}\n", retention_months=retention)
    assert value(found, "expires_on") == expires
    assert value(found, "suspect_expires_on") is None


def test_suspects_may_expire_earlier(tmp_path: Path):
    columns = 'victim.surname = "V"\nsuspect.surname = "S"'
    text = f"{HEADINGS},V,S\nA1,01/07/2024,Marlowe,Stern\n"
    found = mapped(tmp_path, columns, text, suspect_retention_months=6)
    assert value(found, "suspect_expires_on") == date(2025, 1, 31)
    assert dict(zip(found.persons["subject"].to_pylist(), found.persons["expires_on"].to_pylist(), strict=True)) == {
        "victim": date(2027, 7, 31),
        "suspect": date(2025, 1, 31),
    }


class TestPeople:
    COLUMNS = (
        'victim.full_name = "Name"\nvictim.date_of_birth = "DOB"\nvictim.phone = "Tel"\nvictim.email = "Mail"\n'
        'place.address = { column = ["Flat", "Street"] }\nplace.postcode = "PC"\nplace.uprn = "UPRN"\n'
    )
    TEXT = (
        f"{HEADINGS},Name,DOB,Tel,Mail,Flat,Street,PC,UPRN\n"
        "A1,01/07/2024,Mrs Anna Marlowe,02/07/2006,(01296) 555 123,anna@example.org,Flat 2,Quay Road,hp1 1ab,"
        "000012345678\n"
        "bad,never,Ivo Stern,,,,,,,\n"
        "A2,02/07/2024,n/a,,,,,Quay Road,,\n"
        "A3,02/07/2024,Ivo Stern,01/07/2006,,,,,,\n"
    )

    def test_whom_the_rows_name_stands_apart(self, tmp_path: Path):
        found = mapped(tmp_path, self.COLUMNS, self.TEXT)
        told = [{key: cell for key, cell in row.items() if cell is not None} for row in found.persons.to_pylist()]
        assert told == [
            {
                "row": 0,
                "subject": "victim",
                "forenames": "Anna",
                "surname": "Marlowe",
                "date_of_birth": date(2006, 7, 2),
                "phone": "01296555123",
                "email": "anna@example.org",
                "is_child": True,
                "expires_on": date(2027, 7, 31),
            },
            {
                "row": 2,
                "subject": "victim",
                "forenames": "Ivo",
                "surname": "Stern",
                "date_of_birth": date(2006, 7, 1),
                "is_child": False,
                "expires_on": date(2027, 7, 31),
            },
        ]
        assert found.places.drop_columns(["expires_on"]).to_pylist() == [
            {"row": 0, "address": "Flat 2, Quay Road", "postcode": "HP1 1AB", "uprn": "12345678"},
            {"row": 1, "address": "Quay Road", "postcode": None, "uprn": None},
        ]
        assert found.lines.tolist() == [2, 4, 5]

    def test_nothing_of_it_is_in_the_rows(self, tmp_path: Path):
        found = mapped(tmp_path, self.COLUMNS, self.TEXT)
        told = repr(found.rows.to_pylist()) + repr(found.rejected)
        for secret in ("Anna", "Marlowe", "Stern", "2006", "555", "example.org", "Quay", "HP1", "12345678"):
            assert secret not in told

    def test_keys_come_to_the_rows_that_they_are_of(self, tmp_path: Path):
        found = mapped(tmp_path, self.COLUMNS, self.TEXT)
        rows = found.with_keys(Keys(pa.array(["anna", "ivo"]), pa.array(["flat", None], pa.string())))
        assert rows["victim_key"].to_pylist() == ["anna", None, "ivo"]
        assert rows["address_key"].to_pylist() == ["flat", None, None]
        assert rows["suspect_key"].to_pylist() == [None] * 3
        assert rows["victim_is_child"].to_pylist() == [True, None, False]

    def test_rows_left_out_take_those_they_name_with_them(self, tmp_path: Path):
        found = mapped(tmp_path, self.COLUMNS, self.TEXT)
        found.leave_out(np.array([True, False, False]))
        assert found.rows["reference"].to_pylist() == ["A2", "A3"]
        assert found.persons["row"].to_pylist() == [1]
        assert found.places["row"].to_pylist() == [0]

    def test_several_tables_count_their_rows_through(self, tmp_path: Path):
        profile = profile_of(COLUMNS + self.COLUMNS)
        table = tables_of(delivered(tmp_path / "cases.csv", self.TEXT), profile).tables[0]
        found = map_tables(profile, [table, table], now=LOCAL_NOW)
        assert found.persons["row"].to_pylist() == [0, 2, 3, 5]
        assert found.places["row"].to_pylist() == [0, 1, 3, 4]
        assert found.rows_read == 8

    def test_age_or_the_files_own_flag_tells_a_child_where_no_birthday_does(self, tmp_path: Path):
        columns = 'victim.age = "Age"\nvictim.is_child = "U18"\nvictim.date_of_birth = "DOB"'
        text = f"{HEADINGS},Age,U18,DOB\n" + "".join(
            f"A{at},01/07/2024,{cells}\n" for at, cells in enumerate(["17,n,", "18,y,", ",y,", ",,", "50,n,01/07/2010"])
        )
        assert mapped(tmp_path, columns, text).rows["victim_is_child"].to_pylist() == [True, False, True, None, True]


@given(
    st.lists(
        st.tuples(st.dates(date(1930, 1, 1), date(2024, 1, 1)), st.dates(date(2000, 1, 1), date(2026, 1, 1))),
        min_size=1,
    )
)
def test_children_are_told_as_one_by_one(pairs: list[tuple[date, date]]):
    born, days = (np.array([pair[at] for pair in pairs], dtype="datetime64[D]") for at in (0, 1))
    assert under_18(born, days).tolist() == [is_child_on(*pair) for pair in pairs]


class TestPlaces:
    def test_metres_and_degrees_are_the_same_point(self, tmp_path: Path):
        metres = mapped(
            tmp_path, 'easting = "E"\nnorthing = "N"', f'{HEADINGS},E,N\nA1,01/07/2024,"481,234",213456.0\n'
        )
        degrees = mapped(
            tmp_path, 'longitude = "X"\nlatitude = "Y"', f"{HEADINGS},X,Y\nA1,01/07/2024,-0.822527,51.813474\n"
        )
        for name in ("easting", "northing"):
            assert value(metres, name) == pytest.approx(value(degrees, name), abs=200)

    def test_nought_and_half_a_pair_are_no_place(self, tmp_path: Path):
        text = f"{HEADINGS},E,N\nA1,01/07/2024,0,0\nA2,01/07/2024,481234,\nA3,01/07/2024,,\n"
        precise = '[constants]\nplace_precision = "address"'
        found = mapped(tmp_path, 'easting = "E"\nnorthing = "N"', text, precise)
        assert found.rows["easting"].to_pylist() == [None] * 3
        assert found.rows["place_precision"].to_pylist() == [None] * 3

    def test_a_point_off_the_grid_costs_its_row(self, tmp_path: Path):
        found = mapped(tmp_path, 'longitude = "X"\nlatitude = "Y"', f"{HEADINGS},X,Y\nA1,01/07/2024,51.8,-0.8\n")
        assert [row.reason for row in found.rejected] == ["is not a number from -9 to 3"]

    def test_the_postcode_stands_in_where_there_is_no_point(self, tmp_path: Path):
        class Known:
            def centroids(self, postcodes: pa.Array) -> np.ndarray:
                return np.array([(1.0, 2.0) if one == "HP1 1AB" else (np.nan, np.nan) for one in postcodes.to_pylist()])

        text = f"{HEADINGS},G,PC\nA1,01/07/2024,SU 123 456,HP1 1AB\nA2,01/07/2024,,hp11ab\nA3,01/07/2024,,HP9 9ZZ\n"
        found = mapped(tmp_path, 'grid_reference = "G"\nplace.postcode = "PC"', text, postcodes=Known())
        assert found.rows["easting"].to_pylist() == [412_350.0, 1.0, None]
        assert found.rows["place_precision"].to_pylist() == ["street", "postcode", None]


class TestRefuges:
    COLUMNS = (
        'grid_reference = "G"\nplace.address = "A"\nplace.postcode = "PC"\nlsoa_code = "L"\nlocation_kind = "K"\n'
        'victim.full_name = "V"\nvictim.address = "H"\n'
    )
    TEXT = (
        HEADINGS + ",G,A,PC,L,K,V,H\nA1,01/07/2024,SU 123 456,{address},HP1 1AB,E01017627,{kind},Anna Marlowe,{home}\n"
    )

    @pytest.mark.parametrize(
        ("address", "kind", "home"),
        [
            ("1 Quay Road", "Refuge", "2 Quay Road"),
            ("1 Quay Road", "Women's refuge", "2 Quay Road"),
            ("Hope House Refuge", "Dwelling", "2 Quay Road"),
            ("'Womens Aid Refuge 1 Quay Road'", "", ""),
            ("1 Quay Road", "Dwelling", "The Refuge"),
            ("Refuge 3 Elm Street", "Dwelling", ""),
            ("Refuge - 12 Elm St", "", ""),
            ("Refuge: 12 Elm St", "", ""),
            ("REFUGE. 12 Elm St", "", ""),
            ("Refuge Rm 4 at 12 Elm St", "", ""),
            ("The Refuge on Refuge Lane", "", ""),
            ("1 Quay Road", "Safe house", ""),
            ("1 Quay Road", "Domestic abuse accommodation", ""),
            ("1 Quay Road", "Women's Aid", ""),
        ],
    )
    def test_where_a_refuge_is_is_never_kept(self, tmp_path: Path, address: str, kind: str, home: str):
        found = mapped(tmp_path, self.COLUMNS, self.TEXT.format(address=address, kind=kind, home=home))
        row = found.rows.to_pylist()[0]
        assert row["location_kind"] == "refuge"
        assert {row[name] for name in ("easting", "northing", "place_precision", "lsoa_code", "ward_code")} == {None}
        assert found.places.num_rows == 0
        assert found.persons.select(["address", "postcode", "uprn"]).to_pylist() == [
            dict.fromkeys(("address", "postcode", "uprn"))
        ]
        assert found.persons["surname"].to_pylist() == ["Marlowe"]

    @pytest.mark.parametrize("address", ["2 Refuge Lane", "Refuge Road", "Refugee Centre"])
    def test_a_street_of_that_name_is_none(self, tmp_path: Path, address: str):
        found = mapped(tmp_path, self.COLUMNS, self.TEXT.format(address=address, kind="Dwelling", home=""))
        assert value(found, "easting") == 412_350.0
        assert found.places.num_rows == 1

    def test_a_row_that_gives_a_refuges_address_alone_is_hidden_too(self, tmp_path: Path):
        text = self.TEXT.format(address="Refuge 3 Elm Street", kind="", home="9 Oak Road")
        text += "A2,01/07/2024,SU 123 456,3 ELM  street,HP1 1AB,E01017627,Dwelling,Ivo Marlowe,REFUGE 3 elm street\n"
        text += "A3,01/07/2024,SU 123 456,4 Elm Street,HP1 1AB,E01017627,Dwelling,Ivo Marlowe,9 Oak Road\n"
        found = mapped(tmp_path, self.COLUMNS, text)
        assert found.rows["location_kind"].to_pylist() == ["refuge", "refuge", "dwelling"]
        assert [place is None for place in found.rows["easting"].to_pylist()] == [True, True, False]

    def test_an_address_told_with_its_postcode_hides_every_row_that_has_both(self, tmp_path: Path):
        text = self.TEXT.format(address="7 Elm Street", kind="Refuge", home="")
        text += "A2,01/07/2024,SU 123 456,7 elm street,hp1 1ab,E01017627,Dwelling,Ivo Marlowe,\n"
        text += "A3,01/07/2024,SU 123 456,7 Elm Street,HP9 9ZZ,E01017627,Dwelling,Ivo Marlowe,\n"
        found = mapped(tmp_path, self.COLUMNS, text)
        assert found.rows["location_kind"].to_pylist() == ["refuge", "refuge", "dwelling"]


class TestGiveaways:
    @pytest.mark.parametrize(
        ("cell", "reason"),
        [
            ("ring 07700 900123", "holds what looks like a telephone number or an e-mail address"),
            ("told ivo@example.org", "holds what looks like a telephone number or an e-mail address"),
            ("letter to Anna Marlowe sent", "holds the name of a person of the row"),
        ],
    )
    def test_what_tells_who_somebody_is_does_not_reach_the_lake(self, tmp_path: Path, cell: str, reason: str):
        text = f"{HEADINGS},Name,Out\nA1,01/07/2024,Anna Marlowe,{cell}\nA2,01/07/2024,Anna Marlowe,Closed\n"
        found = mapped(tmp_path, 'victim.full_name = "Name"\noutcome = "Out"', text)
        assert [(row.line, row.field, row.reason) for row in found.rejected] == [(2, "Out", reason)]

    def test_a_surname_within_a_reference(self, tmp_path: Path):
        text = f"{HEADINGS},Name\nMARLOWE01,01/07/2024,Anna Marlowe\nA2,01/07/2024,Anna Marlowe\n"
        found = mapped(tmp_path, 'victim.full_name = "Name"', text)
        assert [(row.line, row.field) for row in found.rejected] == [(2, "Case Ref")]

    def test_one_name_among_many_references_costs_its_row(self, tmp_path: Path):
        rows = "".join(f"A{at},01/07/2024\n" for at in range(150))
        found = mapped(tmp_path, "", f"{HEADINGS}\nAnna Marlowe,01/07/2024\n{rows}")
        assert [row.reason for row in found.rejected] == [
            "looks like a person's name or a way to reach one, not a reference"
        ]
