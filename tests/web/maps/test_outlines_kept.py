"""Outlines are worked out once for each state of the boundaries, outside requests, and kept by browsers."""

import gzip
import json
from datetime import timedelta

import pytest
from django.db.models import F

import anyshire as made_up
from saferplan.evidence.basis import Basis
from saferplan.web.evidence.kept_by_tables import STATES_KEPT, KeptByTables
from saferplan.web.evidence.lake import lake_of
from saferplan.web.jobs.models import Job
from saferplan.web.maps.kept import OUTLINES, has_outlines, keep, outlines
from saferplan.web.maps.shown import area_map
from saferplan.web.maps.work import keep_if_changed, keep_outlines
from site_jobs import run_jobs
from tiny_lake import write_lake
from ward_shapes import WARDS, boxes


def state(partnership) -> str:
    return OUTLINES.newest(partnership)


def address(partnership, of: str, kind: str = "ward") -> str:
    return f"/partnerships/{partnership.slug}/evidence/map/{of}/{kind}.json"


@pytest.fixture
def reader(sign_in, member):
    return sign_in(member)


class TestWhatBrowsersGet:
    def test_the_areas_as_geojson_compressed(self, reader, mapped):
        keep_if_changed(mapped)
        answer = reader.get(address(mapped, state(mapped)), headers={"accept-encoding": "gzip, br"})

        assert answer["Content-Encoding"] == "gzip"
        told = json.loads(gzip.decompress(answer.content))
        assert {one["properties"]["code"] for one in told["features"]} == WARDS.keys()

    def test_whoever_takes_no_compression_gets_the_same(self, reader, mapped):
        keep_if_changed(mapped)
        answer = reader.get(address(mapped, state(mapped)))

        assert "Content-Encoding" not in answer
        assert json.loads(answer.content)["type"] == "FeatureCollection"

    def test_a_state_never_changes_so_browsers_keep_it(self, reader, mapped):
        keep_if_changed(mapped)
        kept = reader.get(address(mapped, state(mapped)))["Cache-Control"]

        assert {"private", "immutable", "max-age=31536000"} == set(kept.split(", "))

    @pytest.mark.parametrize(("of", "kind"), [("0" * 16, "ward"), ("", "nothing"), ("", "own")])
    def test_what_is_not_kept_is_not_there(self, reader, mapped, of, kind):
        keep_if_changed(mapped)
        assert reader.get(address(mapped, of or state(mapped), kind)).status_code == 404

    def test_no_address_leads_out_of_the_folder(self, reader, mapped):
        keep_if_changed(mapped)
        for strange in ("..", "%2e%2e", "..%2f..%2flakes"):
            assert reader.get(f"/partnerships/{mapped.slug}/evidence/map/{strange}/ward.json").status_code == 404


