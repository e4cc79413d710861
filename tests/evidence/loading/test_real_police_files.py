"""The real files of data.police.uk: every line accounted for, counts as an independent count has them."""

import csv
import io
import os
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from row_reference import SLUGS, judge

from police_files import NOW, LoadReport, load_files, rows_in, statuses
from saferplan.evidence.coverage import coverage_records
from saferplan.evidence.lake import Lake
from saferplan.evidence.sources.police_forces import by_slug

BEDFORDSHIRE = "police_uk/bedfordshire.zip"
EARLIER = "police_uk/bedfordshire-2021-09-earlier-release.zip"


def members(path: Path, kind: str) -> Iterator[tuple[str, str, str, bytes]]:
    """(month, force, name, bytes) of each file of one kind in an archive."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            stem = Path(name).stem
            if stem.endswith(f"-{kind}"):
                yield stem[:7], stem[8:].removesuffix(f"-{kind}"), name, archive.read(name)


def rows_of(data: bytes) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))


@pytest.fixture(scope="module")
def bedfordshire(data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, LoadReport]:
    lake = Lake(tmp_path_factory.mktemp("bedfordshire") / "lake")
    return lake, load_files(lake, data / BEDFORDSHIRE, purpose="disproportionality")


def test_bedfordshires_three_years_are_all_there(bedfordshire: tuple[Lake, LoadReport]):
    lake, report = bedfordshire
    assert statuses(report) == {"loaded": 108}
    assert report.rejected == []
    records = coverage_records(lake.snapshot())
    assert [record.month for record in records] == [
        f"{2021 + (4 + number) // 12}-{(4 + number) % 12 + 1:02d}" for number in range(36)
    ]
    assert {(str(record.presence), record.suspicious) for record in records} == {("present", "")}


def test_bedfordshires_counts_by_month_and_crime_type_are_those_of_an_independent_count(
    bedfordshire: tuple[Lake, LoadReport], data: Path
):
    expected: Counter = Counter()
    for month, _, _, content in members(data / BEDFORDSHIRE, "street"):
        expected.update((month, SLUGS[row["Crime type"]]) for row in rows_of(content))
    found: Counter = Counter()
    for row, number in rows_in(bedfordshire[0]).items():
        found[(row[0], row[3])] += number
    assert len(expected) == 36 * 14
    assert found == expected


@pytest.mark.parametrize(
    ("kind", "table"), [("street", "incidents"), ("outcomes", "outcomes"), ("stop-and-search", "stop_and_search")]
)
def test_every_row_of_a_real_file_is_loaded_as_the_slow_reading_has_it(
    kind: str, table: str, bedfordshire: tuple[Lake, LoadReport], data: Path
):
    """Three months of each kind, one in summer."""
    lake = rows_in(bedfordshire[0], table)
    for month, slug, _, content in members(data / BEDFORDSHIRE, kind):
        if month in ("2021-05", "2022-07", "2024-04"):
            expected = judge(content.decode("utf-8"), slug, month, by_slug(slug).name)
            assert expected.bad == {}
            assert Counter({row: number for row, number in lake.items() if row[0] == month}) == expected.good


def test_the_whole_country_is_loaded_on_a_machine_of_many_cores(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The memory that DuckDB may take is the same on any machine, and each of its threads needs some."""
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    report = load_files(Lake(tmp_path / "lake"), data / "police_uk" / "all-forces-2022-01-street.zip")
    assert statuses(report) == {"loaded": 41}
    assert report.total("rows_loaded") == report.total("rows_read")


