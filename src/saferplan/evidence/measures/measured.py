"""The records of many figures at once: counts over the months present, rates and their intervals."""

from collections.abc import Sequence

from saferplan.errors import NothingLoaded
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.records import Record, Row, records_of
from saferplan.evidence.measures.request import Request, denominator_of
from saferplan.evidence.measures.tally import extent_of, in_use, present_months, tally
from saferplan.evidence.measures.untold import untold_months


def measured(basis: Basis, requests: Sequence[Request]) -> list[Record]:
    """A record for each request, their intervals worked out together. Raises NothingLoaded without any incidents."""
    if not basis.coverage.months:
        raise NothingLoaded(
            "no incidents are loaded",
            where=str(basis.snapshot.root),
            remedy="Load files of data.police.uk with: saferplan load PATH",
        )
    return records_of([_row(basis, request) for request in requests]) if requests else []


def _row(basis: Basis, request: Request) -> Row:
    extent = in_use(extent_of(basis, request.area, request.period.months), request.measure)
    denominator = denominator_of(basis, request, request.period)
    return Row(
        tally(basis, request.measure, extent, denominator),
        request.period,
        request.crime_type,
        denominator.source,
        request.measure.per,
        () if extent.months else loaded_months(basis, request.area),
        untold_months(basis, request.area),
        tuple(set(request.period.months).difference(request.measure.in_use(request.period.months))),
    )


def loaded_months(basis: Basis, area: Area) -> tuple[str, ...]:
    """Every month in which the area can be counted, each by itself."""
    months = basis.coverage.months
    return basis.remembered(
        ("loaded", area), lambda: tuple(month for month in months if present_months(basis, area, [month]))
    )
