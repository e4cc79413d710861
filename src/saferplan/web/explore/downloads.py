"""An answer to take away: its records as CSV, its chart as SVG or PNG, each with where the figures come from."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse

from saferplan.documents.brand import Brand
from saferplan.documents.drawing import Drawing
from saferplan.documents.pictures import rasterised
from saferplan.evidence.basis import Basis
from saferplan.evidence.measures.records import Record
from saferplan.evidence.tables import INCIDENTS
from saferplan.web.explore import presenters
from saferplan.web.explore.answer import Answer
from saferplan.web.explore.pictures import drawing_of, titled
from saferplan.web.files.csv_export import csv_response

SOURCE = "Home Office and police forces via data.police.uk, Open Government Licence v3.0"
FORMS = {"svg": "image/svg+xml", "png": "image/png"}
KEPT_PRIVATE = {"Cache-Control": "private, no-store"}


def as_csv(answer: Answer, basis: Basis) -> StreamingHttpResponse:
    """A row for each line of the table, unrounded, with the fields of `saferplan measure`; the whole comes first."""
    records = [(answer.question.area.name, answer.whole)]
    records += [(part.name, part.record) for part in answer.parts]
    records += [(part.name, other) for part in answer.parts for other in part.others]
    records += [(record.area_name, record) for record in answer.compared]
    fields = list(dict.fromkeys(field for _, record in records for field in record.as_record()))
    headings = ("measure", *fields, "rate_unit", "load", "loaded_at", "incidents_version", "source")
    return csv_response(f"{_name(answer)}.csv", headings, _rows(answer, records, fields, basis))


def _rows(
    answer: Answer, records: Iterable[tuple[str, Record]], fields: Sequence[str], basis: Basis
) -> Iterable[Sequence[Any]]:
    load, measure = basis.snapshot.load, answer.question.measure
    version = basis.snapshot.versions.get(INCIDENTS.name)
    for _, record in records:
        flat = record.as_record()
        traced = (measure.unit, load.load_id, load.loaded_at, version, SOURCE)
        yield (measure.name, *(flat.get(field) for field in fields), *traced)


def as_picture(answer: Answer, basis: Basis, form: str) -> HttpResponse:
    """Raises Http404 where there is no chart."""
    told = f"{presenters.headline(answer)} {SOURCE}. Load {basis.snapshot.load.load_id}."
    return picture(drawing_of(answer), form, name=_name(answer), title=presenters.title(answer), told=told)


def picture(drawing: Drawing | None, form: str, *, name: str, title: str, told: str) -> HttpResponse:
    """`told` says what is to be known of it, for whoever meets it outside the page. Raises Http404 without a drawing,
    and for another form than those there are.
    """
    if drawing is None or form not in FORMS:
        raise Http404
    svg = titled(drawing.wide, title, told)
    content = svg.encode() if form == "svg" else rasterised({"chart": drawing.wide}, Brand())["chart"]
    named = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(content, content_type=FORMS[form], headers=named | KEPT_PRIVATE)


def _name(answer: Answer) -> str:
    question = answer.question
    parts = (question.measure.name, question.crime_type, question.area.code, question.period.code, str(question.by))
    return "-".join("".join(one if one.isalnum() or one in "-." else "-" for one in part) for part in parts if part)
