"""Figures for programs: one tidy row for each measure, area and period, however they are asked for."""

from collections.abc import Sequence
from dataclasses import fields, replace
from enum import StrEnum

from django.conf import settings

from saferplan import __version__
from saferplan.errors import UsageError
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.calculate import parts_of
from saferplan.evidence.measures.changes import add_changes
from saferplan.evidence.measures.definition import Measure, all_measures, measure_named
from saferplan.evidence.measures.measured import measured
from saferplan.evidence.measures.records import Against, Record
from saferplan.evidence.measures.request import Request
from saferplan.evidence.periods import Period, parse_shown_period
from saferplan.web.api.schemas import Figure, Provenance
from saferplan.web.evidence.summaries import basis_of, open_basis_of
from saferplan.web.explore.question import latest_year
from saferplan.web.partnerships.models import Partnership

MOST_ROWS = 20_000
"""For a token, two seconds of work: a county's small areas by month in four measures. More is asked for in parts, so
that one request holds up no other for long.
"""
MOST_OPEN_ROWS = 5_000
"""Without one: the same in one measure. So often as anyone may ask, a stranger keeps no processor busy by himself."""
COUNTED_FROM = ("incidents", "area_counts", "area_links", "extracts", "population", "households", "area_profiles")
SOURCES = (
    "Recorded crime and antisocial behaviour: Home Office and police forces, data.police.uk",
    "Residents, households and areas: Office for National Statistics",
)
LICENCE = "Open Government Licence v3.0"


_OF_RECORDS = [field.name for field in fields(Record) if field.name in Figure.model_fields]
_OF_CHANGES = [field.name for field in fields(Against) if field.name in Figure.model_fields]


class By(StrEnum):
    """What an area is broken down by."""

    WHOLE = "whole"
    WARD = "ward"
    LSOA = "lsoa"
    CRIME_TYPE = "crime_type"


class Asked:
    """What a program asked for, read and checked. Without `with_own` nothing tells that there are own areas."""

    def __init__(
        self,
        partnership: Partnership,
        *,
        measures: Sequence[str],
        area: str,
        period: str,
        by: By,
        monthly: bool,
        against: str,
        with_own: bool,
        most_rows: int,
    ) -> None:
        self.with_own = with_own
        self.basis = basis_of(partnership) if with_own else open_basis_of(partnership)
        self.measures = [measure_named(name) for name in dict.fromkeys(measures)] or list(all_measures().values())
        self.area = self.basis.geography.area(area or partnership.area_code)
        self.period = parse_shown_period(period) if period else latest_year(self.basis, self.area)
        self.by, self.monthly, self.most_rows = by, monthly, most_rows
        self.against = parse_shown_period(against) if against else None
        if self.against and monthly:
            raise UsageError("a change is of whole periods", remedy="Ask for it without monthly=true.")

    @property
    def scope(self) -> tuple[bool, int]:
        """What decides, beside the question, of what and how much it is answered."""
        return self.with_own, self.most_rows

    def figures(self) -> list[Figure]:
        requests = self.requests()
        if len(requests) > self.most_rows:
            more = "" if self.most_rows == MOST_ROWS else f" With a token {MOST_ROWS:,} are given."
            raise UsageError(
                f"this would be {len(requests):,} figures, and {self.most_rows:,} are given at once",
                remedy=f"Ask for fewer months, measures or areas at a time.{more}",
            )
        records = measured(self.basis, requests)
        if self.against and requests:
            add_changes(self.basis, requests, records, self.against, whole=self.period)
        return [_figure(request, record) for request, record in zip(requests, records, strict=True)]

    def requests(self) -> list[Request]:
        periods = self._months() if self.monthly else [self.period]
        return [
            Request(area, period, measure, name)
            for whole in self.measures
            for measure, name in self._counted(whole)
            for area in self._areas()
            for period in periods
        ]

    def _months(self) -> list[Period]:
        return [Period(month, month, month) for month in self.period.months]

    def _areas(self) -> list[Area]:
        if self.by not in (By.WARD, By.LSOA):
            return [self.area]
        found = [] if self.area.is_set_of_units else parts_of(self.basis, self.area, str(self.by))
        if not found:
            raise UsageError(f"{self.area.name} cannot be broken down by {self.by}")
        return found

    def _counted(self, whole: Measure) -> list[tuple[Measure, str]]:
        """The measure, or each of its crime types of which there are any incidents at all."""
        if self.by is not By.CRIME_TYPE:
            return [(whole, whole.name)]
        types = [slug for slug in whole.crime_types if slug in self.basis.crime_types]
        return [(replace(whole, crime_types=(slug,)), slug) for slug in types]


def _figure(request: Request, record: Record) -> Figure:
    known = {name: getattr(record, name) for name in _OF_RECORDS}
    if record.against:
        known |= {name: getattr(record.against, name) for name in _OF_CHANGES}
    return Figure.model_construct(
        **known, measure=request.measure.name, area_kind=request.area.kind, unit=request.measure.unit
    )


def provenance_of(basis: Basis) -> Provenance:
    load = basis.snapshot.load
    return Provenance(
        load=load.load_id,
        loaded_at=load.loaded_at,
        tables={name: version for name, version in basis.snapshot.versions.items() if name in COUNTED_FROM},
        sources=list(SOURCES),
        licence=LICENCE,
        is_demo=settings.DEMO,
        program=__version__,
    )
