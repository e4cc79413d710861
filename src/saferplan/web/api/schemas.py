"""What the interface for programs answers, field by field. Its tables have the same fields as its JSON."""

from datetime import date, datetime

from ninja import Field, Schema

from saferplan.evidence.measures.records import Status


class PartnershipOut(Schema):
    slug: str = Field(description="By which addresses name it")
    name: str
    area_code: str = Field(description="Code of its area, as the Office for National Statistics gives it")


class Provenance(Schema):
    """Which state of the data an answer is worked out from."""

    load: int = Field(description="Number of the load that the figures are of")
    loaded_at: datetime
    tables: dict[str, int] = Field(description="Version of each table in the data store")
    sources: list[str]
    licence: str
    is_demo: bool = Field(description="Whether this is the demo: its single records were generated")
    program: str = Field(description="Version of the program that worked the figures out")


class PartnershipDetail(PartnershipOut):
    first_month: str | None = Field(description="First month of which crime is known, such as 2024-04")
    last_month: str | None
    provenance: Provenance | None = Field(description="None before anything was loaded")


class MeasureOut(Schema):
    name: str = Field(description="By which addresses name it")
    title: str
    what_it_counts: str
    why_it_matters: str
    source: str
    unit: str = Field(description="Of its rates, such as per 1,000 residents")
    crime_types: list[str]
    authored_by: str
    checked_by: str
    next_review: date


class AreaOut(Schema):
    code: str
    name: str
    kind: str
    ward_code: str | None = Field(description="Of a small area: the ward that it is counted to")


class Figure(Schema):
    """One count with its rate and 95% interval. A count that is not known is empty, and never 0."""

    measure: str
    area_code: str
    area_name: str
    area_kind: str
    period: str = Field(description="As it was asked for, or a month such as 2025-03")
    crime_type: str
    count: int | None
    months_present: int = Field(description="Months of the period of which the count is known")
    months_expected: int
    denominator: int | None
    denominator_source: str
    rate: float | None = Field(description="Of the months present")
    ci_low: float | None
    ci_high: float | None
    rate_annualised: float | None = Field(description="What it would be over twelve months at the same pace")
    rate_annualised_low: float | None
    rate_annualised_high: float | None
    unit: str
    status: Status = Field(description="ok, partial (months are missing), missing or suppressed")
    note: str = Field(description="What a reader must know of this figure")
    against_period: str | None = Field(None, description="With `against`: the period of comparison")
    against_count: int | None = None
    count_compared: int | None = Field(None, description="Of the months that both periods have")
    months_compared: int | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    p: float | None = None
    q: float | None = Field(None, description="p, corrected for all figures of this answer (false discovery rate)")
    verdict: str | None = Field(None, description="What the change bears: up, down, not clear, not comparable")


class FiguresOut(Schema):
    figures: list[Figure]
    provenance: Provenance


class CoverageOut(Schema):
    publisher: str
    publisher_name: str
    month: str
    presence: str = Field(description="present, partial (rows were rejected) or missing")
    rows_loaded: int | None
    rows_rejected: int | None
    suspicious: str = Field(description="Why the month may be too low; empty where it is not")


class FileOut(Schema):
    name: str
    address: str
    media_type: str
    bytes: int
    sha256: str


class EditionOut(Schema):
    edition: int
    title: str
    published_at: datetime
    is_withdrawn: bool
    address: str = Field(description="Of its page, for good")
    files: list[FileOut]


class DocumentOut(Schema):
    slug: str
    title: str
    address: str = Field(description="Of the newest edition")
    editions: list[EditionOut]


class DutyOut(Schema):
    number: int
    title: str
    due: date
    agency: str
    status: str


class LoadOut(Schema):
    number: int
    loaded_at: datetime
    what: str = Field(description="What came of it, in words")
