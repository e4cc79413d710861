import re

import pytest
import shapely
from django.utils import timezone
from own_area_forms import AROUND_THE_MARKET, BASE, SOUTH_EAST, WEST, drawn, geojson, picked, sent

from gridham import MARKET, MONTHS
from saferplan.evidence.measures.calculate import measure_area
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.periods import Period
from saferplan.web.evidence.summaries import basis_of
from saferplan.web.maps.work import keep_if_changed as keep_outlines
from site_jobs import run_jobs
from site_people import a_member

TWO_YEARS = Period(MONTHS[0], MONTHS[-1], "two years")


def text_of(answer):
    return answer.content.decode()


def figure(partnership, code, measure="violence-and-sexual-offences"):
    basis = basis_of(partnership)
    return measure_area(basis, measure_named(measure), basis.geography.area(code), TWO_YEARS)[0]


def test_an_area_is_drawn_and_every_measure_can_be_taken_of_it(page, gridhams):
    answer = page.post(f"{BASE}add/draw/", drawn())
    assert answer.url == f"{BASE}1/"
    shown = text_of(page.get(answer.url))
    assert "The market" in shown
    assert "Town centre" in shown
    everywhere = figure(gridhams, gridhams.area_code)
    own = figure(gridhams, "own-1")
    # All of Gridham's violence lies in the market's block, and other crime elsewhere.
    assert own.count == everywhere.count > 0
    assert 0 < figure(gridhams, "own-1", "burglary").count < figure(gridhams, gridhams.area_code, "burglary").count


def test_an_area_is_made_of_wards_and_small_areas(page, gridhams):
    answer = page.post(f"{BASE}add/pick/", picked(WEST, SOUTH_EAST))
    assert answer.status_code == 302
    shown = text_of(page.get(answer.url))
    assert "West Gridham" in shown
    assert "4,500" in shown  # three small areas of 1,500 residents, exactly
    parts = [figure(gridhams, code, "burglary").count for code in (WEST, SOUTH_EAST)]
    assert figure(gridhams, "own-1", "burglary").count == sum(parts)


def test_an_area_is_taken_from_a_file(page, gridhams):
    answer = page.post(f"{BASE}add/upload/", sent(geojson(market=AROUND_THE_MARKET)))
    assert answer.url == f"{BASE}1/"
    assert figure(gridhams, "own-1").count == figure(gridhams, gridhams.area_code).count


def test_each_area_of_a_file_can_be_an_own_area(page, gridhams):
    file = geojson(North=shapely.box(-0.79, 51.83, -0.77, 51.845), South=shapely.box(-0.79, 51.805, -0.77, 51.82))
    asked = page.post(f"{BASE}add/upload/", sent(file))
    assert "The file holds 2 areas: North, South." in text_of(asked)
    page.post(f"{BASE}add/upload/", sent(file, name="", which="each"))
    names = [version.name for version in gridhams.own_area_versions.all()]
    assert names == ["North", "South"]


def test_one_area_of_a_file_is_chosen_by_its_name(page, gridhams):
    file = geojson(North=shapely.box(-0.79, 51.83, -0.77, 51.845), South=shapely.box(-0.79, 51.805, -0.77, 51.82))
    refused = page.post(f"{BASE}add/upload/", sent(file, which="one", called_in_file="East"))
    assert "The file has no such area. It has North, South" in text_of(refused)
    page.post(f"{BASE}add/upload/", sent(file, which="one", called_in_file="south"))
    version = gridhams.own_area_versions.get()
    assert shapely.from_wkb(bytes(version.outline)).bounds[3] == pytest.approx(51.82, abs=1e-5)


def test_a_change_is_a_version_and_the_one_before_stays(page, gridhams):
    page.post(f"{BASE}add/draw/", drawn())
    before = figure(gridhams, "own-1").count
    smaller = shapely.box(MARKET[0] - 0.0076, MARKET[1] - 0.0051, MARKET[0], MARKET[1])
    page.post(f"{BASE}1/change/draw/", drawn(shape=smaller, reason="The west alone", based_on=1))
    assert 0 < figure(gridhams, "own-1").count < before
    history = text_of(page.get(f"{BASE}1/"))
    assert "The west alone" in history
    assert "Version 1" in history
    assert "dashed line is version 1" in text_of(page.get(f"{BASE}1/versions/2/"))


def test_a_change_has_a_reason(page, gridhams):
    page.post(f"{BASE}add/draw/", drawn())
    refused = page.post(f"{BASE}1/change/draw/", drawn(based_on=1))
    assert "Enter why it changes" in text_of(refused)
    assert gridhams.own_area_versions.count() == 1


def test_of_two_people_the_second_is_told_of_the_first(page, gridhams):
    page.post(f"{BASE}add/draw/", drawn())
    for name, reason in (("The market place", "first"), ("The old market", "second")):
        last = page.post(f"{BASE}1/change/", {"name": name, "kind": "town-centre", "reason": reason, "based_on": 1})
    assert "was changed by" in text_of(last)
    assert gridhams.own_area_versions.last().name == "The market place"


