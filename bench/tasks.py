"""What is measured, and what it is measured against: each function runs in a process of its own.

A task imports what it needs, then works within `watch`, and gives the facts by which runs are held against each other.
Paths come as text, because arguments pass through JSON.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import hotspot_tasks, linkage_tasks, near_repeat_tasks

Facts = dict[str, Any]
Watch = AbstractContextManager[None]


def unzip(watch: Watch, *, archives: list[str], folder: str) -> Facts:
    """Unpacks each archive into a folder of its name."""
    with watch:
        for archive in map(Path, archives):
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(Path(folder) / archive.stem)
    return _size(Path(folder))


def later_months(watch: Watch, *, source: str, folder: str, months: int) -> Facts:
    """Copies of street files as of `months` later: in the names and in the Month column, the rest as it was."""
    with watch:
        for path in sorted(Path(source).rglob("*.csv")):
            month = path.name[:7]
            later = _months_later(month, months)
            target = Path(folder) / later / path.name.replace(month, later)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes().replace(f",{month},".encode(), f",{later},".encode()))
    return _size(Path(folder))


def _months_later(month: str, months: int) -> str:
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _size(folder: Path) -> Facts:
    files = sorted(folder.rglob("*.csv"))
    return {"files": len(files), "bytes": sum(path.stat().st_size for path in files)}


def generate(watch: Watch, *, folder: str, rows: int) -> Facts:
    """Files of the kinds that an assessment needs, with about so many incidents."""
    from bench import generated

    with watch:
        generated.write(Path(folder), rows)
    return _size(Path(folder))


def load_saferplan(watch: Watch, *, paths: list[str], lake: str) -> Facts:
    """Loads files into a lake, checks and all."""
    import deltalake  # noqa: F401
    import pyarrow.dataset  # noqa: F401

    from saferplan.evidence.lake import Lake
    from saferplan.evidence.loading.load import load

    target, now = Lake(Path(lake)), datetime.now(UTC)
    with watch:
        report = load([Path(path) for path in paths], target, now=now)
    refused = [file.message for file in report.files if file.status == "refused"]
    return {"rows": _incidents(target), "refused": refused}


def _incidents(lake: Any) -> int:
    return sum(row["rows_loaded"] for row in lake.snapshot().extracts if row["dataset"] == "incidents")


def load_duckdb(watch: Watch, *, paths: list[str], parquet: str) -> Facts:
    """Reads the same files as text columns into one zstd Parquet file, and checks nothing."""
    import duckdb

    files = sorted(str(file) for path in paths for file in Path(path).rglob("*.csv"))
    with Path(files[0]).open(encoding="utf-8") as stream:
        columns = dict.fromkeys(stream.readline().strip().split(","), "VARCHAR")
    database = duckdb.connect()
    with watch:
        database.execute(
            f"COPY (FROM read_csv({files}, columns={columns}, auto_detect=false, header=true, delim=',', quote='\"',"
            f" escape='\"')) TO '{parquet}' (FORMAT parquet, COMPRESSION zstd)"
        )
    rows = database.execute(f"SELECT count(*) FROM '{parquet}'").fetchall()
    return {"rows": rows[0][0]}


def tables(watch: Watch, *, lake: str, area: str | None, period: str, against: str) -> Facts:
    """All the tables of one assessment, from the opening of the lake to the document."""
    from saferplan.evidence.assessment.scope import Scope
    from saferplan.evidence.assessment.tables import AssessmentTables
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.periods import parse_period

    with watch:
        basis = Basis(Lake(Path(lake)).snapshot())
        chosen = basis.geography.area(area or basis.geography.unit_codes[0])
        scope = Scope(basis, chosen, parse_period(period), parse_period(against))
        document = AssessmentTables(scope).as_document()
    return {"area": chosen.code, "characters": len(json.dumps(document))}


def every(watch: Watch, *, lake: str, period: str, against: str, areas: int, out: str) -> Facts:
    """The tables of so many partnership areas, written as `saferplan assess --all --tables-only --out` does.

    They are spread evenly over the country's codes, so that few are as mixed as all: cities, counties, boroughs.
    """
    from saferplan.evidence.assessment.tables import every_partnership
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.periods import parse_period

    Path(out).mkdir(parents=True)
    with watch:
        basis = Basis(Lake(Path(lake)).snapshot())
        known = basis.geography.unit_codes
        number = min(areas, len(known))
        wanted = [known[at * len(known) // number] for at in range(number)]
        for one in every_partnership(basis, parse_period(period), parse_period(against), wanted):
            text = json.dumps(one.as_document(), ensure_ascii=False, allow_nan=False)
            (Path(out) / f"{one.scope.area.code}.json").write_text(text, encoding="utf-8")
    return {"areas": len(set(wanted))}


def group_lake(watch: Watch, *, lake: str) -> Facts:
    """Counts by month, crime type and LSOA code, from the lake."""
    from saferplan.evidence.engines import DuckDbEngine
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.sources.police_categories import crime_type_title

    with watch:
        engine = DuckDbEngine(Lake(Path(lake)).snapshot())
        incidents = engine.table("incidents")
        grouped = engine.run(incidents.group_by("month", "crime_type", "lsoa_code").aggregate(n=incidents.count()))
    columns = (grouped.column(name).to_pylist() for name in ("month", "crime_type", "lsoa_code", "n"))
    counts = {(month, crime_type_title(slug), code): n for month, slug, code, n in zip(*columns, strict=True)}
    return _digest(counts)


def group_pandas(watch: Watch, *, files: list[str]) -> Facts:
    """The same as an analyst does it: read the files (the three columns needed), concatenate, group."""
    import pandas as pd

    wanted = ["Month", "Crime type", "LSOA code"]
    with watch:
        frames = [pd.read_csv(file, usecols=wanted, dtype=str) for file in files]
        grouped = pd.concat(frames, ignore_index=True).groupby(wanted, dropna=False).size()
    counts = {(month, title, code if isinstance(code, str) else None): n for (month, title, code), n in grouped.items()}
    return _digest(counts)


def _digest(counts: Mapping[tuple[str, str, str | None], int]) -> Facts:
    """Enough to tell whether two sides counted the same in every group."""
    lines = sorted("|".join((month, title, code or "")) + f"|{n}" for (month, title, code), n in counts.items())
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return {"groups": len(counts), "rows": int(sum(counts.values())), "digest": digest}


def files_in_force(watch: Watch, *, lake: str, unpacked: str) -> Facts:
    """The street files that make up a lake's incidents, where they have been unpacked."""
    from saferplan.evidence.lake import Lake

    with watch:
        extracts = Lake(Path(lake)).snapshot().extracts
    names = sorted(row["file"] for row in extracts if row["dataset"] == "incidents")
    return {"files": [str(_unpacked(name, Path(unpacked))) for name in names]}


def _unpacked(name: str, folder: Path) -> Path:
    archive, inside, member = name.partition("!")
    return folder / Path(archive).stem / member if inside else Path(archive)


TASKS: dict[str, Callable[..., Facts]] = (
    {
        task.__name__: task
        for task in (
            unzip,
            later_months,
            generate,
            load_saferplan,
            load_duckdb,
            tables,
            every,
            group_lake,
            group_pandas,
            files_in_force,
        )
    }
    | hotspot_tasks.TASKS
    | linkage_tasks.TASKS
    | near_repeat_tasks.TASKS
)
