"""How many months are written at a time is a matter of speed: what is loaded, rejected and refused is the same."""

import itertools
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from deltalake import DeltaTable
from hypothesis import given
from hypothesis import strategies as st

from police_files import (
    OUTCOMES,
    STREET,
    csv_text,
    load_files,
    name_of,
    outcome_row,
    state,
    street_row,
    street_rows,
    write,
    write_street,
)
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading import incidents

ONE_MONTH, SOME, ALL = 1, 6_000, 10**9


def delivery(folder: Path) -> Path:
    """Months of two forces; rows to reject in one, a file that is found bad while it is written, other line ends."""
    for number in range(1, 6):
        month = f"2023-{number:02d}"
        write_street(folder, street_rows(8 + number, month=month))
        write_street(folder, street_rows(5, month=month, force="Essex Police"), slug="essex")
        write(
            folder, csv_text([outcome_row(n, month=month) for n in range(9)], OUTCOMES), name_of(month, kind="outcomes")
        )
    faults = [street_row(20, month="2023-02", crime_type="Witchcraft"), street_row(21, month="2023-02", longitude="x")]
    write_street(folder, street_rows(9, month="2023-02") + faults)
    mostly_bad = street_rows(4, month="2023-03") + [street_row(n, month="2023-03", latitude="91") for n in range(6)]
    write_street(folder, mostly_bad, slug="bedfordshire")
    write(folder, csv_text(street_rows(7, month="2023-04"), STREET, newline="\r\n"), name_of("2023-04"))
    return folder


def loaded(lake: Lake, folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Everything to be seen of a load: the tables, and the report."""
    report = load_files(lake, folder)
    return state(lake) | {"loads": len(lake.loads())}, report.as_record()


@pytest.mark.parametrize("is_first", [True, False], ids=["first load", "replacing"])
@pytest.mark.parametrize("at_a_time", [ONE_MONTH, SOME])
def test_months_written_one_some_or_all_at_a_time_are_the_same(
    at_a_time: int, is_first: bool, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    delivery(files)
    seen = []
    for name, most in (("these", at_a_time), ("all", ALL)):
        lake = Lake(tmp_path / name)
        if not is_first:
            earlier = write_street(tmp_path / "earlier", street_rows(3, month="2023-05"), released=datetime(2023, 6, 1))
            load_files(lake, earlier)
        monkeypatch.setattr(incidents, "BATCH_BYTES", most)
        seen.append(loaded(lake, files))
    assert seen[0] == seen[1]
    statuses = [file["status"] for file in seen[0][1]["files"]]
    assert (statuses.count("loaded"), statuses.count("refused")) == (14, 1)
    assert seen[0][1]["rows_rejected"] == 2


@pytest.mark.parametrize("at_a_time", [ONE_MONTH, ALL])
def test_the_lake_is_told_how_many_rows_each_file_has(
    at_a_time: int, lake: Lake, files: Path, monkeypatch: pytest.MonkeyPatch
):
    """Other readers of Delta tables count by that, without opening a file."""
    monkeypatch.setattr(incidents, "BATCH_BYTES", at_a_time)
    load_files(lake, delivery(files))
    added = DeltaTable(lake.root / "incidents").get_add_actions(flatten=True)
    told = dict(zip(added["partition.month"].to_pylist(), added["num_records"].to_pylist(), strict=True))
    assert told == {"2023-01": 14, "2023-02": 14, "2023-03": 5, "2023-04": 12, "2023-05": 18}


def files_of(sizes: Sequence[tuple[int, int]]) -> list[Any]:
    """Files (month, bytes) of as many forces."""
    return [
        SimpleNamespace(
            key=(f"force-{number}", f"2023-{month:02d}"),
            expected=SimpleNamespace(month=f"2023-{month:02d}"),
            delivered=SimpleNamespace(path=SimpleNamespace(stat=lambda size=size: SimpleNamespace(st_size=size))),
        )
        for number, (month, size) in enumerate(sizes)
    ]


def size_of(files: Sequence[Any]) -> int:
    return sum(file.delivered.path.stat().st_size for file in files)


@given(sizes=st.lists(st.tuples(st.integers(1, 12), st.integers(0, incidents.BATCH_BYTES)), max_size=20))
def test_a_batch_is_of_whole_months_and_small_unless_it_is_of_one(sizes: list[tuple[int, int]]):
    files = files_of(sizes)
    batches = list(incidents._batches(files))
    assert sorted(file.key for batch in batches for file in batch) == sorted(file.key for file in files)
    months = [sorted({file.expected.month for file in batch}) for batch in batches]
    every = sorted({file.expected.month for file in files})
    assert list(itertools.chain(*months)) == every, "no month is in two batches"
    for batch, of_batch in zip(batches, months, strict=True):
        assert size_of(batch) <= incidents.BATCH_BYTES or len(of_batch) == 1
