"""Builds small files in the formats of data.police.uk, with invented rows, and reads back what a lake holds of them."""

import gzip
import os
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from saferplan.evidence.lake import Lake, Snapshot
from saferplan.evidence.loading.load import LoadReport, load
from saferplan.evidence.tables import ALL_TABLES

STREET = [
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
]
OUTCOMES = [*STREET[:9], "Outcome type"]
STOPS = [
    "Type",
    "Date",
    "Part of a policing operation",
    "Policing operation",
    "Latitude",
    "Longitude",
    "Gender",
    "Age range",
    "Self-defined ethnicity",
    "Officer-defined ethnicity",
    "Legislation",
    "Object of search",
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
]
FORCE, SLUG, MONTH = "Bedfordshire Police", "bedfordshire", "2024-01"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TYPES = ["Burglary", "Drugs", "Shoplifting", "Anti-social behaviour", "Vehicle crime"]
Row = dict[str, str]


def street_row(number: int = 1, *, month: str = MONTH, force: str = FORCE, **changed: str) -> Row:
    """An invented row; every fifth is of anti-social behaviour, without a Crime ID. Keywords: crime_type and so on."""
    kind = TYPES[number % len(TYPES)]
    asb = kind == "Anti-social behaviour"
    row = {
        "Crime ID": "" if asb else f"{number:064x}",
        "Month": month,
        "Reported by": force,
        "Falls within": force,
        "Longitude": f"-0.4{number % 1000:03d}",
        "Latitude": f"52.1{number % 1000:03d}",
        "Location": f"On or near Invented Street {number % 7}",
        "LSOA code": f"E01{17400 + number % 9:06d}",
        "LSOA name": f"Bedford 00{number % 9}A",
        "Crime type": kind,
        "Last outcome category": "" if asb else "Under investigation",
        "Context": "",
    }
    return row | _headings(changed, STREET)


def outcome_row(number: int = 1, **changed: str) -> Row:
    row = {key: value for key, value in street_row(number).items() if key in OUTCOMES}
    row |= {"Crime ID": f"{number:064x}", "Outcome type": "Offender given a caution"}
    return row | _headings(changed, OUTCOMES)


def stop_row(number: int = 1, **changed: str) -> Row:
    row = dict.fromkeys(STOPS, "")
    row |= {
        "Type": "Person search",
        "Date": f"2024-01-{number % 28 + 1:02d}T12:00:00+00:00",
        "Latitude": "52.1",
        "Longitude": "-0.4",
        "Age range": "18-24",
        "Legislation": "Misuse of Drugs Act 1971 (section 23)",
        "Outcome": "A no further action disposal",
    }
    return row | _headings(changed, STOPS)


def _headings(changed: Row, headings: list[str]) -> Row:
    """'crime_type' stands for the column 'Crime type'."""
    names = {heading.lower().replace(" ", "_"): heading for heading in headings}
    return {names[key]: value for key, value in changed.items()}


def street_rows(count: int, **same: str) -> list[Row]:
    return [street_row(number, **same) for number in range(1, count + 1)]


def csv_text(rows: list[Row], heading: list[str] | None = None, *, newline: str = "\n", delimiter: str = ",") -> str:
    """The rows as CSV. Cells with a comma or a quotation mark are quoted, as the publisher does."""
    heading = heading or list(rows[0])
    lines = [heading, *([row.get(column, "") for column in heading] for row in rows)]
    return "".join(delimiter.join(_cell(cell, delimiter) for cell in line) + newline for line in lines)


def _cell(text: str, delimiter: str) -> str:
    return '"' + text.replace('"', '""') + '"' if delimiter in text or '"' in text else text


def name_of(month: str = MONTH, slug: str = SLUG, kind: str = "street") -> str:
    return f"{month}-{slug}-{kind}.csv"


def write(folder: Path, content: str | bytes, name: str | None = None, *, released: datetime | None = None) -> Path:
    path = folder / (name or name_of())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    if released:
        os.utime(path, (released.timestamp(), released.timestamp()))
    return path


def write_street(folder: Path, rows: list[Row], *, released: datetime | None = None, slug: str = SLUG) -> Path:
    """A street file under the name that its first row calls for."""
    return write(folder, csv_text(rows, STREET), name_of(rows[0]["Month"], slug), released=released)


def zip_of(path: Path, members: dict[str, str | bytes], *, made: datetime = datetime(2025, 6, 1)) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, made.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return path


def encrypted(path: Path) -> Path:
    """Marks every member of a zip archive as encrypted, in both of its places."""
    data = bytearray(path.read_bytes())
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(magic)
        while at >= 0:
            data[at + flags] |= 1
            at = data.find(magic, at + 4)
    path.write_bytes(data)
    return path


def gzip_of(path: Path, content: str | bytes) -> Path:
    path.write_bytes(gzip.compress(content if isinstance(content, bytes) else content.encode()))
    return path


def load_files(lake: Lake, *paths: Path, now: datetime = NOW, **options: Any) -> LoadReport:
    report = load(list(paths), lake, now=now, **options)
    for file in report.files:
        assert file.rows_loaded + file.rows_rejected == file.rows_read, file
    return report


def statuses(report: LoadReport) -> Counter:
    return Counter(str(file.status) for file in report.files)


def rows_in(lake: Lake, table: str = "incidents", as_at: datetime | None = None) -> Counter:
    """The table in force as a bag of rows, without the extract that delivered them."""
    return _rows_of(lake.snapshot(as_at) if as_at else lake.snapshot_or_empty(), table)


def _rows_of(snapshot: Snapshot, table: str) -> Counter:
    if not snapshot.has(table):
        return Counter()
    columns = [f'"{name}"' for name in ALL_TABLES[table].column_names if name != "extract_id"]
    purpose = next(iter(ALL_TABLES[table].purposes), "")
    return Counter(duckdb.sql(f"SELECT {', '.join(columns)} FROM {snapshot.scan(table, purpose=purpose)}").fetchall())


def counts(lake: Lake, as_at: datetime | None = None) -> dict[tuple[str, str], int]:
    """Incidents by publisher and month."""
    found: dict[tuple[str, str], int] = {}
    for row, number in rows_in(lake, as_at=as_at).items():
        month, publisher = row[:2]
        found[(publisher, month)] = found.get((publisher, month), 0) + number
    return found


def state(lake: Lake) -> dict[str, Any]:
    """All that a reader of the lake can see, to be compared before and after."""
    snapshot = lake.snapshot_or_empty()
    tables = {table: _rows_of(snapshot, table) for table in ALL_TABLES}
    return tables | {"loads": [(load.load_id, load.versions) for load in lake.loads()]}
