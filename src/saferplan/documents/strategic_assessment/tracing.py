"""Where the figures of one assessment come from: table versions, which rows were counted, the formula, the sources."""

from collections.abc import Sequence

from saferplan import __version__
from saferplan.evidence.assessment.scope import ASB, ASB_CRIME_TYPE
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.findings import Provenance
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.measures.notes import months_in_words
from saferplan.evidence.sources.police_categories import crime_types

POLICE_UK = "Home Office and police forces via data.police.uk, Open Government Licence v3.0"
INCIDENT_TABLES = ("incidents", "area_counts", "area_links", "extracts")
RATE_TABLES = (*INCIDENT_TABLES, "population", "area_profiles")
HOUSEHOLD_TABLES = (*INCIDENT_TABLES, "households", "area_profiles")
PROFILE_TABLES = ("population", "population_by_age", "households", "deprivation", "rural_urban", "area_profiles")
COUNT_FORMULA = "count of incidents"
RATE_FORMULA = "count / denominator x 1,000 x 12 / months present; exact Poisson interval (Garwood 1936)"
TEST = (
    "exact conditional test of two Poisson rates (Przyborowski and Wilenski 1940); false discovery rate over the table"
    " (Benjamini and Hochberg 1995)"
)
CHANGE_FORMULA = f"rate over the months that both periods have / the same in the earlier period; {TEST}"
BESIDE_FORMULA = (
    "annualised rate / annualised rate of the other area, over the months that both have, and without this area where"
    f" it is part of the other; {TEST}"
)
HOTSPOT_FORMULA = (
    "Gi* (Getis and Ord 1992, with the cell itself) over hexagons that touch; p over all ways to shuffle the counts;"
    " false discovery rate over the cells (Benjamini and Hochberg 1995)"
)


class Tracing:
    """Makes the provenance of figures and exhibits."""

    def __init__(self, tables: AssessmentTables) -> None:
        self._scope = tables.scope
        self._versions = tables.scope.basis.snapshot.versions

    def provenance(
        self, names: Sequence[str], what: str, formula: str, sources: Sequence[str] = (POLICE_UK,)
    ) -> Provenance:
        """`names` of tables that may be read; those that are not in the lake are left out."""
        versions = {name: self._versions[name] for name in names if name in self._versions}
        return Provenance(versions, what, formula, tuple(dict.fromkeys(filter(None, sources))), __version__)

    def counted(self, what: str, months: Sequence[str] | None = None) -> str:
        """'Burglary (crime type burglary) in Anyshire (E06…), months 2021-04..2022-03; incidents by the LSOA of …'."""
        wanted = self._scope.months_present if months is None else months
        over = f"months {months_in_words(wanted)}" if wanted else "no month"
        area = self._scope.area
        return f"{what} in {area.name} ({area.code}), {over}; incidents by the LSOA of their map point"

    def measure(self, name: str, months: Sequence[str] | None = None) -> str:
        """The same for one measure, with the crime types that it counts."""
        measure = measure_named(ASB if name == ASB_CRIME_TYPE else name)
        return self.counted(f"{measure.title} ({_types(measure.crime_types)})", months)


def _types(counted: Sequence[str]) -> str:
    left_out = [one.slug for one in crime_types() if one.slug not in counted]
    if len(left_out) < len(counted):
        return f"crime types: all but {', '.join(left_out)}"
    return f"crime {'type' if len(counted) == 1 else 'types'} {', '.join(counted)}"


def rate_tables(measure: str) -> tuple[str, ...]:
    """The tables from which a rate of the measure is worked out."""
    return HOUSEHOLD_TABLES if measure_named(measure).denominator == "households" else RATE_TABLES