def test_the_earlier_release_of_a_month_is_replaced_and_the_change_is_counted(data: Path, tmp_path: Path):
    """The counts by Python's own sets: Crime IDs that came and went, and what changed of those that stayed."""
    lake, (month, _, name, old) = Lake(tmp_path / "lake"), next(members(data / EARLIER, "street"))
    new = next(content for other, _, _, content in members(data / BEDFORDSHIRE, "street") if other == month)
    assert statuses(load_files(lake, data / EARLIER)) == {"loaded": 1}
    report = load_files(lake, data / BEDFORDSHIRE, now=NOW + timedelta(days=1))
    assert statuses(report) == {"loaded": 72, "left out": 36}
    (replaced,) = [file for file in report.files if file.changes]
    assert replaced.path.endswith(f"!{name}")
    assert replaced.changes == slow_changes(old, new)
    assert replaced.changes["rows_gone"] + replaced.changes["changed_outcome"] > 0
    assert rows_in(lake, as_at=NOW).total() == old.count(b"\n") - 1
    assert statuses(load_files(lake, data / EARLIER)) == {"superseded": 1}


def slow_changes(old: bytes, new: bytes) -> dict[str, int]:
    def by_identity(content: bytes) -> dict[tuple, list[dict[str, str]]]:
        grouped: dict[tuple, list[dict[str, str]]] = {}
        for row in rows_of(content):
            said = tuple(row[column] for column in ("Crime type", "Longitude", "Latitude", "Location"))
            grouped.setdefault((row["Crime ID"],) if row["Crime ID"] else said, []).append(row)
        return grouped

    before, after = by_identity(old), by_identity(new)
    both = [(before[key][0], after[key][0]) for key in before if len(before[key]) == len(after.get(key, ())) == 1]
    counted = Counter(key for key in before for _ in before[key]), Counter(key for key in after for _ in after[key])

    def differ(*columns: str) -> int:
        return sum(any(one[column] != other[column] for column in columns) for one, other in both)

    return {
        "rows_gone": (counted[0] - counted[1]).total(),
        "rows_new": (counted[1] - counted[0]).total(),
        "changed_outcome": differ("Last outcome category"),
        "changed_place": differ("Longitude", "Latitude", "Location"),
        "changed_lsoa_code": differ("LSOA code"),
    }


def test_every_line_of_every_street_file_is_loaded_or_rejected(data: Path, tmp_path: Path):
    """191 files of 41 forces, releases that repeat a month among them: lines and counts by force and month add up."""
    lines: dict[str, int] = {}
    for archive in sorted((data / "police_uk").glob("*.zip")):
        for _, _, name, content in members(archive, "street"):
            lines[f"{archive}!{name}"] = content.count(b"\n") - 1 + (not content.endswith(b"\n"))
    assert len(lines) == 191
    lake = Lake(tmp_path / "lake")
    report = load_files(lake, data / "police_uk")
    street = {file.path: file for file in report.files if file.format == "police-uk-street"}
    assert set(street) == set(lines)
    assert statuses(report)["refused"] == 0
    loaded = {path: file.rows_loaded for path, file in street.items() if file.status == "loaded"}
    assert loaded == {path: number for path, number in lines.items() if street[path].status == "loaded"}
    assert report.rejected == []
    counted = duckdb.sql(f"SELECT count(*) FROM {lake.snapshot().scan('incidents')}").fetchone()
    assert counted == (sum(loaded.values()),)
    shutil.rmtree(lake.root)


def test_files_of_the_whole_country_fit_its_lookups(data: Path, tmp_path: Path):
    """With the lookups of every LSOA of 2011 and 2021 loaded, no code in real files is unknown; an invented one is."""
    lake = Lake(tmp_path / "lake")
    load_files(lake, data / "geography" / "lookup-lsoa11-lsoa21-ltla22.csv.gz")
    report = load_files(lake, data / EARLIER)
    assert (statuses(report), report.rejected) == ({"loaded": 1}, [])
    _, _, name, content = next(members(data / EARLIER, "street"))
    rows = content.decode().splitlines(keepends=True)
    heading, cells = rows[0].split(","), rows[1].split(",")
    cells[heading.index("LSOA code")] = "E01999999"
    path = tmp_path / Path(name).name
    path.write_text("".join([rows[0], ",".join(cells), *rows[2:]]))
    assert [(row["line"], row["reason"]) for row in load_files(lake, path).rejected] == [
        (2, "E01999999 is in no lookup that is loaded")
    ]
