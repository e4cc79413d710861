"""What a page gives the script of maps: a class for each area, its figure in words, and nothing that breaks a page."""

import json
import re
from html import unescape
from types import SimpleNamespace

import pytest
from django.template import engines
from django.test import RequestFactory

import anyshire as made_up
from saferplan.documents.charts.classes import MISSING
from saferplan.documents.charts.theme import SEQUENCE
from saferplan.evidence.basis import Basis
from saferplan.evidence.measures.calculate import measure_area
from saferplan.evidence.measures.definition import measure_named
from saferplan.web.evidence.lake import lake_of
from saferplan.web.maps.shown import MapFigure, area_map
from saferplan.web.maps.work import keep_if_changed
from site_jobs import run_jobs

RATES = (12.0, 30.0, 31.0, 55.0, 80.0, 200.0)


def figures(*values: float | None) -> list[MapFigure]:
    return [MapFigure(f"E0500000{at}", f"Ward {at}", value, f"{value}") for at, value in enumerate(values)]


@pytest.fixture
def drawn(mapped):
    keep_if_changed(mapped)
    return mapped


class TestClasses:
    def test_more_is_darker(self, drawn):
        shown = area_map(drawn, kind="ward", figures=figures(*RATES), caption="Crime")
        looks = [int(one["look"]) for one in shown.data["areas"]]

        assert looks == sorted(looks)
        assert (looks[0], looks[-1]) == (0, len(SEQUENCE) - 1)

    def test_the_key_names_every_look_that_the_map_has(self, drawn):
        shown = area_map(drawn, kind="ward", figures=figures(*RATES, None), caption="Crime")
        key = {entry.look: entry.words for entry in shown.key}

        assert {one["look"] for one in shown.data["areas"]} <= key.keys()
        assert key["missing"] == MISSING

    def test_what_is_not_known_is_no_zero(self, drawn):
        shown = area_map(drawn, kind="ward", figures=figures(0.0, None, 40.0), caption="Crime")
        looks = [one["look"] for one in shown.data["areas"]]

        assert looks[1] == "missing"
        assert looks[0] == "0"

    def test_where_all_is_known_the_key_has_no_stripes(self, drawn):
        shown = area_map(drawn, kind="ward", figures=figures(*RATES), caption="Crime")
        assert "missing" not in {entry.look for entry in shown.key}

    @pytest.mark.parametrize("values", [(), (None, None), (0.0, 0.0), (7.0,)])
    def test_few_figures_make_a_map_too(self, drawn, values):
        shown = area_map(drawn, kind="ward", figures=figures(*values), caption="Crime")
        assert len(shown.data["areas"]) == len(values)
        assert {one["look"] for one in shown.data["areas"]} <= {entry.look for entry in shown.key}


class TestFigures:
    @pytest.fixture
    def records(self, mapped):
        basis = Basis(lake_of(mapped).snapshot())
        area = basis.geography.area(made_up.ANYSHIRE)
        return measure_area(basis, measure_named("burglary"), area, made_up.year(made_up.LATER), by="ward")

    def test_a_rate_has_its_interval_and_its_count(self, records):
        figure = MapFigure.of(records[0], per="per 1,000 residents a year", href="/here/")

        assert figure.value == records[0].rate_annualised
        assert figure.figure.endswith(" per 1,000 residents a year")
        assert re.fullmatch(r"95% interval [\d.]+ to [\d.]+; [\d,]+ recorded", figure.words)

    def test_counts_can_be_shown_in_place_of_rates(self, records):
        figure = MapFigure.of(records[0], kind="count", name="Another name")

        assert (figure.value, figure.figure, figure.name) == (records[0].count, f"{records[0].count}", "Another name")

    def test_an_unknown_rate_says_so_and_has_no_interval(self, records):
        unknown = SimpleNamespace(**records[0].__dict__ | {"rate_annualised": None, "count": None})
        figure = MapFigure.of(unknown, per="per 1,000 residents")  # type: ignore[arg-type]

        assert (figure.value, figure.figure, figure.words) == (None, "not available", "")


class TestThePage:
    def test_names_cannot_end_the_block_of_data(self, drawn):
        evil = MapFigure("E05000001", "</script><script>alert(1)</script>", 3.0, "3", "<b>& ' \"")
        page = self._page(area_map(drawn, kind="ward", figures=[evil], caption="<i>Crime</i>"))

        assert "<script>alert" not in page
        assert "<i>Crime</i>" not in page
        (block,) = re.findall(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
        assert json.loads(block)["areas"][0]["name"] == evil.name
        assert json.loads(block)["areas"][0]["words"] == evil.words

    def test_it_names_its_files_and_no_other_site(self, drawn):
        page = self._page(area_map(drawn, kind="lsoa", figures=figures(*RATES), caption="Crime"))

        assert re.search(r'data-outlines="/partnerships/[^"]+/lsoa.json"', page)
        assert "saferplan/map-worker" in page
        assert "http" not in page.replace("http://www.w3.org", "")

    def test_neighbourhoods_lie_under_the_borders_of_wards(self, drawn):
        small = area_map(drawn, kind="lsoa", figures=figures(*RATES), caption="Crime")
        wards = area_map(drawn, kind="ward", figures=figures(*RATES), caption="Crime")

        assert small.data["over"].endswith("/ward.json")
        assert wards.data["over"] == ""

    def test_without_script_the_reader_is_led_to_the_table(self, drawn):
        page = self._page(area_map(drawn, kind="ward", figures=figures(*RATES), caption="Crime"))
        assert "The table on this page has the same figures" in page

    def test_without_outlines_it_says_why_there_is_no_map(self, drawn):
        page = self._page(area_map(drawn, kind="ltla", figures=figures(*RATES), caption="Crime"))

        assert "no boundaries of these areas are loaded" in page
        assert "application/json" not in page

    def test_while_they_are_worked_out_it_says_that(self, mapped):
        page = self._page(area_map(mapped, kind="ward", figures=figures(*RATES), caption="Crime"))
        assert "are being worked out" in page

    def test_where_they_could_not_be_worked_out_it_says_why(self, mapped, monkeypatch):
        area_map(mapped, kind="ward", figures=[], caption="Crime")
        monkeypatch.setattr("saferplan.web.maps.work.keep_if_changed", lambda _: 1 / 0)
        run_jobs()
        page = self._page(area_map(mapped, kind="ward", figures=figures(*RATES), caption="Crime"))

        assert "could not be worked out" in page
        assert mapped.jobs.with_state().first().explanation in unescape(page)
        assert "hx-get" not in page

    @staticmethod
    def _page(shown) -> str:
        template = engines["jinja2"].env.get_template("maps/map.html")
        return str(template.make_module({"request": RequestFactory().get("/")}).map_figure(shown))
