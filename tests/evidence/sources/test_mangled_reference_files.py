"""Whatever is done to a good file, each row is loaded or rejected, or the file is refused; nothing else happens."""

import json
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_files import check_contract, csv_text, deliver, ods, xlsx
from test_source_census import AGE_SEX_TABLE, TENURES
from test_source_deprivation import copied, file_7
from test_source_lookups import SMALL_AREAS
from test_source_recorded_crime_ons import HEADING, ROWS, TITLE, as_csv
from test_source_rural_urban import COPY

from saferplan.errors import FileRefused
from saferplan.evidence.sources.reference import REFERENCE_SOURCES, near_miss

RESIDENTS = csv_text("lsoa21_code | residents", "E01000001 | 1474", "E01000002 | 1386", "E01000003 | 1612")
BY_AGE = csv_text(
    "lsoa11_code | total_population | 0 | 1 | 2+", "E01017627 | 6 | 1 | 2 | 3", "E01017628 | 9 | 2 | 3 | 4"
)
NOMIS = csv_text(
    "DATE | GEOGRAPHY_CODE | GENDER_NAME | C_AGE_NAME | OBS_VALUE",
    "2020 | E01017627 | Total | All Ages | 3",
    "2020 | E01017627 | Total | Age 0 | 1",
    "2021 | E06000060 | Female | Aged 1+ | 2",
)
TENURE_AREAS = csv_text(
    "geography code | Tenure of household: Total: All households | Tenure of household: Owned", "E01000001|5|5"
)
HOME_OFFICE = csv_text(
    "Financial Year | Quarter | Force Name | CSP Name | Offence Description | Offence Group | Offence Subgroup"
    " | Offence Code | Number of Offences",
    "2023/24 | 1 | Kent | Medway | Assault | Violence | With injury | 8N | 120",
    "2023/24 | 2 | Kent | Swale | Assault | Violence | With injury | 8N | 12",
)
COUNTS = csv_text(
    "area_level | area_code | month | crime_type | incidents | source",
    "ward24 | E05013120 | 2024-07 | burglary | 5 | x",
    "unit | E06000060 | 2024-08 | robbery | 3 | x",
)
PROFILES = csv_text(
    "area_level | area_code | feature | reference_date | value | source",
    "unit | E06000060 | residents | 2021-03-21 | 5 | x",
)
PLACES = csv_text(
    "area_level | area_code | area_name | easting | northing", "ward24 | E05013120 | Abbey | 485842 | 192396"
)
FILES = {
    "lookup.csv": SMALL_AREAS,
    "ruc.csv": COPY,
    "imd.csv": copied("lsoa21_code", scores=True),
    "file-7.csv": file_7(2011, 2019),
    "mid-2020.csv": BY_AGE,
    "residents.csv": RESIDENTS,
    "tenure.csv": TENURES,
    "age-sex.csv": AGE_SEX_TABLE,
    "nomis.csv": NOMIS,
    "areas.csv": TENURE_AREAS,
    "c2.csv": as_csv(),
    "crime.csv": HOME_OFFICE,
    "counts.csv": COUNTS,
    "profiles.csv": PROFILES,
    "places.csv": PLACES,
}
CODES = ["E0", "E99999999", "E01017627", "E06000060", "ward24"]
NUMBERS = ["-1", "1e9", "9.5", "nan", "9" * 30, "2021", "2020-02-30"]
JUNK = st.sampled_from(["", " ", "x", "\x00", "é", "all", "[x]", "Total", "Age 1", '"', '"a\nb"', *CODES, *NUMBERS])


@st.composite
def mangled(draw, text: str) -> bytes:
    """The file with a few things done to its cells, lines and bytes."""
    lines = text.splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1)) if lines else 0
        what = draw(st.sampled_from(["cell", "cell", "cell", "drop", "repeat", "blank", "more", "fewer", "swap"]))
        if not lines:
            break
        cells = lines[at].split(",")
        if what == "cell":
            cells[draw(st.integers(0, len(cells) - 1))] = draw(JUNK)
            lines[at] = ",".join(cells)
        elif what == "drop":
            del lines[at]
        elif what == "repeat":
            lines.insert(at, lines[at])
        elif what == "blank":
            lines.insert(at, draw(st.sampled_from(["", " ", ",,"])))
        elif what == "more":
            lines[at] += "," + draw(JUNK)
        elif what == "fewer":
            lines[at] = ",".join(cells[:-1])
        else:
            lines[at] = ",".join(reversed(cells))
    data = draw(st.sampled_from(["\n", "\r\n"])).join(lines).encode()
    if draw(st.booleans()):
        return data
    place = draw(st.integers(0, len(data)))
    return draw(
        st.sampled_from([data[:place], data[:place] + b"\xff" + data[place:], data[:place] + b'"' + data[place:]])
    )


