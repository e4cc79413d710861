"""The interface for programs, version 1: what each address answers. OpenAPI describes it at openapi.json.

Within a version fields are added and never taken away or given another meaning.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from ninja import Field, NinjaAPI, Query, Schema
from ninja.decorators import decorate_view
from ninja.responses import Response

from saferplan.evidence.measures.definition import all_measures, measure_named
from saferplan.web.api import answers, schemas, shapes, tables
from saferplan.web.api.faults import Fault, answer_faults, fault
from saferplan.web.api.figures import MOST_OPEN_ROWS, MOST_ROWS, Asked, By, provenance_of
from saferplan.web.api.kept_files import kept_answer
from saferplan.web.api.parts import part_of
from saferplan.web.partnerships.models import Partnership

VERSION = "1"
KEPT = 300
"""Seconds that a cache may keep what is open to all: a new load is told everywhere after five minutes."""
WRONG = {frozenset({401, 404, 422, 429}): Fault}
WRONG_WITH_TOKEN = {frozenset({401, 403, 404, 429}): Fault}
ABOUT = """Figures of crime and disorder for a Community Safety Partnership, each with its interval and where it comes
from; areas; published documents. Open data may be read by anyone, 120 times a minute. With a token of the partnership
(`Authorization: Bearer …`) more can be read, 600 times a minute. Figures of open data: Open Government Licence v3.0.
"""

api = NinjaAPI(
    title="saferplan",
    version=VERSION,
    description=ABOUT,
    urls_namespace="api",
    docs_url=None,
    openapi_url="",
)
answer_faults(api)


class WhichFigures(Schema):
    measure: list[str] = Field([], description="Names of measures; all of them where none is named", max_length=40)
    area: Annotated[str, Field(max_length=40)] = Field("", description="An area's code; the partnership's where empty")
    period: Annotated[str, Field(max_length=40)] = Field(
        "", description="FY2025, CY2025, R12:2026-03, 2025-04..2026-03 or 2026-03; the latest twelve months where empty"
    )
    by: By = Field(By.WHOLE, description="What the area is broken down by")
    monthly: bool = Field(False, description="A row for each month of the period")
    against: Annotated[str, Field(max_length=40)] = Field("", description="Period against which the change is told")

    def asked(self, request: HttpRequest) -> Asked:
        told = self.model_dump()
        measures, by = told.pop("measure"), told.pop("by")
        with_own = request.token is not None and "evidence" in request.token.words
        most = MOST_OPEN_ROWS if request.token is None else MOST_ROWS
        return Asked(request.partnership, measures=measures, by=by, with_own=with_own, most_rows=most, **told)


class WhichAreas(Schema):
    kind: str = Field("ward", description="unit, ltla, ward or lsoa", max_length=10)


Figures, Areas = Query[WhichFigures], Query[WhichAreas]


def _kept(view: Any) -> Any:
    """Open answers are the same for all, and may be kept on the way; a token's are its own."""

    def answered(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        answer = view(request, *given, **named)
        if request.token is not None or answer.status_code != 200:
            answer["Cache-Control"] = "private, no-store"
        else:
            patch_cache_control(answer, public=True, max_age=KEPT)
        patch_vary_headers(answer, ["Authorization"])
        return part_of(request, answer)

    return answered


def _in(kind: str) -> dict[str, Any]:
    """For OpenAPI: what comes is a file of that kind."""
    is_json = kind.endswith("json")
    holds = {"type": "object"} if is_json else {"type": "string", "format": "binary"}
    content = {kind.partition(";")[0]: {"schema": holds}}
    return {"responses": {200: {"description": "OK", "content": content}}}


def _get(path: str, response: Any = None, *, kind: str = "", wrong: dict = WRONG, tag: str) -> Any:
    """An address. `kind` is that of a file, which is not described field by field."""
    described = wrong if kind else {200: response} | wrong
    extra = _in(kind) if kind else None

    def added(view: Any) -> Any:
        told = {"url_name": view.__name__, "operation_id": view.__name__, "summary": view.__doc__, "description": ""}
        return api.get(path, response=described, tags=[tag], openapi_extra=extra, **told)(decorate_view(_kept)(view))

    return added


@_get("/partnerships", list[schemas.PartnershipOut], tag="Partnerships")
def partnerships(request: HttpRequest) -> Any:
    """Partnerships of this installation."""
    return list(Partnership.objects.order_by("slug").values("slug", "name", "area_code"))


@_get("/partnerships/{partnership}", schemas.PartnershipDetail, tag="Partnerships")
def partnership(request: HttpRequest, partnership: str) -> Any:
    """A partnership, and which months are known of its area."""
    return answers.partnership(request.partnership)


@_get("/measures", list[schemas.MeasureOut], tag="Measures")
def measures(request: HttpRequest) -> Any:
    """Every measure with its definition."""
    return [answers.measure(one) for one in all_measures().values()]


@_get("/measures/{measure}", schemas.MeasureOut, tag="Measures")
def measure(request: HttpRequest, measure: str) -> Any:
    """A measure's definition."""
    return answers.measure(measure_named(measure))


@_get("/partnerships/{partnership}/areas", list[schemas.AreaOut], tag="Areas")
def areas(request: HttpRequest, partnership: str, which: Areas) -> Any:
    """Areas of a kind."""
    return answers.areas(request.partnership, which.kind)


@_get("/partnerships/{partnership}/areas.csv", kind=tables.CSV, tag="Areas")
def areas_csv(request: HttpRequest, partnership: str, which: Areas) -> Any:
    """Areas of a kind as CSV."""
    found = answers.areas(request.partnership, which.kind)
    return tables.as_csv(f"{partnership}-{which.kind}", schemas.AreaOut, found)


@_get("/partnerships/{partnership}/areas.parquet", kind=tables.PARQUET, tag="Areas")
def areas_parquet(request: HttpRequest, partnership: str, which: Areas) -> Any:
    """Areas of a kind as Parquet."""
    found = answers.areas(request.partnership, which.kind)
    return tables.as_parquet(f"{partnership}-{which.kind}", schemas.AreaOut, found)


@_get("/partnerships/{partnership}/figures", schemas.FiguresOut, tag="Figures")
def figures(request: HttpRequest, partnership: str, which: Figures) -> Any:
    """Counts and rates with their 95% intervals."""
    asked = which.asked(request)
    return {"figures": asked.figures(), "provenance": provenance_of(asked.basis)}


@_get("/partnerships/{partnership}/figures.csv", kind=tables.CSV, tag="Figures")
def figures_csv(request: HttpRequest, partnership: str, which: Figures) -> Any:
    """The same as CSV, for spreadsheets and Power BI."""
    asked = which.asked(request)
    return tables.as_csv(f"{partnership}-figures", schemas.Figure, asked.figures())


@_get("/partnerships/{partnership}/figures.parquet", kind=tables.PARQUET, tag="Figures")
def figures_parquet(request: HttpRequest, partnership: str, which: Figures) -> Any:
    """The same as Parquet, with typed columns and the provenance in the file."""
    asked = which.asked(request)
    told = provenance_of(asked.basis)
    return tables.as_parquet(f"{partnership}-figures", schemas.Figure, asked.figures(), told)


@_get("/partnerships/{partnership}/coverage", list[schemas.CoverageOut], tag="Coverage")
def coverage(request: HttpRequest, partnership: str) -> Any:
    """Which months of the partnership's own police force are loaded."""
    return answers.coverage(request.partnership)


@_get("/partnerships/{partnership}/coverage.csv", kind=tables.CSV, tag="Coverage")
def coverage_csv(request: HttpRequest, partnership: str) -> Any:
    """The same as CSV."""
    return tables.as_csv(f"{partnership}-coverage", schemas.CoverageOut, answers.coverage(request.partnership))


@_get("/partnerships/{partnership}/coverage.parquet", kind=tables.PARQUET, tag="Coverage")
def coverage_parquet(request: HttpRequest, partnership: str) -> Any:
    """The same as Parquet."""
    return tables.as_parquet(f"{partnership}-coverage", schemas.CoverageOut, answers.coverage(request.partnership))


@_get("/partnerships/{partnership}/documents", list[schemas.DocumentOut], tag="Documents")
def documents(request: HttpRequest, partnership: str) -> Any:
    """What the partnership has published, with all editions and their files."""
    return answers.documents(request.partnership)


@_get("/partnerships/{partnership}/documents/{document}", schemas.DocumentOut, tag="Documents")
def document(request: HttpRequest, partnership: str, document: str) -> Any:
    """One published document."""
    return answers.document(request.partnership, document)


@_get("/partnerships/{partnership}/duties", list[schemas.DutyOut], wrong=WRONG_WITH_TOKEN, tag="With a token")
def duties(request: HttpRequest, partnership: str) -> Any:
    """What is due when, by which agency. Wants a token for `duties`."""
    return answers.duties(request.partnership)


@_get("/partnerships/{partnership}/loads", list[schemas.LoadOut], wrong=WRONG_WITH_TOKEN, tag="With a token")
def loads(request: HttpRequest, partnership: str) -> Any:
    """Which loads there were. Wants a token for `evidence`."""
    return answers.loads(request.partnership)


@cache
def _described() -> bytes:
    """The same for as long as the program runs, and a tenth of a second to work out."""
    described = api.get_openapi_schema(path_prefix=reverse("api:openapi").removesuffix("openapi.json"))
    described["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    described["security"] = [{}, {"token": []}]
    return Response(described).content


def openapi(request: HttpRequest) -> HttpResponse:
    """The description of all addresses."""
    headers = {"Cache-Control": f"public, max-age={KEPT}"}
    return HttpResponse(_described(), content_type="application/json", headers=headers)


def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Every other address below the interface."""
    return fault(404, "there is no such address", "All are in openapi.json.")


def _on_maps(request: HttpRequest, which: WhichFigures, write: Callable[..., HttpResponse]) -> HttpResponse:
    """What `write` makes of the question's figures and their outlines."""
    asked = which.asked(request)
    kind = str(which.by) if which.by in (By.WARD, By.LSOA) else asked.area.kind

    def made() -> HttpResponse:
        outlines = shapes.outlines_of(request.partnership, kind)
        return write(asked.figures(), outlines, provenance_of(asked.basis))

    return kept_answer(request, asked, made)


@_get("/partnerships/{partnership}/figures.geojson", kind=shapes.GEOJSON, tag="Figures on maps")
def figures_geojson(request: HttpRequest, partnership: str, which: Figures) -> Any:
    """Figures by ward or small area with their outlines, as GeoJSON."""
    return _on_maps(request, which, partial(shapes.as_geojson, f"{partnership}-figures"))


@_get("/partnerships/{partnership}/figures.gpkg", kind=shapes.GEOPACKAGE, tag="Figures on maps")
def figures_gpkg(request: HttpRequest, partnership: str, which: Figures) -> Any:
    """The same as GeoPackage, for QGIS."""
    name = f"{partnership}-figures"
    return _on_maps(request, which, lambda rows, outlines, _: shapes.as_geopackage(name, rows, outlines))


@_get("/partnerships/{partnership}/figures.geoparquet", kind=shapes.GEOPARQUET, tag="Figures on maps")
def figures_geoparquet(request: HttpRequest, partnership: str, which: Figures) -> Any:
    """The same as GeoParquet."""
    return _on_maps(request, which, partial(shapes.as_geoparquet, f"{partnership}-figures", schemas.Figure))


@_get("/partnerships/{partnership}/areas.geojson", kind=shapes.GEOJSON, tag="Figures on maps")
def areas_geojson(request: HttpRequest, partnership: str, which: Areas) -> Any:
    """Areas with their outlines, as GeoJSON."""
    found = answers.areas(request.partnership, which.kind)
    return shapes.as_geojson(f"{partnership}-{which.kind}", found, shapes.outlines_of(request.partnership, which.kind))


@_get("/partnerships/{partnership}/areas.gpkg", kind=shapes.GEOPACKAGE, tag="Figures on maps")
def areas_gpkg(request: HttpRequest, partnership: str, which: Areas) -> Any:
    """The same as GeoPackage."""
    found = answers.areas(request.partnership, which.kind)
    outlines = shapes.outlines_of(request.partnership, which.kind)
    return shapes.as_geopackage(f"{partnership}-{which.kind}", found, outlines)


@_get("/partnerships/{partnership}/areas.geoparquet", kind=shapes.GEOPARQUET, tag="Figures on maps")
def areas_geoparquet(request: HttpRequest, partnership: str, which: Areas) -> Any:
    """The same as GeoParquet."""
    found = answers.areas(request.partnership, which.kind)
    outlines = shapes.outlines_of(request.partnership, which.kind)
    return shapes.as_geoparquet(f"{partnership}-{which.kind}", schemas.AreaOut, found, outlines)
