"""The figures that chapters may name: each call gives a Finding that can be traced."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from saferplan.documents import numbers
from saferplan.documents.strategic_assessment import wording
from saferplan.documents.strategic_assessment.tracing import (
    BESIDE_FORMULA,
    CHANGE_FORMULA,
    COUNT_FORMULA,
    HOTSPOT_FORMULA,
    INCIDENT_TABLES,
    POLICE_UK,
    PROFILE_TABLES,
    RATE_FORMULA,
    RATE_TABLES,
    Tracing,
    rate_tables,
)
from saferplan.errors import UnknownName, nearest
from saferplan.evidence.assessment.gaps import unplaced
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB, ASB_CRIME_TYPE, SIMILAR
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.findings import Finding, Provenance

Row = dict[str, Any]


class Figures:
    """Findings of one assessment. Each method raises UnknownName for a figure that does not exist."""

    def __init__(self, tables: AssessmentTables) -> None:
        self.tables = tables
        self.tracing = Tracing(tables)

    def volume(self, measure: str) -> Finding:
        """How many incidents were counted in the period."""
        row = self._period_row(measure)
        traced = self.tracing.provenance(INCIDENT_TABLES, self.tracing.measure(measure), COUNT_FORMULA)
        return _finding(f"volume-{measure}", row["count"], numbers.count(row["count"]), traced, "incidents", row)

    def rate(self, measure: str) -> Finding:
        """The annualised rate per 1,000."""
        row = self._period_row(measure)
        of = "households" if "households" in measure else "residents"
        what = f"{self.tracing.measure(measure)}; denominator: {row['denominator_source']}"
        traced = self.tracing.provenance(
            rate_tables(measure), what, RATE_FORMULA, (POLICE_UK, row["denominator_source"])
        )
        value = row["rate_annualised"]
        return _finding(f"rate-{measure}", value, numbers.per_thousand(value, of), traced, f"per 1,000 {of}", row)

    def share(self, measure: str) -> Finding:
        """The measure's share of all crime."""
        row = self._period_row(measure)
        traced = self.tracing.provenance(
            INCIDENT_TABLES, self.tracing.measure(measure), "count / count of all crime but anti-social behaviour"
        )
        value, total = row["share_of_crime"], self._period_row(ALL_CRIME)["count"]
        text = numbers.share(None) if value is None else wording.share_words(row["count"], total)
        return _finding(f"share-{measure}", value, text, traced, "share", row)

    def change(self, measure: str) -> Finding:
        """The change since the comparison period, in words that the test bears."""
        row = self._period_row(measure)
        if "ratio" not in row:
            raise UnknownName("this assessment has no comparison period", remedy="Build it with --against PERIOD.")
        months = sorted(month for pair in self.tables.months_compared for month in pair)
        traced = self.tracing.provenance(
            rate_tables(measure),
            self.tracing.measure(measure, months),
            CHANGE_FORMULA,
            (POLICE_UK, row["compared_denominator_source"], row["against_denominator_source"]),
        )
        words, record = wording.change_words(row), row | {"name": wording.in_sentence(row["title"])}
        return _finding(f"change-{measure}", row["ratio"], words, traced, "ratio", record)

    def moved(self, measure: str) -> Finding:
        """The same change as a verb, without its interval: 'rose by 12%', 'shows no clear change'."""
        change = self.change(measure)
        return replace(change, id=f"moved-{measure}", text=wording.moved_words(change.record))

    def beside(self, measure: str, comparator: str) -> Finding:
        """The area beside 'force', 'country' or 'similar': prints as 'lower than in', 'higher than in' and so on."""
        row = self._beside_row(measure, comparator)
        traced = self._beside_traced(row, BESIDE_FORMULA)
        words = wording.beside_words(row)
        return _finding(f"beside-{comparator}-{measure}", row["compared_ratio"], words, traced, "ratio", row)

    def comparator_rate(self, measure: str, comparator: str) -> Finding:
        """The other area's annualised rate over the months that both have, without this area where it is a part."""
        row = self._beside_row(measure, comparator)
        traced = self._beside_traced(row, RATE_FORMULA)
        value, name = row["apart_rate_annualised"], f"comparator-{comparator}-{measure}"
        return _finding(name, value, numbers.per_thousand(value), traced, "per 1,000 residents", row)

    def own_rate(self, measure: str, comparator: str) -> Finding:
        """This area's annualised rate over the months that it has in common with the other."""
        row = self._beside_row(measure, comparator)
        traced = self._beside_traced(row, RATE_FORMULA)
        value, name = row["compared_own_rate_annualised"], f"own-{comparator}-{measure}"
        return _finding(name, value, numbers.per_thousand(value), traced, "per 1,000 residents", row)

    def profile(self, feature: str) -> Finding:
        """A line of the area profile."""
        row = _row(self.tables.profile, feature=feature)
        area = self.tables.scope.area
        traced = self.tracing.provenance(
            PROFILE_TABLES,
            f"{row['title']}: small areas (LSOA) of {area.name} ({area.code})",
            "added up, or the share of the total",
            (row["source"],),
        )
        printed = numbers.printed(row["value"], row["kind"])
        return _finding(f"profile-{feature}", row["value"], printed, traced, row["kind"], row)

    def unplaced(self) -> Finding:
        """Share of the home force's crimes in the period that have no place."""
        row = self.tables.unplaced
        what = f"crimes (without ASB) that {self.tables.scope.publisher} published in the period's months, without LSOA"
        traced = self.tracing.provenance(
            ("incidents", "area_profiles"), what, "crimes without a place / all crimes of the force"
        )
        return _finding("unplaced", row["share"], numbers.share(row["share"]), traced, "share", row)

    def unplaced_compared(self, side: str) -> Finding:
        """The same over the months compared: of the period ("now") or of the one compared with ("then")."""
        sides = {
            "now": [now for now, _ in self.tables.months_compared],
            "then": [t for _, t in self.tables.months_compared],
        }
        if side not in sides:
            raise UnknownName(f"there is no side '{side}'", remedy=nearest(side, list(sides)))
        row = unplaced(self.tables.scope, sides[side])
        what = f"crimes (without ASB) that {self.tables.scope.publisher} published without LSOA in the months compared"
        formula = "crimes without a place / all crimes of the force"
        traced = self.tracing.provenance(("incidents", "area_profiles"), what, formula)
        return _finding(f"unplaced-{side}", row["share"], numbers.share(row["share"]), traced, "share", row)

    def placing(self) -> Finding:
        """The change that crimes without a place would make alone, were they spread like the others."""
        now, then = self.unplaced_compared("now"), self.unplaced_compared("then")
        ratio = (1 - float(now.value or 0)) / (1 - float(then.value or 0))
        formula = "(1 - share without a place now) / (1 - share then)"
        traced = self.tracing.provenance(("incidents", "area_profiles"), now.provenance.filter, formula)
        words = wording.ratio_words(ratio, against_is_later=self._period_row(ALL_CRIME).get("against_is_later", False))
        return _finding("placing", ratio, words, traced, "ratio")

    def reconciled(self, measure: str) -> Finding:
        """The figure that ONS or the Home Office prints, with ours in its record."""
        row = _row(self.tables.reconciliation, crime_type=measure)
        what = f"{row['title']}, {row['period']}, all CSPs of {self.tables.scope.area.name} together"
        traced = self.tracing.provenance(("recorded_crime",), what, "sum", (row["source"],))
        value = row["published"]
        return _finding(f"published-{measure}", value, numbers.count(value), traced, "offences", row)

    def deprived(self, measure: str) -> Finding:
        """The rate in the most deprived decile here beside the least: 'all-crime' or 'asb'."""
        found = self.tables.most_and_least_deprived
        if measure not in found:
            raise UnknownName(f"there are no deciles of '{measure}'", remedy=nearest(measure, list(found)))
        row = found[measure]
        formula = "rate / rate; exact conditional test of two Poisson rates, false discovery rate over crime and ASB"
        what = f"{self.tracing.measure(measure)}; national deciles {row['most']} and {row['least']}"
        traced = self.tracing.provenance((*RATE_TABLES, "deprivation"), what, formula)
        return _finding(f"deprived-{measure}", row["ratio"], wording.decile_words(row), traced, "ratio", row)

    def ward_count(self, name: str) -> Finding:
        """Numbers about wards: 'union' (in any top five), 'named', 'overlap', 'above', 'below', 'all'."""
        counted = self.tables.wards.numbers(len(self.tables.scope.named_wards))
        if name not in counted:
            raise UnknownName(f"there is no number of wards '{name}'", remedy=nearest(name, list(counted)))
        traced = self.tracing.provenance(RATE_TABLES, self.tracing.counted(f"wards: {WARDS[name]}"), "wards counted")
        text = numbers.count(counted[name]) if counted[name] else "none"
        return _finding(f"wards-{name}", counted[name], text, traced, "wards")

    def hotspot(self, name: str) -> Finding:
        """'places', 'names', 'share' (of crimes), 'square_km' of hotspots; 'unplaced': the force's without place."""
        found = self.tables.hotspots
        if found is None:
            raise UnknownName("this assessment has no hotspots", remedy='Ask has("hotspot-map") first.')
        if name == "unplaced":
            return self.unplaced()
        said = wording.hotspot_words(found.places)
        if name not in said:
            raise UnknownName(f"there is no figure of hotspots '{name}'", remedy=nearest(name, [*said, "unplaced"]))
        value, text, unit = said[name]
        traced = self.tracing.provenance(
            (*INCIDENT_TABLES, "boundaries"), self.tracing.counted("crimes by map point"), HOTSPOT_FORMULA
        )
        return _finding(f"hotspots-{name}", value, text, traced, unit)

    def ward_part(self, kind: str) -> Finding:
        """Share of all crimes recorded in wards that is in the wards 'above' or 'below' the area's rate."""
        named = {"above": self.tables.wards.above, "below": self.tables.wards.below}
        if kind not in named:
            raise UnknownName(f"there are no wards of the kind '{kind}'", remedy=nearest(kind, list(named)))
        every = self.tables.wards.standing
        own = [row for row in every if row["area_name"] in named[kind]]
        part, whole = (sum(row["count"] for row in rows) for rows in (own, every))
        people, everyone = (sum(row["denominator"] for row in rows) for rows in (own, every))
        record = {"count": part, "of": whole, "share_residents": people / everyone if everyone else None}
        what = self.tracing.counted(f"wards: {WARDS[kind]}", self.tables.scope.months_recorded)
        traced = self.tracing.provenance(RATE_TABLES, what, "count in these wards / count in all wards")
        share = part / whole if whole else None
        return _finding(f"ward-part-{kind}", share, numbers.share(share), traced, "share", record)

    def _period_row(self, measure: str) -> Row:
        return _row(self.tables.crime_types, crime_type=measure)

    def _beside_row(self, measure: str, comparator: str) -> Row:
        home = self.tables.scope.basis.geography.units[self.tables.scope.unit]
        codes = {"force": home.pfa, "country": home.country, "similar": SIMILAR}
        if comparator not in codes:
            raise UnknownName(f"there is no comparator '{comparator}'", remedy=nearest(comparator, list(codes)))
        crime_type = ASB_CRIME_TYPE if measure == ASB else measure
        return _row(self.tables.comparators, crime_type=crime_type, area_code=codes[comparator])

    def _beside_traced(self, row: Row, formula: str) -> Provenance:
        months = next(gap["months"] for gap in self.tables.comparator_gaps if gap["area_code"] == row["area_code"])
        what = f"{self.tracing.measure(row['crime_type'], months)}; the same in {row['apart_name']}"
        return self.tracing.provenance(RATE_TABLES, what, formula, (POLICE_UK, row["denominator_source"]))


WARDS = {
    "all": "all with a rate",
    "union": "in the top five for any crime type",
    "named": "named in the list given",
    "overlap": "named in the list given and in the top five for any crime type",
    "above": "clearly above the rate of the area, allowing for ordinary variation",
    "below": "clearly below the rate of the area, allowing for ordinary variation",
}


def _finding(name: str, value: Any, text: str, traced: Provenance, unit: str, record: Row | None = None) -> Finding:
    return Finding(name, value, text, traced, unit, record or {})


def _row(table: Sequence[Row], **wanted: Any) -> Row:
    for row in table:
        if all(row[key] == value for key, value in wanted.items()):
            return row
    (key, value), *_ = wanted.items()
    known = list(dict.fromkeys(str(row[key]) for row in table))
    raise UnknownName(f"there is no figure for {key.replace('_', ' ')} '{value}'", remedy=nearest(str(value), known))
