"""Builds the tasking sheet of a study of hotspots: figures and map are live, what the meeting decides is left open.

The chapters are copied once beside the page. What people write in them stays when the sheet is built again on newer
data, and the figures around it move.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from saferplan import __version__
from saferplan.documents import cell_maps, hotspot_maps, numbers
from saferplan.documents.brand import Brand
from saferplan.documents.drawing import drawn
from saferplan.documents.evaluation import evaluate
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.folder import read_folder
from saferplan.documents.outputs import write
from saferplan.documents.strategic_assessment.wording import plural
from saferplan.documents.tree import tree_of
from saferplan.errors import UnknownName, nearest
from saferplan.evidence.findings import Finding, Provenance
from saferplan.evidence.hotspots.places import busiest_points
from saferplan.evidence.hotspots.study import Study

NAME = "tasking"
PLACES_SHOWN = 4
EARLIER_SHOWN = 5
"""Told in a few lines each, more would push the equality check off the second side."""


@dataclass(frozen=True)
class Decided:
    """What a meeting decided about a place, and what the next one was told; `result` empty until then."""

    place: str
    problem: str
    decision: str
    owner: str
    ends_on: date
    result: str = ""


def write_sheet(study: Study, out: Path) -> list[str]:
    """Paths of the page and of the folder of its chapters. Raises DocumentError where a chapter was spoilt."""
    folder = out / NAME
    _copy_sheet(folder)
    page = write(evaluate(read_folder(folder), words_of(study)), out, name=NAME)
    return [str(page), str(folder)]


def sheet_pdf(study: Study, decided: Sequence[Decided] = (), earlier: Sequence[Decided] = ()) -> bytes:
    """The sheet as it ships, to be printed on two sides: with what was decided, else with room to write.

    `earlier`: taskings that an earlier meeting decided, which this one is told of, the most urgent first.
    """
    from saferplan.documents.pdf.rendering import render_sheet

    with as_file(files("saferplan.documents.tasking").joinpath("sheet")) as folder:
        document = evaluate(read_folder(folder), words_of(study, decided, earlier, maps_in_a_row=PLACES_SHOWN))
        tree = tree_of(document, drawn(document))
        return render_sheet(document, tree, Brand(), datetime.now(UTC).date())


def _copy_sheet(folder: Path) -> None:
    """Chapters that are there already are people's work, and stay."""
    folder.mkdir(parents=True, exist_ok=True)
    for entry in files("saferplan.documents.tasking").joinpath("sheet").iterdir():
        target = folder / entry.name
        if not target.exists():
            target.write_text(entry.read_text(encoding="utf-8"), encoding="utf-8")


def words_of(
    study: Study, decided: Sequence[Decided] = (), earlier: Sequence[Decided] = (), *, maps_in_a_row: int = 2
) -> Mapping[str, Any]:
    """What the chapters of a sheet may say."""
    made = (_map(study, maps_in_a_row), _places(study), _earlier(study, earlier), _decisions(study, decided))
    exhibits = {one.id: one for one in made if one is not None}
    places = study.found.places
    share = sum(row["share"] for row in places)
    question = study.question

    def exhibit(name: str) -> Exhibit:
        if name not in exhibits:
            raise UnknownName(f"there is no exhibit '{name}'", remedy=nearest(name, list(exhibits)))
        return exhibits[name]

    return {
        "area": study.title,
        "what": question.measure.title if question.measure else "All events of the file",
        "period": question.period.title if question.period else "all months of the file",
        "number_of_places": _finding(study, "places", len(places), numbers.count(len(places))),
        "share_of_events": _finding(study, "share", share, numbers.share(share)),
        "events": _finding(study, "events", int(study.survey.counts.sum()), numbers.count(study.survey.counts.sum())),
        "things": study.what,
        "cautions": [told[0].upper() + told[1:] for told in (*study.notes, *_without_wards(study))],
        "earlier_left_out": max(0, len(earlier) - EARLIER_SHOWN),
        "has": lambda name: name in exhibits,
        "exhibit": exhibit,
        "plural": plural,
    }


def _finding(study: Study, name: str, value: float, text: str) -> Finding:
    return Finding(f"tasking-{name}", value, text, _traced(study), "share" if name == "share" else "")


def _traced(study: Study) -> Provenance:
    told = study.summary
    what = f"{told['measure'] or 'all events'}, {told['period'] or 'all months'}, {told['title']}"
    grid = f"{told['shape']} cells of {told['cell']:,.0f} m on the {told['plane']}"
    test = "p over all ways to shuffle the counts; false discovery rate over the cells"
    formula = f"Gi* (Getis and Ord 1992) over {grid}; {test}"
    return Provenance({}, what, formula, (told["source"],), __version__)


