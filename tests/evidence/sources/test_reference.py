"""Which reader takes which file, and what is said of files that none takes."""

import pytest
from reference_files import REAL_DATA, csv_text, deliver, ods, real_file, xlsx

from saferplan.evidence.sources.reference import REFERENCE_SOURCES, near_miss

AGES = ",".join(str(age) for age in range(90)) + ",90+"
CRIME = "Financial Year,Quarter,Force Name,CSP Name,Offence Description,Offence Group,Offence Subgroup,Offence Code"
HEADINGS = {
    "lsoa21_code,lsoa21_name,ward24_code,ward24_name": "ONS lookup of areas",
    "LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM,ObjectId": "ONS lookup of areas",
    "lsoa21_code,ruc21_code,classification,ruc": "ONS rural/urban classification",
    f"lsoa11_name,lsoa11_code,total_population,{AGES}": "ONS population estimates by single year of age",
    "lsoa21_code,residents": "Census 2021 residents",
    "lsoa21_code,households,tenure,n": "Census 2021 tenure",
    "DATE,GEOGRAPHY_CODE,C_AGE_NAME,OBS_VALUE": "Nomis or ONS table of people or households, a row a cell",
    "date,geography,geography code,Tenure of household: Owned": "Nomis census table, a row an area",
    f"{CRIME},Number of Offences": "Home Office recorded crime by Community Safety Partnership",
    "area_level,area_code,month,crime_type,incidents,source": "counts by area (template)",
    "area_level,area_code,feature,reference_date,value,source": "profiles of areas (template)",
    "area_level,area_code,area_name,easting,northing": "names and centroids of areas (template)",
}


def takers(delivered) -> list[str]:
    return [source.format for source in REFERENCE_SOURCES if source.recognises(delivered)]


@pytest.mark.parametrize(("heading", "format_name"), HEADINGS.items(), ids=list(HEADINGS.values()))
def test_each_heading_has_one_taker(tmp_path, heading, format_name):
    assert takers(deliver(tmp_path, "a.csv", heading + "\n")) == [format_name]
    assert takers(deliver(tmp_path, "b.csv", "\ufeff" + heading.replace(",", '","').join('""') + "\r\n")) == [
        format_name
    ]


def test_formats_have_names_of_their_own():
    names = [source.format for source in REFERENCE_SOURCES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"hello\n",
        b"Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type\n",
        b"%PDF-1.7\n",
        bytes(range(256)),
        b'{"type": "Feature"}',
        b"PK\x03\x04 and nothing more",
        b"SQLite format 3\x00 and nothing more",
        b"\x00\x00\x27\x0a and nothing more",
        b'"never closed,\n',
    ],
)
def test_other_files_and_broken_ones_are_taken_by_none_or_refused_when_read(tmp_path, content):
    delivered = deliver(tmp_path, "strange.bin", content)
    assert set(takers(delivered)) <= {"boundaries"}
    near_miss(delivered)


def test_every_real_file_of_reference_data_has_one_taker(tmp_path):
    if not REAL_DATA.exists():
        pytest.skip("needs the real data in $SAFERPLAN_DATA or ../shared/data")
    folders = ("geography", "geography/detailed", "population", "deprivation", "recorded_crime")
    files = [path for folder in folders for path in sorted((REAL_DATA / folder).iterdir()) if path.is_file()]
    assert len(files) == 30
    for path in files:
        delivered = real_file(tmp_path, str(path.relative_to(REAL_DATA)))
        assert len(takers(delivered)) == 1, path.name


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        (
            "lsoa21_code,ruc21_code,classified,ruc",
            "this looks like ONS rural/urban classification, but it lacks the columns classification"
            " (classified may be classification)",
        ),
        (
            "ltla21_code,household,tenure,n",
            "this looks like Census 2021 tenure, but it lacks the columns households (household may be households)",
        ),
        (
            CRIME.replace("CSP Name,", "") + ",Number of Offences",
            "this looks like Home Office recorded crime by Community Safety Partnership,"
            " but it lacks the columns csp name",
        ),
        (
            "area_level,area_code,month,crime_type,count",
            "this looks like counts by area (template), but it lacks the columns incidents, source",
        ),
        (
            f"lsoa11_code,{AGES}",
            "this looks like ONS population estimates by single year of age, but it lacks the columns total_population",
        ),
    ],
)
def test_a_renamed_or_missing_column_is_named(tmp_path, heading, said):
    delivered = deliver(tmp_path, "a.csv", heading + "\n")
    assert takers(delivered) == []
    assert near_miss(delivered) == f"line 1: {said}"


@pytest.mark.parametrize(("encoding", "named"), [("utf-16", "utf-16"), ("cp1252", "cp1252")])
def test_another_encoding_is_named_with_what_to_do(tmp_path, encoding, named):
    text = csv_text(
        "lsoa21_code | lsoa21_name | ward24_code | ward24_name", "W01001943 | Ynys Môn 001A | W05001492 | Môn"
    )
    delivered = deliver(tmp_path, "a.csv", text.encode(encoding))
    assert takers(delivered) == []
    assert near_miss(delivered) == f"the file is {named} text: save it as CSV in UTF-8 and load it again"


def test_a_workbook_with_a_password_is_named(tmp_path):
    delivered = deliver(tmp_path, "a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    assert takers(delivered) == []
    assert "without a password" in (near_miss(delivered) or "")


@pytest.mark.parametrize("make", [xlsx, ods])
def test_a_sheet_that_is_nearly_known_is_named(tmp_path, make):
    heading = [*CRIME.replace("CSP Name", "Partnership").split(","), "Number of Offences"]
    delivered = deliver(tmp_path, "a.ods", make({"Cover": [["x"]], "2023_24": [heading]}))
    assert takers(delivered) == []
    said = near_miss(delivered)
    assert said is not None
    assert said.startswith("sheet 2023_24: this looks like Home Office recorded crime")
    assert "csp name" in said


@pytest.mark.parametrize("make", [xlsx, ods])
def test_a_workbook_of_something_else_is_near_nothing(tmp_path, make):
    delivered = deliver(tmp_path, "a.ods", make({"Staff": [["Name", "Room"], ["A", 1]]}))
    assert takers(delivered) == []
    assert near_miss(delivered) is None
