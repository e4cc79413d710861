"""The figures that chapters may name: each call gives a Finding that can be traced."""

from collections.abc import Sequence
from typing import Any

from saferplan import __version__
from saferplan.documents import numbers
from saferplan.documents.strategic_assessment import wording
from saferplan.errors import UnknownName, nearest
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.findings import Finding, Provenance

INCIDENT_TABLES = ("incidents", "area_counts", "area_links")
RATE_TABLES = (*INCIDENT_TABLES, "population", "households", "area_profiles")
POLICE_UK = "Home Office and police forces via data.police.uk, Open Government Licence v3.0"
COUNTED = "incidents whose LSOA lies in the area, in months that the home force has published"
RATE_FORMULA = "count / denominator x 1,000 x 12 / months present; exact Poisson interval (Garwood 1936)"
RATIO_FORMULA = (
    "rate over the months that both periods have / the same in the earlier period; exact conditional test of two"
    " Poisson rates, false discovery rate over the table (Benjamini and Hochberg 1995)"
)


class Figures:
    """Findings of one assessment. Each method raises UnknownName for a figure that does not exist."""

    def __init__(self, tables: AssessmentTables) -> None:
        self.tables = tables
        self._versions = tables.scope.basis.snapshot.versions

    def provenance(
        self, names: Sequence[str], what: str, formula: str, sources: Sequence[str] = (POLICE_UK,)
    ) -> Provenance:
        versions = {name: self._versions[name] for name in names if name in self._versions}
        return Provenance(versions, what, formula, tuple(dict.fromkeys(sources)), __version__)

    def _row(self, table: list[dict], **wanted: Any) -> dict:
        for row in table:
            if all(row[key] == value for key, value in wanted.items()):
                return row
        (key, value), *_ = wanted.items()
        known = list(dict.fromkeys(str(row[key]) for row in table))
        raise UnknownName(
            f"there is no figure for {key.replace('_', ' ')} '{value}'", remedy=nearest(str(value), known)
        )

    def volume(self, measure: str) -> Finding:
        """How many incidents were counted in the period."""
        row = self._row(self.tables.crime_types, crime_type=measure)
        what = f"{row['title']}: {COUNTED}, {wording.months_words(row)} of {self.tables.scope.period.title}"
        return Finding(
            f"volume-{measure}", row["count"], numbers.count(row["count"]),
            self.provenance(INCIDENT_TABLES, what, "count"), "incidents", row,
        )  # fmt: skip

    def rate(self, measure: str) -> Finding:
        """The annualised rate per 1,000."""
        row = self._row(self.tables.crime_types, crime_type=measure)
        of = "households" if "households" in measure else "residents"
        what = f"{row['title']}: {COUNTED}; {row['denominator_source']}"
        return Finding(
            f"rate-{measure}",
            row["rate_annualised"],
            numbers.per_thousand(row["rate_annualised"], of),
            self.provenance(RATE_TABLES, what, RATE_FORMULA, (POLICE_UK, row["denominator_source"])),
            f"per 1,000 {of}",
            row,
        )

    def share(self, measure: str) -> Finding:
        """The measure's share of all crime."""
        row = self._row(self.tables.crime_types, crime_type=measure)
        what = f"{row['title']} among all crime but ASB: {COUNTED}"
        return Finding(
            f"share-{measure}", row["share_of_crime"], numbers.share(row["share_of_crime"]),
            self.provenance(INCIDENT_TABLES, what, "count / count of all crime"), "share", row,
        )  # fmt: skip

    def change(self, measure: str) -> Finding:
        """The change since the comparison period, in words that the test bears."""
        row = self._row(self.tables.crime_types, crime_type=measure)
        if "ratio" not in row:
            raise UnknownName("this assessment has no comparison period", remedy="Build it with --against PERIOD.")
        what = f"{row['title']}: {COUNTED}, over the {row['months_compared']} months of the year that both periods have"
        return Finding(
            f"change-{measure}", row["ratio"], wording.change_words(row),
            self.provenance(RATE_TABLES, what, RATIO_FORMULA), "ratio", row,
        )  # fmt: skip

    def beside(self, measure: str, comparator: str) -> Finding:
        """The area beside 'force', 'country' or 'similar': prints as 'lower than', 'higher than' and so on."""
        row = self._row(self.tables.comparators, crime_type=_as_counted(measure), area_code=self._code(comparator))
        what = f"{row['title']}: {COUNTED}, over the {row['compared_months']} months that both areas have"
        formula = f"ratio of the annualised rates, to the rest of {row['area_name']} where the area is part of it; " + (
            "exact conditional test of two Poisson rates, false discovery rate over the table"
        )
        return Finding(
            f"beside-{comparator}-{measure}", row["compared_ratio"], wording.beside_words(row),
            self.provenance(RATE_TABLES, what, formula), "ratio", row,
        )  # fmt: skip

    def comparator_rate(self, measure: str, comparator: str) -> Finding:
        """The comparator's annualised rate over the months that both areas have."""
        row = self._row(self.tables.comparators, crime_type=_as_counted(measure), area_code=self._code(comparator))
        value = row["compared_rate_annualised"]
        what = f"{row['title']} in {row['area_name']}, over the {row['compared_months']} months that both areas have"
        return Finding(
            f"comparator-{comparator}-{measure}", value, numbers.per_thousand(value),
            self.provenance(RATE_TABLES, what, RATE_FORMULA), "per 1,000 residents", row,
        )  # fmt: skip

    def _code(self, comparator: str) -> str:
        scope = self.tables.scope
        home = scope.basis.geography.units[scope.unit]
        codes = {"force": home.pfa, "country": home.country, "similar": "similar"}
        if comparator not in codes:
            raise UnknownName(f"there is no comparator '{comparator}'", remedy=nearest(comparator, list(codes)))
        return codes[comparator]

    def profile(self, feature: str) -> Finding:
        """A line of the area profile."""
        row = self._row(self.tables.profile, feature=feature)
        return Finding(
            f"profile-{feature}", row["value"], numbers.printed(row["value"], row["kind"]),
            self.provenance(
                ("population", "population_by_age", "households", "deprivation", "rural_urban", "area_profiles"),
                row["title"], "small areas of the area added up", (row["source"],),
            ),
            row["kind"], row,
        )  # fmt: skip

    def unplaced(self) -> Finding:
        """Share of the home force's crimes in the period that have no place."""
        row = self.tables.unplaced
        what = "crimes (without ASB) that the home force published in the period's months without an LSOA"
        return Finding(
            "unplaced", row["share"], numbers.share(row["share"]),
            self.provenance(("incidents",), what, "crimes without a place / all crimes of the force"), "share", row,
        )  # fmt: skip

    def reconciled(self, measure: str) -> Finding:
        """The figure that ONS prints, with ours in its record."""
        row = self._row(self.tables.reconciliation, crime_type=measure)
        return Finding(
            f"published-{measure}", row["published"], numbers.count(row["published"]),
            self.provenance(("recorded_crime",), f"{row['title']}, {row['period']}, all CSPs of the area", "sum",
                            (row["source"],)),
            "offences", row,
        )  # fmt: skip

    def ward_count(self, name: str) -> Finding:
        """Numbers about wards: 'union' (in any top five), 'named', 'overlap', 'above', 'below', 'all'."""
        wards = self.tables.wards
        standing = [row["standing"] for row in wards.standing]
        numbers_of = {
            "all": len(wards.standing),
            "union": len(wards.union),
            "named": len(self.tables.scope.named_wards),
            "overlap": len(wards.overlap.both) if wards.overlap else 0,
            "above": sum(one.startswith("above") for one in standing),
            "below": sum(one.startswith("below") for one in standing),
        }
        if name not in numbers_of:
            raise UnknownName(f"there is no number of wards '{name}'", remedy=nearest(name, list(numbers_of)))
        return Finding(
            f"wards-{name}", numbers_of[name], numbers.count(numbers_of[name]),
            self.provenance(RATE_TABLES, f"wards of the area: {name}", "wards counted"), "wards",
        )  # fmt: skip


def _as_counted(measure: str) -> str:
    return "anti-social-behaviour" if measure == "asb" else measure
