"""Figures of own areas are worked out once for a version and a load, and read by pages."""

import json

import pytest
from django.conf import settings
from own_area_forms import BASE, WEST, drawn, picked

import gridham
from saferplan.errors import UnknownName
from saferplan.web.evidence import summaries
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.summaries import basis_of
from saferplan.web.jobs.models import Job
from saferplan.web.own_areas import demo, kept
from site_jobs import run_jobs
from site_people import a_member


def folders(partnership):
    return sorted((settings.HOME / kept.FOLDER / partnership.slug).iterdir())


def test_of_a_large_lake_a_new_area_is_counted_by_a_job_and_the_others_are_there(page, gridhams, monkeypatch):
    page.post(f"{BASE}add/pick/", picked(WEST))
    basis_of(gridhams)
    monkeypatch.setattr(summaries, "AT_ONCE_ROWS", 0)
    page.post(f"{BASE}add/draw/", drawn())
    assert "is being counted" in page.get(f"{BASE}2/").content.decode()
    assert "Being counted" in page.get(BASE).content.decode()
    with pytest.raises(UnknownName, match="being counted"):
        basis_of(gridhams).geography.area("own-2")
    assert basis_of(gridhams).geography.area("own-1").name == "West and a bit"
    for _ in range(3):
        page.get(BASE)
    assert gridhams.jobs.of_kind(kept.WORK).count() == 1
    run_jobs()
    assert basis_of(gridhams).geography.area("own-2").name == "The market"
    assert "is being counted" not in page.get(f"{BASE}2/").content.decode()


def test_pages_count_nothing_that_is_kept(page, gridhams, monkeypatch):
    page.post(f"{BASE}add/draw/", drawn())
    basis_of(gridhams)
    kept._remembered.clear()

    def counted(*_given):
        raise AssertionError("what is kept is counted again")

    monkeypatch.setattr("saferplan.evidence.own_areas.counting.counted", counted)
    assert basis_of(gridhams).geography.area("own-1").kind == "own"


def test_what_cannot_be_read_is_counted_again(page, gridhams):
    page.post(f"{BASE}add/draw/", drawn())
    before = basis_of(gridhams).geography.own.figures["own-1"]
    (folder,) = folders(gridhams)
    (file,) = folder.glob("*.json")
    file.write_text('{"code": "own-1"')
    kept._remembered.clear()
    assert basis_of(gridhams).geography.own.figures["own-1"] == before
    assert json.loads(file.read_text())["code"] == "own-1"


def test_a_basis_that_a_page_holds_is_not_changed_under_it(page, gridhams):
    page.post(f"{BASE}add/pick/", picked(WEST))
    held = basis_of(gridhams)
    page.post(f"{BASE}add/draw/", drawn())
    page.post(f"{BASE}1/remove/", {"reason": "Gone."})
    assert list(held.geography.own.figures) == ["own-1"]
    assert list(basis_of(gridhams).geography.own.figures) == ["own-2"]


def test_a_partnership_without_own_areas_asks_the_database_once(page, gridhams, django_assert_num_queries):
    basis_of(gridhams)
    with django_assert_num_queries(1):
        basis_of(gridhams)


def test_own_areas_of_another_partnership_are_in_no_basis(page, gridhams, other_partnership, sign_in):
    gridham.gridham(lake_of(other_partnership).root)
    other_partnership.area_code = gridham.GRIDHAM
    other_partnership.save()
    page.post(f"{BASE}add/draw/", drawn())
    assert basis_of(other_partnership).geography.own.figures == {}
    stranger = sign_in(a_member(other_partnership, "analyst"))
    assert stranger.get(f"{BASE}1/").status_code == 404


def test_areas_are_listed_before_anything_is_loaded(sign_in, partnership):
    page = sign_in(a_member(partnership, "analyst"))
    assert page.get(BASE).status_code == 200
    page.post(f"{BASE}add/draw/", drawn())
    shown = page.get(f"{BASE}1/")
    assert shown.status_code == 200
    assert "The market" in shown.content.decode()
    assert not Job.objects.filter(kind=kept.WORK).exists()


def test_the_demo_has_own_areas(gridhams):
    people = {role: a_member(gridhams, role) for role in ("analyst", "community-safety-officer")}
    demo.make_demo(gridhams, people)
    board, centre = gridhams.own_areas.with_newest()
    assert board.versions.count() == 2
    assert basis_of(gridhams).geography.own.figures[centre.code].residents.is_exact
