"""How long an assessment takes from a loaded lake, beside pandas that reads and groups the files anew."""

from collections.abc import Sequence

from bench.material import Material
from bench.measuring import BenchError, Runner, Sample, in_turn, ratios, spread
from bench.report import Section, megabytes, met, seconds, span, table

MOST_SECONDS_TABLES, MOST_SECONDS_WHOLE = 3, 15
TABLES = "All tables of an assessment, in the process"
WHOLE = "`saferplan assess`, whole"
GROUPED = "Counts by month, crime type and LSOA, from the lake"
PANDAS = "The same counts by pandas, from the files"


def measure(runner: Runner, material: Material, lake: str, *, rounds: int) -> Section:
    """One assessment, and one grouping that both sides can do, in turn."""
    chosen = {"lake": lake, "period": material.period, "against": material.against}
    files = runner.task("files_in_force", lake=lake, unpacked=material.unpacked).facts["files"]
    area = runner.task("tables", area=material.area, **chosen).facts["area"]
    command = ("assess", area, "--lake", lake, "--period", material.period, "--against", material.against)
    found = in_turn(
        {
            TABLES: lambda: runner.task("tables", area=area, **chosen),
            PANDAS: lambda: runner.task("group_pandas", files=files),
            GROUPED: lambda: runner.task("group_lake", lake=lake),
            WHOLE: lambda: runner.command(*command, "--out", str(runner.work / "assessment")),
        },
        rounds,
    )
    _check_equal(found[GROUPED], found[PANDAS])
    return Section("assess", "One assessment", _text(found, len(files), judged=material.judged))


def _check_equal(ours: Sequence[Sample], theirs: Sequence[Sample]) -> None:
    """The comparison is honest only where both counted the same in every group."""
    told = {(sample.facts["rows"], sample.facts["groups"], sample.facts["digest"]) for sample in (*ours, *theirs)}
    if len(told) != 1:
        raise BenchError(f"the lake and pandas do not count the same: {sorted(told)}")


def _text(found: dict[str, list[Sample]], files: int, *, judged: bool) -> list[str]:
    counted = found[PANDAS][0].facts
    return [
        f"From a lake of {counted['rows']:,} incidents in {files} files of a month and force. Both sides of the"
        f" grouping found the same number in each of {counted['groups']:,} groups.",
        table(
            ["", "Seconds", "Processor seconds", "Peak memory", "Start-up, left out"],
            [_line(name, samples) for name, samples in found.items()],
        ),
        _verdict(TABLES, spread(found[TABLES]).median, MOST_SECONDS_TABLES, judged=judged)
        + _verdict(WHOLE, spread(found[WHOLE]).median, MOST_SECONDS_WHOLE, judged=judged)
        + f"Pair by pair, the grouping from the lake takes {span(ratios(found[GROUPED], found[PANDAS]), '.2f')} times"
        " as long as pandas takes to read and group the files, and all the tables"
        f" {span(ratios(found[TABLES], found[PANDAS]), '.2f')} times.",
    ]


def _verdict(name: str, taken: float, most: float, *, judged: bool) -> str:
    return f"{name}, under {most} s: {met(taken < most, judged=judged)}. "


def _line(name: str, samples: Sequence[Sample]) -> list[str]:
    return [
        name,
        seconds(spread(samples)),
        seconds(spread(samples, "processor")),
        megabytes(spread(samples, "peak")),
        "–" if name == WHOLE else seconds(spread(samples, "startup")),
    ]