def test_a_renamed_area_lies_where_it_lay(page, gridhams):
    page.post(f"{BASE}add/pick/", picked(WEST))
    page.post(f"{BASE}1/change/", {"name": "The west", "kind": "other", "reason": "Shorter", "based_on": 1})
    first, second = gridhams.own_area_versions.all()
    assert [part.code for part in second.parts.all()] == [part.code for part in first.parts.all()] == [WEST]


def test_a_removed_area_is_measured_no_more_and_its_history_stays(page, gridhams):
    page.post(f"{BASE}add/draw/", drawn())
    page.post(f"{BASE}1/remove/", {"reason": "Built over."})
    assert "own-1" not in basis_of(gridhams).geography.own.figures
    gone = text_of(page.get(f"{BASE}1/"))
    assert "Built over." in gone
    assert "Change it" not in gone
    assert page.get(f"{BASE}1/change/draw/").status_code == 302
    page.post(f"{BASE}add/draw/", drawn())  # the name is free again, the number is not
    assert [one.number for one in gridhams.own_areas.all()] == [1, 2]


def test_two_areas_have_no_name_in_common(page, gridhams):
    page.post(f"{BASE}add/draw/", drawn())
    refused = page.post(f"{BASE}add/pick/", picked(WEST, name="the MARKET"))
    assert "Another own area is called the MARKET" in text_of(refused)


def test_who_may_not_change_areas_reads_them(sign_in, gridhams, page):
    page.post(f"{BASE}add/draw/", drawn())
    reader = sign_in(a_member(gridhams))
    assert "Change it" not in text_of(reader.get(f"{BASE}1/"))
    assert reader.get(f"{BASE}add/draw/").status_code == 403
    assert reader.post(f"{BASE}1/remove/", {"reason": "No."}).status_code == 403


def test_outlines_are_given_to_other_programs(page, gridhams):
    page.post(f"{BASE}add/draw/", drawn())
    page.post(f"{BASE}add/pick/", picked(WEST))
    told = page.get(f"{BASE}outlines.geojson").json()
    (only,) = told["features"]
    assert only["properties"]["name"] == "The market"
    assert (
        shapely.geometry.shape(only["geometry"]).equals_exact(shapely.multipolygons([AROUND_THE_MARKET]), 1e-5)
        or shapely.geometry.shape(only["geometry"]).symmetric_difference(AROUND_THE_MARKET).area < 1e-9
    )
    assert page.get(f"{BASE}2/versions/1/outline.geojson").status_code == 404


def test_the_list_of_parts_shows_what_was_chosen(page, gridhams):
    page.post(f"{BASE}add/pick/", picked(WEST, SOUTH_EAST))
    asked = text_of(page.get(f"{BASE}1/change/pick/"))
    ticked = re.findall(r'value="(E\d+)" checked', asked)
    assert sorted(ticked) == sorted([WEST, SOUTH_EAST])


def test_an_area_that_is_not_drawn_leads_to_the_map(page, gridhams):
    keep_outlines(gridhams)
    answer = page.post(f"{BASE}add/draw/", drawn() | {"outline": ""})
    assert '<a href="#drawing">Draw the area on the map</a>' in answer.content.decode()
    assert 'id="drawing"' in answer.content.decode()


def test_the_map_to_draw_on_comes_by_itself_once_its_outlines_are_worked_out(page, gridhams):
    waiting = text_of(page.get(f"{BASE}add/draw/"))
    assert "The map comes here by itself" in waiting
    assert "Save area" not in waiting, "there is nothing to save"

    asked_by_the_page = {"HTTP_HX_REQUEST": "true"}
    assert "It waits for its turn" in text_of(page.get(f"{BASE}add/draw/", **asked_by_the_page))
    run_jobs()

    assert page.get(f"{BASE}add/draw/", **asked_by_the_page)["HX-Refresh"] == "true"
    assert "Save area" in text_of(page.get(f"{BASE}add/draw/"))


def test_after_outlines_could_not_be_worked_out_the_page_says_why_and_leads_to_the_other_ways(page, monkeypatch):
    monkeypatch.setattr("saferplan.web.maps.work.keep_if_changed", lambda _: 1 / 0)
    page.get(f"{BASE}add/draw/")
    run_jobs()

    drawing = text_of(page.get(f"{BASE}add/draw/"))

    assert "the outlines of the area could not be worked out" in drawing
    assert "no boundaries are loaded" not in drawing
    assert f"{BASE}add/upload/" in drawing


def test_without_boundaries_drawing_is_said_to_be_impossible(page, gridhams):
    page.get(f"{BASE}add/draw/")
    gridhams.jobs.update(finished_at=timezone.now())

    drawing = text_of(page.get(f"{BASE}add/draw/"))

    assert "There is no map to draw on" in drawing
    assert "Save area" not in drawing, "there is nothing to save"
