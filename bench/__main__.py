"""`python -m bench`: measures, prints a report in Markdown and writes it to build/benchmarks.md."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
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
    site,
    site_evidence,
    site_intake,
    site_map,
)
from bench.material import Material, gathered
from bench.measuring import ROOT, BenchError, Runner
from bench.report import Section, render

OF_FILES = ("load", "assess", "all", "documents")
NAMES = (*OF_FILES, "hotspots", "near-repeat", "linkage", "site", "site-evidence", "site-intake", "site-map")
REPORT = ROOT / "build" / "benchmarks.md"
DOCS = ROOT / "docs" / "benchmarks.md"
# What follows this line in docs/benchmarks.md is the last report recorded there.
MARK = "<!-- The rest is written by: python -m bench --record -->\n"


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    report_file = options.report or REPORT
    report_file.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Beside the report, because the system's folder for such things may be small or in memory.
        with tempfile.TemporaryDirectory(prefix="bench-", dir=report_file.parent) as work:
            sections = _measured(Runner(Path(work)), options)
    except BenchError as fault:
        print(f"bench: {fault}", file=sys.stderr)
        return 1
    report = render(sections, datetime.now(UTC).date(), quick=options.quick)
    report_file.write_text(report, encoding="utf-8")
    if options.record:
        _record(report)
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
    if "hotspots" in names:
        _say("hotspots, beside esda and scikit-learn")
        sections += hotspots.measure(runner, rounds=1 if options.quick else 3)
    if "near-repeat" in names:
        _say("near repeats, beside plain NumPy")
        sections.append(near_repeats.measure(runner, rounds=1 if options.quick else 3))
    if "linkage" in names:
        _say("linkage of a million records, beside Splink alone")
        sections.append(linkage.measure(runner, rounds=1 if options.quick else 3))
    if "site" in names:
        _say("pages of the site, visited by fifty people at once")
        size = site.Size(seconds=site.QUICK_SECONDS) if options.quick else site.Size()
        sections.append(site.measure(runner, size))
    if "site-evidence" in names:
        _say("pages of the evidence, with a lake of 30 million incidents")
        quick = site_evidence.Size(incidents=site_evidence.QUICK_INCIDENTS, seconds=site.QUICK_SECONDS)
        sections.append(site_evidence.measure(runner, quick if options.quick else site_evidence.Size()))
    if "site-intake" in names:
        _say("an extract of 100 MB, from its upload to its load")
        brief = site_intake.Size(site_intake.QUICK_BYTES, seconds=site_intake.QUICK_SECONDS)
        sections.append(site_intake.measure(runner, brief if options.quick else site_intake.Size()))
    if "site-map" in names:
        _say("a map of a county in a browser")
        sections.append(site_map.measure(runner, rounds=2 if options.quick else 7))
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


def _record(report: str) -> None:
    before, mark, _ = DOCS.read_text(encoding="utf-8").partition(MARK)
    DOCS.write_text(f"{before.rstrip()}\n\n{mark or MARK}\n{report}", encoding="utf-8")


def _say(what: str) -> None:
    print(f"bench: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
