"""Makes the demo's files from its figures, and a lake of the files."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path

from saferplan.demo import records, reference
from saferplan.errors import FileRefused
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import load
from saferplan.evidence.partners.mentions import Identities
from saferplan.evidence.synthetic import SYNTHETIC_LOCATION, SYNTHETIC_NOTICE
from saferplan.synth import figures

SEED = 2026
MARKER = "SYNTHETIC.txt"
MARKER_TEXT = f"""{SYNTHETIC_NOTICE}.

The files in police/ look like those of data.police.uk and are not. How many records each ward, neighbourhood
decile, month, crime type and last outcome has is what was published; the records themselves were generated. Their
identifiers, streets ("{SYNTHETIC_LOCATION} …"), points and neighbourhoods within a ward are invented, and
points lie about the middle of a ward, not where anything happened.

The files in reference/ hold real figures of {figures.AREA_NAME} and totals of other partnerships.
{figures.LICENCE}
"""


def generate(folder: Path, seed: int = SEED) -> list[Path]:
    """Writes the demo's files into `folder` (police/, reference/, SYNTHETIC.txt); the same seed, the same bytes.

    Gives the files that `saferplan load` takes. Each has the day of the figures as its time stamp.
    """
    police, other = folder / "police", folder / "reference"
    for part in (police, other):
        part.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text(MARKER_TEXT, encoding="utf-8")
    paths = [*reference.write(other), *records.write(police, seed)]
    stamp = datetime.combine(figures.worked_out_on(), time(12)).timestamp()
    for path in paths:
        os.utime(path, (stamp, stamp))
    return paths


def build(folder: Path, seed: int = SEED) -> Lake:
    """Generates the files into folder/files and loads them into folder/lake; building again changes nothing."""
    lake = Lake(folder / "lake")
    load_whole(generate(folder / "files", seed), lake)
    return lake


def load_whole(paths: Sequence[Path], lake: Lake, identities: Identities | None = None) -> None:
    """Raises FileRefused unless every row of the demo's own files was loaded."""
    report = load(paths, lake, now=datetime.now(UTC), identities=identities)
    faults = [one.message for one in report.files if one.status in ("refused", "ignored")]
    if faults or report.rejected:
        raise FileRefused(f"the demo's own files were not loaded whole: {'; '.join(faults) or report.rejected[0]}")
