"""The template of links: what lies in what, for partnership areas whose small areas are not in the lake."""

import hashlib
from datetime import datetime
from pathlib import Path

import pytest

from saferplan.errors import FileRefused
from saferplan.evidence.sources.base import Delivered, Reading
from saferplan.evidence.sources.reference import REFERENCE_SOURCES

HEADING = "child_level,child_code,child_name,parent_level,parent_code,parent_name"
UNIT_IN_FORCE = "unit,E09000001,City,pfa24,E23000034,Square Mile"
UNIT_IN_REGION = "unit,E09000001,City,region24,E12000007,London"


def read(folder: Path, *lines: str) -> Reading:
    path = folder / "links.csv"
    path.write_text("\n".join([HEADING, *lines]) + "\n", encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    delivered = Delivered(path, str(path), datetime(2026, 11, 22), digest)
    reader = next(one for one in REFERENCE_SOURCES if one.recognises(delivered))
    assert reader.format == "links between areas (template)"
    return reader.read(delivered)


def rows_of(reading: Reading, table: str) -> list[dict]:
    return [row for piece in reading.slices if piece.table == table for row in piece.rows.to_pylist()]


def test_a_link_a_row(tmp_path: Path) -> None:
    reading = read(tmp_path, UNIT_IN_FORCE, "ltla24,E06000060,Bucks,csp24,E22000303,Vale")
    assert reading.rows_read == reading.rows_loaded == 2
    assert [
        (row["child_level"], row["child_code"], row["parent_level"], row["parent_code"], row["change_code"])
        for row in rows_of(reading, "area_links")
    ] == [
        ("unit", "E09000001", "pfa24", "E23000034", None),
        ("ltla24", "E06000060", "csp24", "E22000303", None),
    ]


def test_both_ends_are_named_once(tmp_path: Path) -> None:
    reading = read(tmp_path, UNIT_IN_FORCE, UNIT_IN_REGION)
    assert [(row["level"], row["code"], row["name"]) for row in rows_of(reading, "areas")] == [
        ("unit", "E09000001", "City"),
        ("pfa24", "E23000034", "Square Mile"),
        ("region24", "E12000007", "London"),
    ]


def test_the_edition_is_the_file(tmp_path: Path) -> None:
    reading = read(tmp_path, UNIT_IN_FORCE)
    assert {piece.key for piece in reading.slices} == {("area-links:links",)}


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("unit,E01000001,City,pfa24,E23000034,Square Mile", "child_code"),
        ("unit24,E09000001,City,pfa24,E23000034,Square Mile", "child_level"),
        ("ltla24,E22000303,City,pfa24,E23000034,Square Mile", "child_code"),
        ("ltla24,E09000001,City,unit,E23000034,Square Mile", "parent_level"),
        ("ltla24,E09000001,City,pfa24,E22000303,Square Mile", "parent_code"),
        ("ltla24,E09000001,,pfa24,E23000034,Square Mile", "child_name"),
        ("ltla24,E09000001,City,pfa24,E23000034,", "parent_name"),
        (UNIT_IN_FORCE, "child_code"),
    ],
)
def test_faulty_rows_are_rejected_with_their_line(tmp_path: Path, line: str, field: str) -> None:
    reading = read(tmp_path, UNIT_IN_FORCE, UNIT_IN_REGION, line)
    assert [(row.line, row.field) for row in reading.rejected] == [(4, field)]
    assert reading.rows_loaded + len(reading.rejected) == reading.rows_read == 3
    assert len(rows_of(reading, "area_links")) == 2


def test_a_file_of_faults_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="none of its 1 rows"):
        read(tmp_path, "unit,E01000001,City,pfa24,E23000034,Square Mile")
