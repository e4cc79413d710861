"""Directories of postcodes as ONS and Ordnance Survey lay them out, and where they stand in for a point."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from reference_files import deliver, rows_of

from saferplan.errors import FileRefused
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import load
from saferplan.evidence.partners.postcodes import PostcodeCentroids
from saferplan.evidence.sources import postcodes
from saferplan.evidence.sources.base import Reading

ONSPD = """pcd,pcd2,pcds,dointr,doterm,oseast1m,osnrth1m,osgrdind,lsoa21,lat,long
"HP1 0AB","HP1  0AB","HP1 0AB",198001,,0481234,0213456,1,"E01000001",51.8,-0.8
"HP1 1AB","HP1  1AB","HP1 1AB",198001,199606,,,9,"",99.99,0
"BT1 1AA","BT1  1AA","BT1 1AA",198001,,0333000,0374000,1,"N00000001",54.6,-5.9
"""
NEW_ONSPD = """pcd7,pcd8,pcds,dointr,doterm,lad25cd,east1m,north1m,gridind,lat,long
"HP1 0AB","HP1  0AB","HP1 0AB",198001,,"E06000060",481234,213456,1,51.8,-0.8
"""
CODE_POINT = """"HP1 0AB",10,481234,213456,"E92000001","","","","E06000060","E05013120"
"HP100AB",10,481235,213457,"E92000001","","","","E06000060","E05013120"
"HP1 2AB",90,0,0,"E92000001","","","","E06000060","E05013120"
"""


def read(folder: Path, content: str, name: str = "directory.csv") -> Reading:
    file = deliver(folder, name, content)
    source = next(one for one in postcodes.SOURCES if one.recognises(file))
    return source.read(file)


def places(reading: Reading) -> list[tuple]:
    return rows_of(reading, "postcodes", "postcode", "easting", "northing")


@pytest.mark.parametrize("content", [ONSPD, NEW_ONSPD])
def test_the_directories_of_ons_in_the_headings_of_their_year(tmp_path: Path, content: str):
    assert places(read(tmp_path, content))[0] == ("HP1 0AB", 481_234, 213_456)


def test_postcodes_without_a_place_on_the_grid_are_kept_without_one(tmp_path: Path):
    assert places(read(tmp_path, ONSPD))[1:] == [("HP1 1AB", None, None), ("BT1 1AA", None, None)]


def test_code_point_open_has_no_headings(tmp_path: Path):
    reading = read(tmp_path, CODE_POINT)
    assert places(reading) == [("HP1 0AB", 481_234, 213_456), ("HP10 0AB", 481_235, 213_457), ("HP1 2AB", None, None)]
    assert (reading.rows_read, reading.rows_loaded) == (3, 3)


def test_a_row_that_is_none_is_rejected_with_its_line(tmp_path: Path):
    content = ONSPD + '"x","x","nonsense",198001,,1,2,1,"",0,0\n"HP1 3AB","","HP1 3AB",198001,,east,2,1,"",0,0\n'
    reading = read(tmp_path, content)
    assert [(row.line, row.field, row.reason) for row in reading.rejected] == [
        (5, "postcode", "is not a postcode such as RG1 1AA"),
        (6, "easting", "is not a whole number of metres"),
    ]
    assert reading.rows_read == reading.rows_loaded + len(reading.rejected)


def test_a_directory_of_nothing_is_refused(tmp_path: Path):
    with pytest.raises(FileRefused, match="none of its 1 rows is a postcode with a place"):
        read(tmp_path, ONSPD.splitlines()[0] + '\n"x","x","nonsense",1,,1,2,1,"",0,0\n')


@pytest.mark.parametrize("content", ["pcds,lat,long\nHP1 0AB,1,2\n", "a,b,c\n", "1,2,3,4,5,6,7,8,9,10\n", ""])
def test_other_files_are_not_taken_for_one(tmp_path: Path, content: str):
    assert not any(one.recognises(deliver(tmp_path, "x.csv", content)) for one in postcodes.SOURCES)


def test_the_lake_gives_the_centroids_of_postcodes(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    load([deliver(tmp_path, "ONSPD.csv", ONSPD).path], lake, now=datetime(2026, 1, 1, tzinfo=UTC))
    asked = pa.array(["HP1 0AB", None, "HP1 1AB", "ZZ1 1ZZ", "HP1 0AB"])
    found = PostcodeCentroids(lake.snapshot()).centroids(asked)
    assert found[[0, 4]].tolist() == [[481_234, 213_456]] * 2
    assert np.isnan(found[1:4]).all()


def test_without_a_directory_none_is_known(tmp_path: Path):
    found = PostcodeCentroids(Lake(tmp_path / "lake").snapshot_or_empty()).centroids(pa.array(["HP1 0AB"]))
    assert np.isnan(found).all()