def _map(study: Study, in_a_row: int) -> Exhibit:
    found = study.found
    places, things, cells = found.places[:PLACES_SHOWN], study.what, study.survey.grid.lattice.shape.many
    counted = f"{things.capitalize()} by {cells.removesuffix('s')}"
    rows = _fullest(study)
    drawn = [hotspot_maps.near(found, row) for row in places] or hotspot_maps.overview(found)[:1]
    return Exhibit(
        "tasking-map",
        "Where it gathers" if places else "Where it was recorded",
        f"{counted}; a line goes around the {cells} that stand out" if places else counted,
        (
            ColumnSpec("cell", cells.removesuffix("s").capitalize()),
            *_where_known(rows, ColumnSpec("ward", "Ward")),
            ColumnSpec("count", things.capitalize(), "count"),
        ),
        rows,
        _traced(study),
        f"Source: {study.source}.",
        alt=f"{len(drawn)} {plural(len(drawn), 'map', 'maps')} of {cells}, darker where more {things} were recorded.",
        notes=hotspot_maps.grid_notes(study.survey)[:1],
        draw=cell_maps.panels(drawn, columns=min(len(drawn), in_a_row)),
    )


def _fullest(study: Study) -> list[dict[str, Any]]:
    return sorted(study.cells[1], key=lambda row: -row["count"])[:20]


def _places(study: Study) -> Exhibit | None:
    places = study.found.places[:PLACES_SHOWN]
    if not places:
        return None
    rows = [one | {"points": busiest_points(study.survey, one["cell_at"])} for one in places]
    return Exhibit(
        "tasking-places",
        "The places that stand out",
        f"{study.survey.grid.lattice.shape.many.capitalize()} that are hot and touch, taken together",
        (
            ColumnSpec("place", "Place"),
            *_where_known(rows, ColumnSpec("points", "Most at")),
            *_where_known(rows, ColumnSpec("wards", "Wards")),
            ColumnSpec("count", study.what.capitalize(), "count"),
            ColumnSpec("square_km", "Square km", "ratio"),
            ColumnSpec("mostly", "Mostly"),
            *([ColumnSpec("verdict", "Change")] if "verdict" in places[0] else []),
        ),
        rows,
        _traced(study),
        f"Source: {study.source}.",
    )


def _where_known(rows: Sequence[Mapping[str, Any]], column: ColumnSpec) -> tuple[ColumnSpec, ...]:
    """The column, where anything is known of it: one that is empty from top to bottom tells nobody anything."""
    return (column,) if any(row[column.key] for row in rows) else ()


def _without_wards(study: Study) -> tuple[str, ...]:
    if not study.found.places or any(one["wards"] for one in study.found.places):
        return ()
    return ("In which wards the places lie is not known: no boundaries of wards are loaded",)


def _decisions(study: Study, decided: Sequence[Decided]) -> Exhibit | None:
    return _taskings(
        study,
        decided,
        "tasking-decisions",
        "What the meeting decided",
        "By place; the result is what the next meeting was told",
        waits="For the next meeting",
    )


def _earlier(study: Study, earlier: Sequence[Decided]) -> Exhibit | None:
    """A place is told by where it lies: the letters of earlier sheets stood for other places."""
    return _taskings(
        study,
        earlier[:EARLIER_SHOWN],
        "tasking-earlier",
        "What was decided before",
        "Taskings of earlier sheets: those that are open by their last day, then those that ended last",
        waits="Nothing told yet: ask the owner",
    )


def _taskings(
    study: Study, decided: Sequence[Decided], name: str, title: str, subtitle: str, *, waits: str
) -> Exhibit | None:
    if not decided:
        return None
    return Exhibit(
        name,
        title,
        subtitle,
        (
            ColumnSpec("place", "Place"),
            ColumnSpec("problem", "Problem"),
            ColumnSpec("decision", "Decision"),
            ColumnSpec("owner", "Owner"),
            ColumnSpec("ends_on", "Last day"),
            ColumnSpec("result", "Result"),
        ),
        [
            {
                "place": one.place,
                "problem": one.problem,
                "decision": one.decision,
                "owner": one.owner,
                "ends_on": f"{one.ends_on.day} {one.ends_on:%B %Y}",
                "result": one.result or waits,
            }
            for one in decided
        ],
        _traced(study),
        "Source: the register of taskings.",
    )
