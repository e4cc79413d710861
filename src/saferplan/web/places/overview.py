"""All places of a kind: one measure on a map and in a table; and the search."""

from typing import Any

from saferplan.evidence.measures.records import Record
from saferplan.web.design_system.lists import paged_table
from saferplan.web.evidence.notes import notes_in_words
from saferplan.web.maps.shown import area_map
from saferplan.web.places import presenters
from saferplan.web.places.asked import AskedOfPlaces
from saferplan.web.places.forms import KINDS, ChoiceForm, SearchForm
from saferplan.web.places.profiles import profiles_of

KIND_TITLES = dict(KINDS)
THE_TABLE = "the-places"


class PlacesPage:
    def __init__(self, asked: AskedOfPlaces) -> None:
        self.asked = asked

    def context(self) -> dict[str, Any]:
        asked = self.asked
        query = asked.request.GET.get("q", "").strip()[:100]
        context = {
            "search_form": SearchForm({"q": query}),
            "query": query,
            "whole": asked.whole,
            "whole_href": presenters.address_of(asked.partnership, asked.whole),
        }
        if query:
            found = presenters.found_places(asked.partnership, asked.basis, asked.whole, query)
            return context | {"found": found}
        return context | self._figures()

    def _figures(self) -> dict[str, Any]:
        asked = self.asked
        records = self._records()
        chosen = {"measure": asked.measure.name, "period": asked.period.code, "kind": asked.kind}
        names = asked.names(asked.kind)
        profiles = profiles_of(asked.partnership).get("lsoa", {}) if asked.kind == "lsoa" else {}
        parts = presenters.parts_table(asked.partnership, records, names, profiles)
        columns, page = paged_table(asked.request, *parts, at=THE_TABLE)
        return {
            "form": ChoiceForm(chosen, periods=asked.offered, kinds=asked.kinds),
            "measure": asked.measure,
            "period": asked.period,
            "kind_title": KIND_TITLES[asked.kind],
            "columns": columns,
            "page": page,
            "at": THE_TABLE,
            "map": self._map(records, names),
            "notes": notes_in_words(one.note for one in records),
            "sources": list(dict.fromkeys([asked.measure.source, *(one.denominator_source for one in records)])),
        }

    def _records(self) -> list[Record]:
        """The highest rate first; what is not known last."""
        records = self.asked.rates(self.asked.measure, self.asked.kind)
        return sorted(records, key=lambda one: (one.rate_annualised is None, -(one.rate_annualised or 0)))

    def _map(self, records: list[Record], names: dict[str, str]) -> Any:
        asked = self.asked
        figures = presenters.map_figures(asked.partnership, asked.measure, records, names)
        caption = f"{asked.measure.title} {asked.measure.unit} a year, {asked.period.title}"
        return area_map(asked.partnership, kind=asked.kind, figures=figures, caption=caption)
