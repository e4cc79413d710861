"""`python -m bench`: measures, prints a report in Markdown and writes it to build/benchmarks.md."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench import (
    assessing,
    documents,
    everywhere,
    hotspots,
    linkage,
    loading,
    near_repeats,
    recorded,
    site,
    site_choice,
    site_evidence,
    site_intake,
    site_map,
)
from bench.material import Material, gathered
from bench.measuring import ROOT, BenchError, Runner
from bench.report import Section, render


@dataclass(frozen=True)
class Part:
    """`says`: what is under way meanwhile. `measure` is told whether to be quick about it."""

    says: str
    measure: Callable[[Runner, bool], Sequence[Section]]


def _hotspots(runner: Runner, quick: bool) -> Sequence[Section]:
    return hotspots.measure(runner, rounds=1 if quick else 3)


def _near_repeats(runner: Runner, quick: bool) -> Sequence[Section]:
    return [near_repeats.measure(runner, rounds=1 if quick else 3)]


def _linkage(runner: Runner, quick: bool) -> Sequence[Section]:
    return [linkage.measure(runner, rounds=1 if quick else 3)]


def _site(runner: Runner, quick: bool) -> Sequence[Section]:
    return [site.measure(runner, site.Size(seconds=site.QUICK_SECONDS) if quick else site.Size())]


def _site_evidence(runner: Runner, quick: bool) -> Sequence[Section]:
    brief = site_evidence.Size(incidents=site_evidence.QUICK_INCIDENTS, seconds=site.QUICK_SECONDS)
    return [site_evidence.measure(runner, brief if quick else site_evidence.Size())]


def _site_intake(runner: Runner, quick: bool) -> Sequence[Section]:
    brief = site_intake.Size(file_bytes=site_intake.QUICK_BYTES, seconds=site_intake.QUICK_SECONDS)
    return [site_intake.measure(runner, brief if quick else site_intake.Size())]


def _site_choice(runner: Runner, quick: bool) -> Sequence[Section]:
    return [site_choice.measure(runner, site_choice.Size(rounds=1) if quick else site_choice.Size())]


def _site_map(runner: Runner, quick: bool) -> Sequence[Section]:
    return [site_map.measure(runner, rounds=2 if quick else 7)]


OF_FILES = ("load", "assess", "all", "documents")
PARTS = {
    "hotspots": Part("hotspots, beside esda and scikit-learn", _hotspots),
    "near-repeat": Part("near repeats, beside plain NumPy", _near_repeats),
    "linkage": Part("linkage of a million records, beside Splink alone", _linkage),
    "site": Part("pages of the site, visited by fifty people at once", _site),
    "site-evidence": Part("pages of the evidence, with a lake of 30 million incidents", _site_evidence),
    "site-intake": Part("an extract of 100 MB, from its upload to its load", _site_intake),
    "site-choice": Part("choices of what to explore, in a browser", _site_choice),
    "site-map": Part("a map of a county in a browser", _site_map),
}
NAMES = (*OF_FILES, *PARTS)
REPORT = ROOT / "build" / "benchmarks.md"
DOCS = ROOT / "docs" / "benchmarks.md"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    report_file = options.report or REPORT
    report_file.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Beside the report, because the system's folder for such things may be small or in memory.
        with tempfile.TemporaryDirectory(prefix="bench-", dir=report_file.parent) as work:
            sections = _measured(Runner(Path(work)), options)
        report = render(sections, datetime.now(UTC).date(), quick=options.quick)
        report_file.write_text(report, encoding="utf-8")
        if options.record:
            recorded.record(DOCS, report)
    except BenchError as fault:
        print(f"bench: {fault}", file=sys.stderr)
        return 1
    print(report, end="")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME", help=f"{', '.join(NAMES)}; none: all")
    parser.add_argument("--quick", action="store_true", help="few rounds and sizes, to see whether something is slow")
    parser.add_argument("--generated", type=int, metavar="ROWS", help="generated files of about so many rows")
    parser.add_argument("--record", action="store_true", help="put the report into docs/benchmarks.md as well")
    parser.add_argument("--report", type=Path, metavar="FILE", help="where to write, in place of build/benchmarks.md")
    return parser


def _measured(runner: Runner, options: argparse.Namespace) -> list[Section]:
    names = options.names or NAMES
    sections: list[Section] = []
    if set(OF_FILES) & set(names):
        sections += _of_files(runner, options, names)
    for name in (one for one in PARTS if one in names):
        _say(PARTS[name].says)
        sections += PARTS[name].measure(runner, options.quick)
    return sections


def _of_files(runner: Runner, options: argparse.Namespace, names: Sequence[str]) -> list[Section]:
    _say("gathering files")
    material = gathered(runner, options.generated)
    sections: list[Section] = []
    if "load" in names:
        _say("loading, beside DuckDB")
        sections.append(
            loading.measure(runner, material, rounds=2 if options.quick else 5, times=(2,) if options.quick else (2, 4))
        )
    if {"assess", "all", "documents"} & set(names):
        sections += _from_lake(runner, material, names, quick=options.quick)
    return sections


def _from_lake(runner: Runner, material: Material, names: Sequence[str], *, quick: bool) -> list[Section]:
    lake = str(runner.work / "national")
    _say("loading a national lake")
    runner.task("load_saferplan", paths=material.everything, lake=lake)
    sections: list[Section] = []
    if "assess" in names:
        _say("one assessment, beside pandas")
        sections.append(assessing.measure(runner, material, lake, rounds=2 if quick else 5))
    if "all" in names:
        _say("every partnership")
        areas = (1, 10, 50) if quick else (1, 10, 100, 300)
        sections.append(everywhere.measure(runner, material, lake, rounds=1 if quick else 3, areas=areas))
    if "documents" in names:
        _say("a whole document in four formats")
        sections.append(documents.measure(runner, material, lake, rounds=1 if quick else 3))
    return sections


def _say(what: str) -> None:
    print(f"bench: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
