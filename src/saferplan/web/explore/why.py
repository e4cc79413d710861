"""Why a figure is what it is: which rows were counted, over which months, of which files, and of how many people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from saferplan.documents import numbers
from saferplan.documents.strategic_assessment.wording import months_listed
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import OWN
from saferplan.evidence.measures.measured import measured
from saferplan.evidence.measures.records import Record
from saferplan.evidence.measures.request import Request
from saferplan.evidence.measures.tally import extent_of, in_use
from saferplan.evidence.sources import police_forces
from saferplan.evidence.sources.police_categories import crime_type_title
from saferplan.evidence.tables import ALL_TABLES, INCIDENTS
from saferplan.web.explore.question import Question

COUNTED_FROM = ("incidents", "area_counts", "area_links", "extracts")
RELATED_TO = {"residents": "population", "households": "households"}
INTERVAL = (
    "The 95% interval is the exact one of a count that chance alone moves (Garwood 1936). Crimes come in clusters, so"
    " the true uncertainty is larger."
)
MOST_FORCES = 3


@dataclass(frozen=True)
class Explained:
    """One figure, with what it was made of. `files`: those that brought the months counted."""

    question: Question
    record: Record
    months: tuple[str, ...]
    missing: tuple[str, ...]
    types: tuple[str, ...]
    forces: tuple[str, ...]
    tables: tuple[tuple[str, str, int], ...]
    files: tuple[dict[str, Any], ...]

    @property
    def rows_counted(self) -> str:
        """Which rows, in words that an analyst can check."""
        area = self.question.area
        if area.kind == OWN:
            place = "whose map point lies within its outline"
        elif area.is_set_of_units:
            place = "whose map point lies in one of its partnership areas, by the small area (LSOA) that the file names"
        else:
            place = "by the small area (LSOA) that the file names for their map point"
        who = f", recorded by {' and '.join(self.forces)}" if 0 < len(self.forces) <= MOST_FORCES else ""
        return f"Incidents in {area.name} ({area.code}), {place}{who}."

    @property
    def working(self) -> str:
        """The sum, with its own numbers."""
        record, measure = self.record, self.question.measure
        if record.count is None or not record.denominator:
            return "No rate can be worked out."
        return (
            f"{numbers.count(record.count)} ÷ {numbers.count(record.denominator)} {measure.denominator}"
            f" × {measure.per:,} × 12 ÷ {record.months_present} months ="
            f" {numbers.rate(record.rate_annualised)} {measure.unit} a year"
        )

    @property
    def rate_words(self) -> str:
        record = self.record
        if record.rate_annualised is None:
            return "Not known"
        interval = numbers.interval(record.rate_annualised_low, record.rate_annualised_high)
        return f"{numbers.rate(record.rate_annualised)} {self.question.measure.unit} (95% interval {interval})"

    @property
    def command(self) -> str:
        """That gives the same figure."""
        name = self.question.measure.name
        by = " --by crime_type" if self.question.crime_type else ""
        return f"saferplan measure {name} --area {self.question.area.code} --period {self.question.period.code}{by}"

    @property
    def months_words(self) -> str:
        return months_listed(self.months) if self.months else "None"

    @property
    def missing_words(self) -> str:
        return months_listed(self.missing) if self.missing else "None"


def explained(basis: Basis, question: Question) -> Explained:
    request = Request.of(question.area, question.period, question.counted)
    record = measured(basis, [request])[0]
    extent = in_use(extent_of(basis, question.area, question.period.months), question.counted)
    forces = {police_forces.publisher_of(basis.geography.units[unit].pfa) for unit in extent.units} - {""}
    return Explained(
        question,
        record,
        extent.months,
        tuple(month for month in question.period.months if month not in extent.months),
        tuple(crime_type_title(slug) for slug in question.counted.crime_types if slug in basis.crime_types),
        tuple(sorted(police_forces.by_slug(slug).name for slug in forces)),
        _tables(basis, question),
        _files(basis, forces, extent.months),
    )


def _tables(basis: Basis, question: Question) -> tuple[tuple[str, str, int], ...]:
    """Name, title and version of each table that is in the lake."""
    versions = basis.snapshot.versions
    names = (*COUNTED_FROM, RELATED_TO[question.measure.denominator], "area_profiles")
    return tuple((name, ALL_TABLES[name].plain_title, versions[name]) for name in names if name in versions)


def _files(basis: Basis, forces: Iterable[str], months: Iterable[str]) -> tuple[dict[str, Any], ...]:
    """Of one or few forces: a country's months come from thousands of files."""
    slugs, wanted = set(forces), set(months)
    if len(slugs) > MOST_FORCES:
        return ()
    found = []
    for extract in basis.snapshot.extracts:
        if extract["dataset"] != INCIDENTS.name:
            continue
        publisher, month = extract["slice"].split("/")
        if publisher in slugs and month in wanted:
            loaded = datetime.fromisoformat(extract["loaded_at"])
            name = extract["file"].replace("\\", "/").rsplit("/", 1)[-1]  # the folder is the loader's own business
            force = police_forces.by_slug(publisher).name
            found.append(extract | {"month": month, "force": force, "loaded": loaded, "name": name})
    return tuple(sorted(found, key=lambda one: (one["month"], one["force"])))
