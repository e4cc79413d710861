"""How long a whole Strategic Assessment takes in four formats, and how long again after a change of its text."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from bench.material import Material
from bench.measuring import Runner, Sample, in_turn, spread
from bench.report import Section, megabytes, met, seconds, table

KIND = "strategic-assessment-full"
FORMATS = ("html", "pdf", "docx", "odt")
LEAST_CHARTS, LEAST_MAPS = 25, 10
MOST_SECONDS_FIRST, MOST_SECONDS_AGAIN = 60, 10
FIRST = "The first build, no picture kept"
AGAIN = "Again, after a sentence has changed"


def measure(runner: Runner, material: Material, lake: str, *, rounds: int) -> Section:
    """The two in turn, each by `saferplan document build` as a user runs it."""
    folder = runner.work / "document"
    area = runner.task("tables", area=material.area, lake=lake, period=material.period, against=material.against)
    chosen = ("--area", area.facts["area"], "--period", material.period, "--against", material.against)
    runner.command("document", "new", KIND, str(folder), *chosen)
    build = ("document", "build", str(folder), "--lake", lake, "--formats", ",".join(FORMATS))

    def first() -> Sample:
        shutil.rmtree(runner.cache, ignore_errors=True)
        shutil.rmtree(folder / "out", ignore_errors=True)
        return runner.command(*build)

    def again() -> Sample:
        chapter = next(iter(sorted(folder.glob("*.md"))))
        chapter.write_text(f"{chapter.read_text(encoding='utf-8')}\nA sentence more.\n", encoding="utf-8")
        return runner.command(*build)

    found = in_turn({FIRST: first, AGAIN: again}, rounds, warm_ups=0)
    return Section("documents", "A whole Strategic Assessment in four formats", _text(found, folder / "out"))


def _text(found: dict[str, list[Sample]], out: Path) -> list[str]:
    charts, maps = _pictures(out)
    counted = f"{charts} charts and {maps} exhibits of maps"
    return [
        f"HTML, PDF/UA-1, DOCX and ODT of one partnership area with {counted}, written from a loaded lake by"
        " `saferplan document build`: start-up and the working out of all figures are in it.",
        table(["", "Seconds", "Processor seconds", "Peak memory"], [_line(name, found[name]) for name in found]),
        table(["File", "Size"], [[file.name, f"{file.stat().st_size / 1e6:.1f} MB"] for file in _files(out)]),
        _verdict(found, judged=charts >= LEAST_CHARTS and maps >= LEAST_MAPS),
    ]


def _pictures(out: Path) -> tuple[int, int]:
    told = json.loads((out / "assessment.json").read_text(encoding="utf-8"))
    figures = [exhibit["id"] for exhibit in told["exhibits"] if exhibit["label"].startswith("Figure")]
    maps = [name for name in figures if "map" in name or "hotspot" in name]
    return len(figures) - len(maps), len(maps)


def _files(out: Path) -> list[Path]:
    return sorted(file for file in out.iterdir() if file.is_file())


def _line(name: str, samples: Sequence[Sample]) -> list[str]:
    return [name, seconds(spread(samples)), seconds(spread(samples, "processor")), megabytes(spread(samples, "peak"))]


def _verdict(found: dict[str, list[Sample]], *, judged: bool) -> str:
    return " ".join(
        f"{name}, under {most} s: {met(spread(found[name]).median < most, judged=judged)}."
        for name, most in ((FIRST, MOST_SECONDS_FIRST), (AGAIN, MOST_SECONDS_AGAIN))
    )