def check(name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check_delivered(deliver(Path(folder), name, data))


def check_delivered(delivered) -> None:
    taker = next((source for source in REFERENCE_SOURCES if source.recognises(delivered)), None)
    if taker is None:
        near_miss(delivered)
        return
    try:
        reading = taker.read(delivered)
    except FileRefused as refused:
        said = refused
    else:
        check_contract(reading)
        assert reading.rows_loaded > 0
        assert all(row.line > 0 and row.reason for row in reading.rejected)
        return
    assert said.where.startswith(delivered.name)
    assert said.problem


@pytest.mark.parametrize("name", FILES)
def test_the_good_file_is_loaded_whole(tmp_path, name):
    delivered = deliver(tmp_path, name, FILES[name])
    (taker,) = [source for source in REFERENCE_SOURCES if source.recognises(delivered)]
    reading = taker.read(delivered)
    check_contract(reading)
    assert reading.rejected == []


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_mangled_csv_file(name, data):
    check(name, data.draw(mangled(FILES[name])))


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_every_row_of_a_file_of_whole_lines_is_accounted_for(data):
    """Rows that are put in are as many as rows read, whatever their cells hold."""
    cells = st.sampled_from(["E01000001", "E01000002", "5", "x", "", "1.0"])
    rows = data.draw(st.lists(st.tuples(cells, cells), min_size=1))
    given_rows = [row for row in rows if any(row)]
    text = "lsoa21_code,residents\n" + "".join(",".join(row) + "\n" for row in rows)
    with tempfile.TemporaryDirectory() as folder:
        delivered = deliver(Path(folder), "residents.csv", text)
        (taker,) = [source for source in REFERENCE_SOURCES if source.recognises(delivered)]
        seen: dict[str, int] = {}
        for at, (code, residents) in enumerate(given_rows):
            if code.startswith("E01") and residents in ("5", "1.0"):
                seen.setdefault(code, at)
        if not seen:
            with pytest.raises(FileRefused):
                taker.read(delivered)
            return
        reading = taker.read(delivered)
        assert reading.rows_read == len(given_rows)
        assert reading.rows_loaded == len(seen)


C2_ROWS = [[TITLE], HEADING, *ROWS]
CRIME_ROWS = [line.split(",") for line in HOME_OFFICE.splitlines()]
AGE_ROWS = [["Title"], *(line.split(",") for line in BY_AGE.splitlines())]
WORKBOOKS = {"Table C2": C2_ROWS, "2023_24": CRIME_ROWS, "Mid-2020 Persons": AGE_ROWS}


@pytest.mark.parametrize("make", [xlsx, ods])
@pytest.mark.parametrize("sheet", WORKBOOKS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_workbook_with_mangled_cells(make, sheet, data):
    rows = [list(row) for row in WORKBOOKS[sheet]]
    junk = st.sampled_from(["", "x", -1, 9.5, 1e300, "E06000060", "[x]", "9", 12])
    for _ in range(data.draw(st.integers(1, 5))):
        row = data.draw(st.sampled_from(rows))
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(junk)
    check("book.xlsx", make({"Cover": [["x"]], sheet: rows}))


@pytest.mark.parametrize("make", [xlsx, ods])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_workbook_with_mangled_bytes(make, data):
    content = bytearray(make({"2023_24": CRIME_ROWS}))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    check("book.ods", bytes(content[: data.draw(st.integers(len(content) // 2, len(content)))]))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_sheet_with_mangled_markup(data):
    """Inside the archive, so that its checksums do not give the damage away first."""
    with tempfile.TemporaryDirectory() as folder:
        whole, changed = Path(folder, "whole.zip"), Path(folder, "changed.zip")
        whole.write_bytes(xlsx({"2023_24": CRIME_ROWS}))
        with zipfile.ZipFile(whole) as old, zipfile.ZipFile(changed, "w") as new:
            part = data.draw(st.sampled_from(sorted(old.namelist())))
            for name in old.namelist():
                content = bytearray(old.read(name))
                if name == part:
                    place = data.draw(st.integers(0, len(content) - 1))
                    content[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
                new.writestr(name, bytes(content))
        check("book.xlsx", changed.read_bytes())


SQUARE = [[-0.8, 51.8], [-0.79, 51.8], [-0.79, 51.81], [-0.8, 51.81], [-0.8, 51.8]]
MAP = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"WD24CD": f"E0501312{at}", "WD24NM": "Abbey"},
                "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
            }
            for at in range(3)
        ],
    }
)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_map_with_mangled_text(data):
    content = MAP
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content)))
        end = place + data.draw(st.integers(0, 12))
        content = (
            content[:place]
            + data.draw(st.sampled_from(["", "9", "-", "null", "[]", "{}", '"', "e5", "NaN"]))
            + content[end:]
        )
    check("wards.geojson", content.encode())


@pytest.mark.parametrize(("name", "driver"), [("wards.gpkg", "GPKG"), ("wards.shp", "ESRI Shapefile")])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_binary_map_with_mangled_bytes(name, driver, data):
    import numpy as np
    import pyogrio.raw
    import shapely

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        shapes, codes = shapely.to_wkb(np.array([shapely.Polygon(SQUARE)])), np.array(["E05013120"], dtype=object)
        pyogrio.raw.write(path, shapes, [codes], ["WD24CD"], geometry_type="Polygon", crs="EPSG:4326", driver=driver)
        target = data.draw(st.sampled_from(sorted(Path(folder).iterdir())))
        content = bytearray(target.read_bytes())
        for _ in range(data.draw(st.integers(1, 8))):
            content[data.draw(st.integers(16, len(content) - 1) if len(content) > 17 else st.just(0))] = data.draw(
                st.integers(0, 255)
            )
        target.write_bytes(bytes(content))
        check_delivered(deliver(Path(folder), name, path.read_bytes()))
