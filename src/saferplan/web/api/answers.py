"""What programs are told that is no figure: partnerships, areas, coverage, published documents, and for tokens more."""

from django.conf import settings
from django.urls import reverse

from saferplan.errors import NothingLoaded, UnknownName, UsageError
from saferplan.evidence.basis import Basis
from saferplan.evidence.coverage import coverage_records
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.calculate import parts_of
from saferplan.evidence.measures.definition import Measure
from saferplan.evidence.measures.measured import loaded_months
from saferplan.evidence.sources import police_forces
from saferplan.web.api import schemas
from saferplan.web.api.figures import provenance_of
from saferplan.web.evidence.in_force import in_force
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.presenters import ShownLoad
from saferplan.web.evidence.summaries import open_basis_of
from saferplan.web.partnerships.models import Partnership
from saferplan.web.publications.files import files_of
from saferplan.web.publications.models import Publication

KINDS = ("unit", "ltla", "ward", "lsoa")


def partnership(of: Partnership) -> schemas.PartnershipDetail:
    told = {"slug": of.slug, "name": of.name, "area_code": of.area_code}
    try:
        basis = open_basis_of(of)
        months = loaded_months(basis, basis.geography.area(of.area_code))
    except (NothingLoaded, UnknownName):
        return schemas.PartnershipDetail(**told, first_month=None, last_month=None, provenance=None)
    return schemas.PartnershipDetail(
        **told,
        first_month=min(months, default=None),
        last_month=max(months, default=None),
        provenance=provenance_of(basis),
    )


def measure(of: Measure) -> schemas.MeasureOut:
    return schemas.MeasureOut(
        **{name: getattr(of, name) for name in schemas.MeasureOut.model_fields if name != "crime_types"},
        crime_types=list(of.crime_types),
    )


def areas(of: Partnership, kind: str) -> list[schemas.AreaOut]:
    """The partnership's own area, or those of `kind` in it."""
    if kind not in KINDS:
        raise UsageError(f"there are no areas of the kind '{kind}'", remedy=f"Ask for {', '.join(KINDS)}.")
    basis = open_basis_of(of)
    own = basis.geography.area(of.area_code)
    found = [own] if kind in (own.kind, "unit") else parts_of(basis, own, kind)
    ward_of = _wards(basis) if kind == "lsoa" else {}
    return [_area(area, ward_of.get(area.code)) for area in found]


def _area(area: Area, ward: str | None) -> schemas.AreaOut:
    return schemas.AreaOut(code=area.code, name=area.name, kind=area.kind, ward_code=ward)


def _wards(basis: Basis) -> dict[str, str]:
    places = basis.geography.places
    pairs = zip(places.column("lsoa").to_pylist(), places.column("ward").to_pylist(), strict=True)
    return {lsoa: ward for lsoa, ward in pairs if lsoa and ward}


def coverage(of: Partnership) -> list[schemas.CoverageOut]:
    """Of the force that polices the partnership's area."""
    basis = open_basis_of(of)
    area = basis.geography.area(of.area_code)
    forces = {police_forces.publisher_of(basis.geography.units[unit].pfa) for unit in area.units} - {""}
    return [
        schemas.CoverageOut(**{name: getattr(one, name) for name in schemas.CoverageOut.model_fields})
        for one in coverage_records(basis.snapshot, forces)
    ]


def documents(of: Partnership) -> list[schemas.DocumentOut]:
    """Each document's public editions, the newest first."""
    editions: dict[int, list[Publication]] = {}
    for one in of.publications.open_to_all().order_by("-at", "-edition"):
        editions.setdefault(one.document_id, []).append(one)
    return [_document(of, found) for found in editions.values()]


def document(of: Partnership, slug: str) -> schemas.DocumentOut:
    found = next((one for one in documents(of) if one.slug == slug), None)
    if found is None:
        raise UnknownName("there is no published document of that name")
    return found


def _document(of: Partnership, editions: list[Publication]) -> schemas.DocumentOut:
    newest = editions[0]
    place = {"partnership": of.slug, "document": newest.document.slug}
    return schemas.DocumentOut(
        slug=newest.document.slug,
        title=newest.version.title,
        address=_address("newest", **place),
        editions=[_edition(one, place) for one in editions],
    )


def _edition(one: Publication, place: dict[str, str]) -> schemas.EditionOut:
    """What is withdrawn has no files any more."""
    files = {} if one.is_withdrawn else files_of(one)
    return schemas.EditionOut(
        edition=one.edition,
        title=one.version.title,
        published_at=one.at,
        is_withdrawn=one.is_withdrawn,
        address=_address("edition", **place, edition=one.edition),
        files=[
            schemas.FileOut(
                name=file.name,
                address=_address("file", **place, edition=one.edition, file=file.name),
                media_type=file.media_type,
                bytes=file.size,
                sha256=file.sha256,
            )
            for file in files.values()
        ],
    )


def _address(name: str, **parts: str | int) -> str:
    return settings.BASE_URL + reverse(f"published:{name}", kwargs=parts)


def duties(of: Partnership) -> list[schemas.DutyOut]:
    return [
        schemas.DutyOut(number=one.pk, title=one.title, due=one.due, agency=one.owner.agency.name, status=one.status)
        for one in of.duties.open().select_related("owner__agency")
    ]


def loads(of: Partnership) -> list[schemas.LoadOut]:
    """The newest first."""
    return [
        schemas.LoadOut(number=one.load_id, loaded_at=one.loaded_at, what=ShownLoad(one).what)
        for one in in_force(lake_of(of)).loads[::-1]
    ]
