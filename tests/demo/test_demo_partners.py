"""The demo's partners go the way of a partnership; whom a pseudonym stood for lies nowhere afterwards."""

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from made_demo import MadeDemo
from restricted import OTHER_KEY
from saferplan.demo.partners import add_partners
from saferplan.errors import KeyRefused
from saferplan.evidence.lake import Lake
from saferplan.evidence.periods import parse_period
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.lake_check import check_lake
from saferplan.synth.figures import AREA

PERIOD = parse_period("FY2021")


@pytest.fixture
def folder(made_demo: MadeDemo) -> Path:
    return made_demo.folder


@pytest.fixture
def lake(folder: Path) -> Lake:
    return Lake(folder / "lake")


def test_what_partners_were_told_is_in_the_lake(folder: Path, lake: Lake) -> None:
    rows = pq.read_table(lake.snapshot().files("partner_incidents", purpose="aggregates"))
    assert {"police", "council", "landlord"} <= set(rows["agency_kind"].to_pylist())
    assert all(agency.startswith("Synthetic ") for agency in rows["agency"].to_pylist())


def test_findings_of_a_linkage_are_released(lake: Lake) -> None:
    released = pq.read_table(lake.snapshot().files("people_counts")).to_pylist()
    assert {row["purpose"] for row in released} == {"repeat-victims"}
    assert {"repeat-victims", "known-to"} <= {row["finding"] for row in released}


def test_no_surname_of_the_files_is_in_the_lake(folder: Path, lake: Lake) -> None:
    surnames: set[str] = set()
    for file in (folder / "partners" / "files" / "police").glob("crimes-*.csv"):
        with file.open(encoding="utf-8-sig") as stream:
            surnames |= {row["Victim Surname"] for row in csv.DictReader(stream)} - {""}
    cells = pq.read_table(lake.snapshot().files("partner_incidents", purpose="aggregates"))
    texts = {text for column in cells.columns for text in column.cast("string").to_pylist() if text}
    assert surnames
    assert not surnames & texts


def test_again_changes_nothing(folder: Path, lake: Lake) -> None:
    before = lake.snapshot().load
    add_partners(folder / "partners", lake, AREA, PERIOD, key=OTHER_KEY)
    assert lake.snapshot().load == before


def test_the_demos_site_holds_the_key_of_its_lake(folder: Path, lake: Lake) -> None:
    """So that it takes in what partners send, as any partnership's site does."""
    key = (folder / "key").read_text(encoding="ascii")
    check_lake(lake.root, PartnershipKey.of(key))
    with pytest.raises(KeyRefused):
        check_lake(lake.root, PartnershipKey.of(OTHER_KEY))
    assert (folder / "key").stat().st_mode & 0o077 == 0
