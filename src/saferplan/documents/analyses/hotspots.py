"""Where events gather: the map, the places that stand out with what changed there, and how well they foretell."""

from dataclasses import replace
from typing import Any

from saferplan.documents.analyses.answer import Answer, compared, missing_months
from saferplan.documents.analyses.asked_tables import tables_with
from saferplan.documents.analyses.question import Question, together
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits import hotspots as exhibits
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import POLICE_UK
from saferplan.errors import NothingLoaded
from saferplan.evidence.assessment.hotspots import HotspotTables, hotspots_of
from saferplan.evidence.assessment.scope import ALL_CRIME, Scope
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.hotspots.places import busiest_points
from saferplan.evidence.hotspots.study import HULL_MARGIN, Study
from saferplan.evidence.hotspots.study import Question as Asked
from saferplan.evidence.points.events import incidents_of
from saferplan.evidence.points.files import hull_of
from saferplan.evidence.points.outlines import outline_of

WITHOUT_BOUNDARIES = (
    "The boundaries of the area are not loaded: the map covers the smallest outline around its map points, and cannot"
    " say in which ward a place lies."
)


def answer(scope: Scope, question: Question) -> Answer:
    """Raises NothingLoaded or TooLittleData."""
    outline, told = _outline(scope)
    found = hotspots_of(scope, together(question.measures or (ALL_CRIME,)), outline)
    tables = tables_with(scope, hotspots=found)
    figures = Figures(tables)
    made = [build(tables, figures) for build in (exhibits.hotspot_map, _places, exhibits.hotspot_detail)]
    made += [build(tables, figures) for build in (exhibits.hotspot_classes, exhibits.hotspot_judging)]
    shown = tuple(one for one in made if one is not None)
    cautions = (*told, *missing_months(scope.period.months, scope.months_recorded), *_unlike(tables))
    cautions += _without_place(found)
    return Answer(shown[0].title, shown, (*cautions, exhibits.CAUTION), _study(scope, found))


def _outline(scope: Scope) -> tuple[Any, tuple[str, ...]]:
    """Of the area; without boundaries of its points, and a caution."""
    try:
        return outline_of(scope.basis, scope.area), ()
    except NothingLoaded:
        events = incidents_of(scope.basis, scope.area)
        if not len(events.points):
            raise
        return hull_of(events, HULL_MARGIN), (WITHOUT_BOUNDARIES,)


def _unlike(tables: AssessmentTables) -> tuple[str, ...]:
    """Why nothing is told of what changed, where it was asked; or of how many months it is told."""
    against, pairs = tables.scope.against, tables.months_compared
    if against is None:
        return ()
    if not pairs:
        return (f"What changed since {against.title} cannot be told: no month of the year is loaded in both periods.",)
    if len(pairs) == len(tables.scope.period.months):
        return ()
    return (f"What changed is told from the months that both periods have: {compared(pairs)}.",)


def _without_place(found: HotspotTables) -> tuple[str, ...]:
    chosen = found.survey.chosen
    if not chosen.without_place:
        return ()
    return (f"{chosen.without_place:,} of {chosen.total:,} {found.what} have no place and are on no map.",)


def _places(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """The places of the assessment, with the map points at which most was recorded."""
    exhibit, found = exhibits.hotspot_places(tables, figures), tables.hotspots
    if exhibit is None or found is None:
        return None
    rows = [
        shown | {"points": busiest_points(found.survey, place["cell_at"])}
        for shown, place in zip(exhibit.records, found.places, strict=True)
    ]
    columns = [*exhibit.columns[:2], ColumnSpec("points", "Most at"), *exhibit.columns[2:]]
    if any(row["wards"] for row in rows):
        return replace(exhibit, columns=columns, records=rows)
    columns = [column for column in columns if column.key != "wards"]
    notes = tuple(note for note in exhibit.notes if note != exhibits.WARD_OF_A_PLACE)
    return replace(exhibit, columns=columns, records=rows, notes=notes)


def _study(scope: Scope, found: HotspotTables) -> Study:
    asked = Asked(scope.period, found.measure)
    loaded = tuple(sorted(scope.basis.recorded_by_unit[scope.unit]))
    study = Study(scope.area.name, asked, found.survey, found.found.wards, loaded, found.left_out, POLICE_UK)
    study.__dict__["found"] = found.found  # with what changed there, which a study by itself does not tell
    return study
