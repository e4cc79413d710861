"""Two places side by side: each measure's rates, how they differ, and whether that is more than chance."""

from typing import Any

from django.urls import reverse

from saferplan.documents import numbers
from saferplan.documents.charts.compared import compared_dots
from saferplan.documents.drawing import NARROW, WIDE, Drawing
from saferplan.evidence.geography import OWN, Area
from saferplan.evidence.measures.definition import Measure
from saferplan.evidence.measures.records import Record
from saferplan.evidence.place_figures import compare_places
from saferplan.web.evidence.notes import notes_in_words
from saferplan.web.places import presenters
from saferplan.web.places.asked import AskedOfPlaces
from saferplan.web.places.forms import CompareForm
from saferplan.web.places.place_page import is_on_one_scale, measures_in_order
from saferplan.web.places.presenters import ShownProfile
from saferplan.web.places.profiles import profile_of

Compared = list[tuple[Measure, Record]]


class ComparePage:
    def __init__(self, asked: AskedOfPlaces) -> None:
        self.asked = asked
        self.one, self.other = asked.chosen_place("one"), asked.chosen_place("other")

    def context(self) -> dict[str, Any]:
        asked = self.asked
        chosen = {name: asked.request.GET.get(name, "") for name in ("one", "other")}
        form = CompareForm(chosen | {"period": asked.period.code}, periods=asked.offered, places=self._choices())
        context = {
            "form": form,
            "period": asked.period,
            "back": reverse("places:places", kwargs={"partnership": asked.partnership.slug}),
        }
        if self.one is None or self.other is None or self.one.code == self.other.code:
            is_same = self.one is not None and self.other is not None
            return context | {"is_same": is_same, "is_ready": False}
        return context | self._compared(self.one, self.other)

    def _choices(self) -> list[tuple[str, str]]:
        """The partnership, its districts and wards; neighbourhoods only where one of them is asked for already."""
        asked = self.asked
        found = [(asked.whole.code, f"All of {asked.whole.name}")]
        chosen = {area.kind for area in (self.one, self.other) if area}
        for kind in ("ltla", "ward", OWN, "lsoa"):
            if kind in asked.kinds and (kind != "lsoa" or kind in chosen):
                found += sorted(asked.names(kind).items(), key=lambda pair: pair[1])
        return found

    def _compared(self, one: Area, other: Area) -> dict[str, Any]:
        asked = self.asked
        every = measures_in_order()
        found = list(zip(every, compare_places(asked.basis, every, one, other, asked.period), strict=True))
        profiles = self._profiles(one, other)
        return {
            "is_ready": True,
            "one": one,
            "other": other,
            "one_href": presenters.address_of(asked.partnership, one),
            "other_href": presenters.address_of(asked.partnership, other),
            "rows": [self._row(measure, record) for measure, record in found],
            "chart_drawing": _drawing(found, one, other),
            "profile_rows": profiles[0].rows({"one": profiles[0].own, "other": profiles[1].own}),
            "sources": list(
                dict.fromkeys([*(m.source for m in every), *(record.denominator_source for _, record in found)])
            ),
            "notes": notes_in_words(record.note for _, record in found),
            "clear": [_sentence(measure, record, one, other) for measure, record in found if _is_clear(record)],
        }

    def _profiles(self, one: Area, other: Area) -> list[ShownProfile]:
        return [ShownProfile(profile_of(self.asked.partnership, self.asked.basis, area), None) for area in (one, other)]

    def _row(self, measure: Measure, record: Record) -> list[Any]:
        beside = record.beside
        assert beside is not None  # noqa: S101 compare_areas sets it on each
        ratio = numbers.interval(beside.compared_ratio_low, beside.compared_ratio_high, "ratio")
        return [
            measure.title,
            presenters.number(beside.compared_own_rate_annualised, "rate"),
            presenters.number(beside.compared_rate_annualised, "rate"),
            presenters.number(beside.compared_ratio, "ratio"),
            {"text": ratio, "sort": beside.compared_ratio_low},
            presenters.tag(beside.compared_verdict, beside.compared_ratio),
        ]


def _is_clear(record: Record) -> bool:
    return record.beside is not None and record.beside.compared_verdict in presenters.COLOURS


def _sentence(measure: Measure, record: Record, one: Area, other: Area) -> str:
    assert record.beside is not None  # noqa: S101 only asked of those that have it
    how = presenters.WORDS[record.beside.compared_verdict].lower()
    return f"{measure.title}: {how} in {one.name} ({numbers.change(record.beside.compared_ratio)} on {other.name})"


def _drawing(found: Compared, one: Area, other: Area) -> Drawing | None:
    known = [
        {
            "title": measure.title,
            "one": record.beside.compared_own_rate_annualised,
            "other": record.beside.compared_rate_annualised,
        }
        for measure, record in found
        if record.beside and record.beside.compared_own_rate_annualised is not None and is_on_one_scale(measure)
    ]
    if not known:
        return None
    known.sort(key=lambda row: -row["one"])
    draw = compared_dots(known, label="title", series={"one": one.name, "other": other.name})
    return Drawing(draw(WIDE), draw(NARROW))