class TestWhenTheyAreWorkedOut:
    def test_a_page_asks_for_them_once(self, mapped):
        for _ in range(3):
            shown = area_map(mapped, kind="ward", figures=[], caption="Crime")
            assert shown.is_coming
            assert not shown.outlines

        assert Job.objects.filter(kind=keep_outlines.kind).count() == 1

    def test_the_job_keeps_them(self, mapped):
        area_map(mapped, kind="ward", figures=[], caption="Crime")
        run_jobs()

        assert mapped.jobs.of_kind(keep_outlines.kind).done().count() == 1
        shown = area_map(mapped, kind="ward", figures=[], caption="Crime")
        assert shown.outlines == address(mapped, state(mapped))
        assert not shown.is_coming

    def test_a_job_that_failed_is_not_asked_for_by_every_page(self, mapped, monkeypatch):
        area_map(mapped, kind="ward", figures=[], caption="Crime")
        monkeypatch.setattr("saferplan.web.maps.work.keep_if_changed", lambda _: 1 / 0)
        run_jobs()
        shown = area_map(mapped, kind="ward", figures=[], caption="Crime")

        assert Job.objects.filter(kind=keep_outlines.kind).count() == 1
        assert not shown.is_coming, "nobody waits for what will not come"
        assert shown.fault == mapped.jobs.with_state().first().explanation != ""

    def test_an_hour_later_it_is_tried_again_by_itself(self, mapped, monkeypatch):
        area_map(mapped, kind="ward", figures=[], caption="Crime")
        with monkeypatch.context() as broken:
            broken.setattr("saferplan.web.maps.work.keep_if_changed", lambda _: 1 / 0)
            run_jobs()
        _an_hour_passes(mapped)

        assert area_map(mapped, kind="ward", figures=[], caption="Crime").is_coming
        run_jobs()
        assert area_map(mapped, kind="ward", figures=[], caption="Crime").outlines

    def test_kinds_without_outlines_have_no_address(self, mapped):
        keep_if_changed(mapped)
        shown = area_map(mapped, kind="ltla", figures=[], caption="Crime")

        assert not shown.outlines
        assert not shown.is_coming, "nobody waits for what will not come"

    def test_before_the_first_load_there_is_nothing_to_draw(self, partnership):
        keep_if_changed(partnership)

        assert not has_outlines(partnership, state(partnership), "ward")
        assert outlines(partnership, state(partnership), "ward") is None

    def test_a_load_of_crime_leaves_them_as_they_are(self, mapped):
        keep_if_changed(mapped)
        before = state(mapped)
        _load(mapped, "incidents")

        assert OUTLINES.has(mapped)
        assert state(mapped) == before

    def test_until_new_boundaries_are_worked_out_those_before_are_shown(self, mapped):
        keep_if_changed(mapped)
        before = state(mapped)
        _load(mapped, "boundaries")

        assert not OUTLINES.has(mapped)
        shown = area_map(mapped, kind="ward", figures=[], caption="Crime")
        assert shown.outlines == address(mapped, before)
        assert not shown.is_coming
        run_jobs()
        assert state(mapped) != before

    def test_another_area_has_outlines_of_its_own(self, mapped):
        keep_if_changed(mapped)
        before = state(mapped)
        mapped.area_code = made_up.BESIDESHIRE
        mapped.save()

        assert not OUTLINES.has(mapped)
        keep_if_changed(mapped)
        assert state(mapped) != before


class TestKeptByTables:
    """Of anything that is worked out of some tables."""

    things = KeptByTables("things", ("boundaries",))

    def test_what_breaks_half_way_leaves_nothing(self, mapped, own_home):
        with pytest.raises(ZeroDivisionError):
            self._break_half_way(mapped)

        assert list((own_home / "things" / mapped.slug).iterdir()) == []
        assert not self.things.has(mapped)
        assert self.things.newest(mapped) == ""

    def test_it_is_there_whole_or_not_at_all(self, mapped):
        with self._keeping(mapped) as begun:
            (begun / "whole").write_text("1")
            assert not self.things.has(mapped)

        assert self.things.has(mapped)
        assert (self.things.folder(mapped, self.things.newest(mapped)) / "whole").read_text() == "1"

    def test_keeping_it_twice_replaces_it(self, mapped):
        for words in ("first", "second"):
            with self._keeping(mapped) as begun:
                (begun / "words").write_text(words)

        assert (self.things.folder(mapped, self.things.newest(mapped)) / "words").read_text() == "second"

    def test_no_more_states_are_kept_than_readers_need(self, mapped, own_home):
        for _ in range(STATES_KEPT + 2):
            with self._keeping(mapped):
                pass
            _load(mapped, "boundaries")

        assert len(list((own_home / "things" / mapped.slug).iterdir())) == STATES_KEPT

    def test_another_form_of_the_files_is_another_state(self, mapped):
        snapshot = lake_of(mapped).snapshot()
        other = KeptByTables("things", ("boundaries",), form=2)

        assert self.things.state(mapped, snapshot) != other.state(mapped, snapshot)

    def _break_half_way(self, partnership):
        with self._keeping(partnership) as begun:
            (begun / "half").write_text("half")
            raise ZeroDivisionError

    def _keeping(self, partnership):
        return self.things.keeping(partnership, lake_of(partnership).snapshot())


def test_what_is_drawn_is_what_the_lake_holds(mapped):
    keep(mapped, Basis(lake_of(mapped).snapshot()))
    found = outlines(mapped, state(mapped), "lsoa")
    assert found
    assert len(json.loads(gzip.decompress(found))["features"]) == 24


def _load(partnership, table: str) -> None:
    """Another version of one table, with what it held before."""
    rows = boxes() if table == "boundaries" else made_up.rows_of_the_lake()[table]
    write_lake(lake_of(partnership).root, {table: rows})


def _an_hour_passes(partnership):
    earlier = timedelta(hours=1, seconds=1)
    partnership.jobs.update(asked_at=F("asked_at") - earlier, finished_at=F("finished_at") - earlier)
