"""How fast and in how much memory files are loaded, beside DuckDB that only reads and writes them."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from bench.material import Material, with_later_months
from bench.measuring import BenchError, Runner, Sample, Spread, in_turn, ratios, spread
from bench.report import Section, megabytes, met, seconds, span, table

MOST_TIMES_DUCKDB = 1.5
MOST_MEMORY = 1.5e9
OURS, DUCKDB = "saferplan load", "DuckDB to Parquet"


def measure(runner: Runner, material: Material, *, rounds: int, times: Sequence[int]) -> Section:
    """Pairs at the size as delivered; then, for memory, at so many `times` as many rows."""
    before = runner.work / "reference-lake"
    runner.task("load_saferplan", paths=material.reference, lake=str(before))
    pairs = _pairs(runner, material.street, before, rounds, warm_ups=1)
    sizes = {1: pairs}
    for more in times:
        paths = with_later_months(runner, material, more)
        sizes[more] = _pairs(runner, paths, before, rounds=max(1, rounds // 2), warm_ups=0)
    return Section("load", "Loading", _text(material, pairs, sizes))


def _pairs(runner: Runner, paths: Sequence[str], before: Path, rounds: int, warm_ups: int) -> dict[str, list[Sample]]:
    """Ours goes into a lake that holds the lookups, so that codes of areas are checked as in real use."""

    def ours() -> Sample:
        lake = runner.work / "lake"
        shutil.copytree(before, lake)
        sample = runner.task("load_saferplan", paths=list(paths), lake=str(lake))
        shutil.rmtree(lake)
        return sample

    def duckdb() -> Sample:
        parquet = runner.work / "duckdb.parquet"
        sample = runner.task("load_duckdb", paths=list(paths), parquet=str(parquet))
        parquet.unlink()
        return sample

    found = in_turn({OURS: ours, DUCKDB: duckdb}, rounds, warm_ups)
    for mine, theirs in zip(found[OURS], found[DUCKDB], strict=True):
        if mine.facts["rows"] != theirs.facts["rows"] or mine.facts["refused"]:
            raise BenchError(f"{mine.facts} loaded, where DuckDB read {theirs.facts['rows']:,} rows")
    return found


def _text(material: Material, pairs: dict[str, list[Sample]], sizes: dict[int, dict[str, list[Sample]]]) -> list[str]:
    rows = pairs[OURS][0].facts["rows"]
    return [
        f"{rows:,} rows in {material.files} files, {material.bytes / 1e6:,.0f} MB: {material.title}.",
        table(
            ["", "Seconds", "Processor seconds", "Peak memory", "Start-up, left out", "Rows a second"],
            [_line(name, samples, rows) for name, samples in pairs.items()],
        ),
        _about_speed(ratios(pairs[OURS], pairs[DUCKDB]), material),
        table(
            ["Rows", "Seconds", "Peak memory", "DuckDB: seconds", "Peak memory", "Times as long"],
            [_growth(found) for found in sizes.values()],
        ),
        _about_memory({times: spread(found[OURS], "peak") for times, found in sizes.items()}, material),
    ]


def _about_speed(ratio: Spread, material: Material) -> str:
    reached = met(ratio.median <= MOST_TIMES_DUCKDB, judged=material.judged)
    unzip = "none (they are plain files)" if material.unzip_seconds is None else f"{material.unzip_seconds:.1f} s"
    return (
        f"Pair by pair, loading takes **{span(ratio, '.2f')} times** as long as DuckDB; at most {MOST_TIMES_DUCKDB} was"
        f" asked: {reached}. Unpacking the archives, left out of both: {unzip}."
    )


def _about_memory(peaks: dict[int, Spread], material: Material) -> str:
    reached = met(peaks[1].most <= MOST_MEMORY, judged=material.judged)
    most = max(peaks)
    return (
        f"Peak memory at the first size is {megabytes(peaks[1])}; at most {MOST_MEMORY / 1e6:,.0f} MB was asked:"
        f" {reached}. At {most} times as many rows it is {peaks[most].median / peaks[1].median:.2f} times that."
    )


def _line(name: str, samples: Sequence[Sample], rows: int) -> list[str]:
    taken = spread(samples)
    return [
        name,
        seconds(taken),
        seconds(spread(samples, "processor")),
        megabytes(spread(samples, "peak")),
        seconds(spread(samples, "startup")),
        f"{rows / taken.median:,.0f}",
    ]


def _growth(found: dict[str, list[Sample]]) -> list[str]:
    ours, theirs = found[OURS], found[DUCKDB]
    return [
        f"{ours[0].facts['rows']:,}",
        seconds(spread(ours)),
        megabytes(spread(ours, "peak")),
        seconds(spread(theirs)),
        megabytes(spread(theirs, "peak")),
        span(ratios(ours, theirs), ".2f"),
    ]
