"""The files that are measured on: the real ones where they are at hand, else generated ones of about their size."""

import os
from dataclasses import dataclass
from pathlib import Path

from bench.measuring import ROOT, Runner

REAL_ROWS = 1_100_000
FEWEST_ROWS_JUDGED = 1_000_000
ALL_FORCES = tuple(f"all-forces-2022-{month}-street.zip" for month in ("01", "02", "03"))
REFERENCE = ("geography", "population", "deprivation", "recorded_crime")
# Months that street files stand apart when they are copied to make more rows: all of the same three, moved on.
MONTHS_OF_STREET = 3


@dataclass(frozen=True)
class Material:
    """`street`: folders of plain street files, about 1.1 million rows; `reference`: lookups and figures of areas.

    `everything`: what a national lake is loaded from. `unpacked`: where its archives lie unpacked. `area`: the one
    assessed, None for any. `unzip_seconds`: what unpacking `street` took, None where nothing was packed. `judged`:
    whether there are rows enough to hold what is found against what was asked.
    """

    title: str
    street: list[str]
    reference: list[str]
    everything: list[str]
    unpacked: str
    area: str | None
    files: int
    bytes: int
    unzip_seconds: float | None
    judged: bool
    period: str = "FY2021"
    against: str = "FY2018"


def real_data() -> Path | None:
    folder = Path(os.environ.get("SAFERPLAN_DATA") or ROOT.parent / "shared" / "data")
    packed = folder / "police_uk"
    return folder if all((packed / name).is_file() for name in ALL_FORCES) else None


def gathered(runner: Runner, generated_rows: int | None) -> Material:
    """The real files, unless generated ones are asked for or the real ones are not there."""
    data = real_data() if generated_rows is None else None
    return _real(runner, data) if data else _generated(runner, generated_rows or REAL_ROWS)


def _real(runner: Runner, data: Path) -> Material:
    unpacked = runner.work / "unpacked"
    archives = [data / "police_uk" / name for name in ALL_FORCES]
    street = runner.task("unzip", archives=[str(one) for one in archives], folder=str(unpacked))
    others = [one for one in sorted((data / "police_uk").glob("*.zip")) if one not in archives]
    runner.task("unzip", archives=[str(one) for one in others], folder=str(unpacked))
    reference = [str(data / name) for name in REFERENCE]
    return Material(
        "real files of data.police.uk (all forces, January to March 2022)",
        [str(unpacked / one.stem) for one in archives],
        reference,
        [*reference, str(data / "police_uk")],
        str(unpacked),
        "E06000060",
        street.facts["files"],
        street.facts["bytes"],
        street.seconds,
        judged=True,
    )


def _generated(runner: Runner, rows: int) -> Material:
    folder = runner.work / "generated"
    runner.task("generate", folder=str(folder), rows=rows)
    street = sorted((folder / "street").rglob("*.csv"))
    reference = [str(folder / "reference")]
    return Material(
        "generated files",
        [str(folder / "street")],
        reference,
        [*reference, str(folder / "street")],
        str(folder),
        None,
        len(street),
        sum(path.stat().st_size for path in street),
        None,
        judged=rows >= FEWEST_ROWS_JUDGED,
    )


def with_later_months(runner: Runner, material: Material, times: int) -> list[str]:
    """The street files, and copies of them as of later months, so that there are so many times as many rows."""
    folders = list(material.street)
    for number in range(1, times):
        for source in material.street:
            target = runner.work / "later" / f"{number}-{Path(source).name}"
            if not target.exists():
                months = number * MONTHS_OF_STREET
                runner.task("later_months", source=source, folder=str(target), months=months)
            folders.append(str(target))
    return folders
