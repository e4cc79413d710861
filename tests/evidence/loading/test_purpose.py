"""Why stop and search was loaded stays on record with the load."""

from pathlib import Path

import pytest

from police_files import csv_text, load_files, name_of, stop_row, street_rows, write
from saferplan.evidence.lake import Lake


@pytest.mark.parametrize(("purpose", "recorded"), [("disproportionality", "disproportionality"), (None, "")])
def test_the_purpose_of_a_load_is_in_its_summary(tmp_path: Path, purpose: str | None, recorded: str) -> None:
    files, lake = tmp_path / "files", Lake(tmp_path / "lake")
    files.mkdir()
    paths = [
        write(files, csv_text(street_rows(3))),
        write(files, csv_text([stop_row(1)]), name_of(kind="stop-and-search")),
    ]
    load_files(lake, *paths, purpose=purpose)
    assert lake.snapshot().load.summary["purpose"] == recorded
