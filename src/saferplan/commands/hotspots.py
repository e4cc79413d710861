"""`saferplan hotspots`: where events gather, as maps for a geographic information system and as a tasking sheet."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import add_as_at, add_command, moment, note, print_json, print_table
from saferplan.errors import UsageError

if TYPE_CHECKING:
    from saferplan.evidence.hotspots.study import Question, Study

PLACES_PRINTED = {
    "place": "Place",
    "wards": "Wards",
    "cells": "Cells",
    "count": "Count",
    "square_km": "Square km",
    "lowest_q": "Lowest q",
    "mostly": "Mostly",
}
JUDGED_PRINTED = {"cells": "Cells", "title": "Picked by", "hit_rate": "Hit rate", "pai": "PAI", "pei": "PEI"}
METHODS = ("gi", "kde", "count")
AREAS_PRINTED = {
    "lsoa_code": "Code",
    "lsoa_name": "Small area",
    "count": "Count",
    "z": "Gi* (z)",
    "q": "q",
    "verdict": "Verdict",
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "hotspots",
        "Map where events gather: counts on a grid, kernel density or Getis-Ord Gi*, always beside the plain count.",
        "saferplan hotspots --area E06000060 --period FY2021 --measure burglary --out hotspots --lake lake",
    )
    _add_events(command)
    _add_method(command)
    command.add_argument("--judge", type=int, default=0, metavar="MONTHS", help="judge by so many months that follow")
    command.add_argument("--against", metavar="PERIOD", help="also the change of each cell since then")
    command.add_argument("--classes", action="store_true", help="also the class over time: persistent, emerging, …")
    command.add_argument("--tasking", action="store_true", help="also a sheet for the tasking meeting, to be filled in")
    command.add_argument("--out", type=Path, metavar="DIR", help="write GeoJSON, GeoPackage and CSV here")
    add_as_at(command)
    command.set_defaults(run=run)


def _add_events(command: argparse.ArgumentParser) -> None:
    command.add_argument("--area", metavar="CODE", help="an area's code; find it with: saferplan areas")
    command.add_argument(
        "--points", type=Path, metavar="FILE", help="your own points, GeoJSON or CSV, in place of the lake's"
    )
    command.add_argument(
        "--from-records", action="store_true", help="take the lake's offence records, not data.police.uk"
    )
    command.add_argument("--period", help="2024-04..2025-03, FY2024, CY2025 or one month")
    command.add_argument("--measure", metavar="NAME", help="what is counted (default: all-crime)")
    command.add_argument(
        "--with-policing-led", action="store_true", help="take in offences that policing finds: drugs, weapons"
    )


def _add_method(command: argparse.ArgumentParser) -> None:
    command.add_argument("--by", choices=("cell", "lsoa"), default="cell", help="over a grid, or over small areas")
    command.add_argument(
        "--distance", type=float, metavar="METRES", help="small areas so near are neighbours (default: common borders)"
    )
    command.add_argument("--method", choices=METHODS, default="gi", help="what picks hotspots (default: gi)")
    command.add_argument("--cell", type=float, metavar="METRES", help="width of a cell (default: chosen from the area)")
    command.add_argument("--shape", choices=("hex", "square"), default="hex", help="of the cells (default: hex)")
    command.add_argument("--bandwidth", type=float, metavar="METRES", help="of the kernel (default: five cells)")
    command.add_argument(
        "--kernel", choices=("quartic", "epanechnikov"), default="quartic", help="of the density (default: quartic)"
    )
    command.add_argument(
        "--allow-small-cells", action="store_true", help="cells smaller than the map points of data.police.uk bear"
    )


def run(options: argparse.Namespace) -> int:
    _check(options)
    if options.by == "lsoa":
        return _run_by_area(options)
    study = _study(options)
    _ = study.judging, study.cells  # whatever cannot be answered is found out before anything is written
    files = _write(study, options) if options.out else []
    for told in study.notes:
        note(told)
    if options.json:
        print_json(_document(study, files))
    else:
        _print(study, files)
    return 0


def _run_by_area(options: argparse.Namespace) -> int:
    """Gi* over small areas: printed, the hot and cold ones alone for a person, and written where --out is given."""
    from saferplan.documents.hotspot_files import write_areas
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.hotspots.areas import area_hotspots
    from saferplan.evidence.hotspots.laying import surveyed_types
    from saferplan.evidence.hotspots.study import recorded_months
    from saferplan.evidence.lake import Lake

    question = _question(options)
    if question.period is None or question.measure is None:
        raise UsageError("an area wants a --period", remedy="Write --period FY2024, or 2024-04..2025-03.")
    basis = Basis(Lake(options.lake).snapshot(moment(options.as_at)))
    area = basis.geography.area(options.area)
    types, _ = surveyed_types(question.measure, with_policing_led=question.with_policing_led)
    months = recorded_months(basis, area, question.period)
    shapes, records = area_hotspots(basis, area, months, types, distance=options.distance)
    files = write_areas(shapes, records, options.out) if options.out else []
    if options.json:
        print_json({"title": area.name, "months_present": len(months), "areas": records, "files": files})
        return 0
    clear = [row for row in records if row["verdict"] != "not clear"]
    print(f"{area.name}: {len(records):,} small areas, {len(clear):,} of them clear")
    print_table(sorted(clear, key=lambda row: -row["count"]), AREAS_PRINTED)
    for file in files:
        print(f"Written: {file}")
    return 0


def _check(options: argparse.Namespace) -> None:
    """Whether the options go together. Raises UsageError before anything is read."""
    if options.area is None and options.points is None:
        raise UsageError("name an area or a file of points", remedy="Write --area CODE, or --points FILE.")
    if options.points and options.from_records:
        raise UsageError("--points and --from-records go one at a time")
    if options.by == "lsoa":
        _check_by_area(options)
    elif options.distance is not None:
        raise UsageError("--distance goes with --by lsoa", remedy="Cells have the cells that touch as neighbours.")
    if options.judge < 0:
        raise UsageError(f"--judge {options.judge} is no number of months")
    if options.tasking and options.out is None:
        raise UsageError("--tasking wants --out", remedy="Name the folder to write to: --out hotspots.")
    if options.out is not None and options.out.exists() and not options.out.is_dir():
        raise UsageError("this is a file, not a folder", where=str(options.out), remedy="Name a folder with --out.")


def _check_by_area(options: argparse.Namespace) -> None:
    """What goes with a grid alone. Raises UsageError."""
    given = {
        "points": options.points,
        "from-records": options.from_records,
        "judge": options.judge,
        "against": options.against,
        "classes": options.classes,
        "tasking": options.tasking,
        "cell": options.cell,
    }
    for name, value in given.items():
        if value:
            raise UsageError(f"--{name} goes with --by cell")


def _study(options: argparse.Namespace) -> "Study":
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.hotspots.study import study_of_area, study_of_file
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.points.outlines import outline_of

    question = _question(options)
    if options.area is None:
        return study_of_file(options.points, question)
    basis = Basis(Lake(options.lake).snapshot(moment(options.as_at)))
    area = basis.geography.area(options.area)
    if area.note:
        note(area.note)
    if options.points:
        return study_of_file(options.points, question, outline_of(basis, area))
    return study_of_area(basis, area, question)


def _question(options: argparse.Namespace) -> "Question":
    from saferplan.evidence.analysis.hotspots.grid import Shape
    from saferplan.evidence.analysis.hotspots.kernel import Kernel
    from saferplan.evidence.hotspots.laying import Layout
    from saferplan.evidence.hotspots.study import Question
    from saferplan.evidence.hotspots.survey import Method
    from saferplan.evidence.measures.definition import measure_named
    from saferplan.evidence.periods import parse_period

    name = options.measure or (None if options.points else "all-crime")
    return Question(
        period=parse_period(options.period) if options.period else None,
        measure=measure_named(name) if name else None,
        method=Method(options.method),
        layout=Layout(
            options.cell, Shape(options.shape), options.bandwidth, Kernel(options.kernel), options.allow_small_cells
        ),
        against=parse_period(options.against) if options.against else None,
        judge=options.judge,
        classes=options.classes,
        with_policing_led=options.with_policing_led,
        from_records=options.from_records,
    )


def _write(study: "Study", options: argparse.Namespace) -> list[str]:
    from saferplan.documents.hotspot_files import write_files
    from saferplan.documents.tasking.build import write_sheet

    try:
        files = write_files(study, options.out)
        return [*files, *write_sheet(study, options.out)] if options.tasking else files
    except OSError as fault:
        reason = fault.strerror or type(fault).__name__
        raise UsageError(f"nothing can be written here ({reason})", where=str(options.out)) from None


def _document(study: "Study", files: list[str]) -> dict[str, Any]:
    places = [{key: value for key, value in row.items() if key != "cell_at"} for row in _places(study)]
    return study.summary | {
        "places": places,
        "judging": study.judging,
        "cells_listed": [] if files else study.cells[1],
        "notes": study.notes,
        "files": files,
    }


def _places(study: "Study") -> list[dict[str, Any]]:
    return study.found.places if study.question.method == "gi" else []


def _print(study: "Study", files: list[str]) -> None:
    told = study.summary
    size = f"{told['cell']:,.0f} m"
    print(
        f"{told['title']}: {told['events'] - told['without_place']:,} events on {told['cells_with_points']:,} of"
        f" {told['cells']:,} cells ({told['shape']}, {size}, {told['plane']})"
    )
    if told["smallest_cell"]:
        print(f"Smallest cell that these map points bear: {told['smallest_cell']:,.0f} m")
    if told["bandwidth"]:
        error = told["density_error_of_highest"]
        print(
            f"Bandwidth {told['bandwidth']:,.0f} m, {told['kernel']} kernel,"
            + (" exact" if error is None else f" by convolution: within {error:.2%} of the highest density")
        )
    print(f"Cells picked as hotspots: {told['picked']:,}")
    if _places(study):
        print_table(_places(study), PLACES_PRINTED)
    if study.judging:
        print_table(study.judging, JUDGED_PRINTED)
    for file in files:
        print(f"Written: {file}")
