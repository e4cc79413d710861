"""Figures for chapters that come from partners: indicators, harm, and estimates of hidden harm."""

from collections.abc import Mapping, Sequence
from typing import Any

from saferplan.documents import numbers
from saferplan.documents.strategic_assessment.exhibits.released import notes_of
from saferplan.documents.strategic_assessment.tracing import Tracing
from saferplan.documents.strategic_assessment.wording import about, estimate_words
from saferplan.errors import UnknownName, nearest
from saferplan.evidence.assessment.indicators import newest
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.findings import Finding
from saferplan.evidence.people.words import ALL

Row = dict[str, Any]


class PartnerFigures:
    """Findings of one assessment. Each method raises UnknownName for a figure that does not exist."""

    def __init__(self, tables: AssessmentTables) -> None:
        self._tables, self._tracing = tables, Tracing(tables)

    def words(self) -> Mapping[str, Any]:
        """The words of the vocabulary that these figures answer."""
        return {
            "indicator": self.indicator,
            "stand_ins": self.stand_ins(),
            "harm": self.harm,
            "hidden": self.hidden,
            "people": self.people,
            "partner_notes": notes_of(self._tables.partner_people),
        }

    def indicator(self, name: str) -> Finding:
        """The newest figure of a series: '109.1 per 100,000 aged 10 to 17 in 2021/22'; a larger area is named."""
        return self._newest(_of(newest(self._tables.indicators), "indicator", name))

    def stand_ins(self) -> list[Finding]:
        """The newest figure of each indicator that stands in for what police.uk leaves out."""
        return [self._newest(row) for row in newest(self._tables.indicators) if row["stands_in_for"]]

    def _newest(self, row: Row) -> Finding:
        where = "" if row["is_own"] else f" in {row['area_name']}"
        text = f"{numbers.number(row['value'])} {row['unit']}{where} in {row['period']}"
        traced = self._tracing.provenance(
            ("indicators",), f"{row['title']}, {row['area_name']}, {row['period']}", "as published", (row["source"],)
        )
        return Finding(f"indicator-{row['indicator']}", row["value"], text, traced, row["unit"], row)

    def harm(self, index: str, group: str = "All offences") -> Finding:
        """Harm per resident by an index: '12.3 per resident'; of one offence group where it is named."""
        rows = [row for row in self._tables.harm if row["offence_group"] == group]
        row = _of(rows, "index", index)
        text = f"{numbers.ratio(row['score'])} per resident"
        traced = self._tracing.provenance(
            ("recorded_crime", "harm_weights", "population", "area_links"),
            f"{group} of {self._tables.scope.area.name} with a weight ({numbers.share(row['coverage'])} of them)",
            "sum of count x weight / residents",
            (row["source"], row["weights_source"], row["denominator_source"]),
        )
        return Finding(f"harm-{index}", row["score"], text, traced, "per resident", row)

    def hidden(self, topic: str) -> Finding:
        """An estimate of hidden harm with its range: 'about 6,500 (5,300 to 8,000)'."""
        rows = [row for row in self._tables.hidden_harm if row["estimate_low"] is not None]
        row = _of(rows, "topic", topic)
        traced = self._tracing.provenance(
            ("prevalence", "population_by_age", "indicators"),
            f"{row['title']}, {self._tables.scope.area.name}",
            "rate x residents" if row["basis"] == "population" else "known cases / share that comes to light",
            (row["source"], row["population_source"], row["known_source"]),
        )
        record = row | {"known_words": numbers.count(row["known"]), "population_words": about(row["population"] or 0)}
        return Finding(f"hidden-{topic}", row["estimate"], estimate_words(row), traced, "estimate", record)

    def people(self, finding: str, measure: str, breakdown: str = ALL, group: str = ALL) -> Finding:
        """A figure released of partners' records: '1,115', '23%'; "under 5" where it is withheld for being small."""
        released = self._tables.partner_people
        row = released.figure(finding, measure, breakdown, group)
        if row is None:
            known = sorted({one["finding"] for one in released.rows})
            raise UnknownName(f"nothing is released of '{finding}', {measure}", remedy=nearest(finding, known))
        is_share = measure.endswith("share") or measure.startswith("share")
        text = numbers.percent(row["value"]) if is_share else numbers.number(row["value"])
        text = row["note"] if row["hidden"] else text
        traced = self._tracing.provenance(("people_counts",), f"{finding}, {measure}", "as released")
        return Finding(
            f"people-{finding}-{measure}-{group}", row["value"], text, traced, "share" if is_share else "", row
        )


def _of(rows: Sequence[Row], key: str, wanted: str) -> Row:
    for row in rows:
        if row[key] == wanted:
            return row
    known = list(dict.fromkeys(str(row[key]) for row in rows))
    raise UnknownName(f"there is no {key} '{wanted}' for this area", remedy=nearest(wanted, known))
