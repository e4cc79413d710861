"""Points, postcodes and areas of partners' files in a lake; and a load that is killed while it asks for keys."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
from profile_files import COLUMNS, NOW, Keeper, delivered, profile_of

from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import load
from saferplan.evidence.partners.keeping import keep

DIRECTORY = "pcds,oseast1m,osnrth1m\nHP20 1AB,482000,213800\n"
SMALL_AREA = """{"type": "FeatureCollection", "features": [{"type": "Feature",
 "properties": {"LSOA21CD": "E01017627", "LSOA21NM": "Anyshire 001A"},
 "geometry": {"type": "Polygon", "coordinates": [[[-0.9,51.7],[-0.7,51.7],[-0.7,51.9],[-0.9,51.9],[-0.9,51.7]]]}}]}"""
CASES = "Case Ref,Reported,PC,Name\nA1,01/07/2024,hp20 1ab,Anna Marlowe\nA2,01/07/2024,ZZ1 1ZZ,Ivo Stern\n"


def test_a_postcode_brings_a_row_its_point_and_its_small_area_in_one_load(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    keep(lake, profile_of(COLUMNS + '"place.postcode" = "PC"\n'))
    files = [
        delivered(tmp_path / "cases.csv", CASES),
        delivered(tmp_path / "directory.csv", DIRECTORY),
        delivered(tmp_path / "areas.geojson", SMALL_AREA),
    ]
    report = load([file.path for file in files], lake, now=NOW)
    assert [one.status for one in report.files] == ["loaded"] * 3
    scan = lake.snapshot().scan("partner_incidents", purpose="data-quality")
    wanted = "reference, easting, northing, place_precision, lsoa_code"
    assert duckdb.sql(f"SELECT {wanted} FROM {scan} ORDER BY 1").fetchall() == [
        ("A1", 482_000, 213_800, "postcode", "E01017627"),
        ("A2", None, None, None, None),
    ]


KILLED = """
import os, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from profile_files import NOW, Keeper
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import load
class Killer(Keeper):
    def register(self, *told, **how):
        keys = super().register(*told, **how)
        Path({mark!r}).write_text(str(len(self.persons)))
        os.kill(os.getpid(), 9)
load([Path({cases!r})], Lake(Path({lake!r})), now=NOW, identities=Killer())
"""


def test_a_load_killed_behind_the_keeper_leaves_no_row_and_can_be_done_again(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    keep(lake, profile_of(COLUMNS + '"victim.full_name" = "Name"\n"victim.postcode" = "PC"\n'))
    cases, mark = delivered(tmp_path / "cases.csv", CASES).path, tmp_path / "mark"
    code = KILLED.format(tests=str(Path(__file__).parent), mark=str(mark), cases=str(cases), lake=str(lake.root))
    killed = subprocess.run([sys.executable, "-c", code], env=dict(os.environ), check=False)
    assert (killed.returncode, mark.read_text()) == (-signal.SIGKILL, "2")
    assert lake.snapshot_or_empty().versions == {}
    assert load([cases], lake, now=NOW, identities=Keeper()).total("rows_loaded") == 2


def test_rows_of_which_no_area_is_known_are_told_when_they_are_loaded(tmp_path: Path) -> None:
    """Findings about an area leave them out, and nobody would look for them there."""
    lake = Lake(tmp_path / "lake")
    keep(lake, profile_of(COLUMNS + 'ward_code = "Ward"\n'))
    text = "Case Ref,Reported,Ward\nA-1,01/07/2024,E05013120\nA-2,01/07/2024,\n"
    [file] = load([delivered(tmp_path / "cases.csv", text).path], lake, now=NOW).files
    assert "no small area or ward is known of 1 of 2 rows" in file.message
    assert "saferplan fetch geography" in file.message
