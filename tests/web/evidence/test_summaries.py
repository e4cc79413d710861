"""Pages' figures: worked out by whoever loaded, kept for each load, and the same under whoever is reading."""

import shutil

import pytest
from loading_again import load_again

import anyshire
from saferplan.errors import NothingLoaded
from saferplan.evidence.basis import Basis
from saferplan.evidence.summaries import storing
from saferplan.web.evidence import summaries
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.work import summarise_what_is_missing
from site_jobs import run_jobs


@pytest.fixture
def anyshires(anyshires, own_home):
    """Of which nothing is worked out yet."""
    shutil.rmtree(own_home / summaries.SUMMARIES)
    summaries.forget()
    return anyshires


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(summaries, "AT_ONCE_ROWS", 0)


def test_before_the_first_load_nothing_is_loaded(partnership):
    with pytest.raises(NothingLoaded, match="no data is loaded"):
        summaries.basis_of(partnership)


def test_a_small_lake_is_worked_out_at_once_and_once(anyshires, monkeypatch):
    first = summaries.basis_of(anyshires)
    monkeypatch.setattr(summaries, "Basis", None)  # whoever works it out again fails

    assert first.geography.area(anyshire.ANYSHIRE).name == "Anyshire"
    assert summaries.basis_of(anyshires).kept is first.kept


def test_another_process_reads_what_was_kept(anyshires, monkeypatch):
    summaries.keep(anyshires)
    summaries.forget()
    monkeypatch.setattr(summaries, "Basis", None)

    assert summaries.basis_of(anyshires).snapshot.load.load_id == 1


def test_pages_start_no_engine(anyshires):
    summaries.keep(anyshires)
    summaries.forget()
    basis = summaries.basis_of(anyshires)
    basis.counts("unit")
    basis.counts("lsoa", anyshire.ANYSHIRE)

    assert "engine" not in vars(basis)


class TestALargeLakeThatWasLoadedOtherwise:
    def test_the_page_says_that_figures_are_being_worked_out_and_asks_once(self, anyshires, large):
        for _ in range(3):
            with pytest.raises(NothingLoaded, match="are being worked out"):
                summaries.basis_of(anyshires)

        assert anyshires.jobs.of_kind(summaries.WORK).count() == 1

    def test_the_job_works_them_out(self, anyshires, large):
        with pytest.raises(NothingLoaded):
            summaries.basis_of(anyshires)
        run_jobs()

        assert summaries.basis_of(anyshires).geography.area(anyshire.ANYSHIRE).name == "Anyshire"

    def test_the_clock_asks_too(self, anyshires):
        summarise_what_is_missing(anyshires)
        run_jobs()
        summarise_what_is_missing(anyshires)

        assert anyshires.jobs.of_kind(summaries.WORK).count() == 1
        assert summaries._folder(anyshires, lake_of(anyshires).snapshot()).is_dir()

    def test_before_the_first_load_nothing_is_asked_for(self, partnership):
        summarise_what_is_missing(partnership)

        assert not partnership.jobs.exists()


class TestANewLoad:
    def test_the_load_before_is_shown_until_it_is_worked_out(self, anyshires):
        summaries.keep(anyshires)
        load_again(anyshires)

        shown = summaries.shown(anyshires)
        assert (shown.basis.snapshot.load.load_id, shown.is_behind) == (1, True)
        run_jobs()
        shown = summaries.shown(anyshires)
        assert (shown.basis.snapshot.load.load_id, shown.is_behind) == (2, False)

    def test_it_changes_nothing_under_who_reads(self, anyshires):
        basis = summaries.basis_of(anyshires)
        before = basis.counts("unit")
        load_again(anyshires)
        summaries.keep(anyshires)

        assert basis.snapshot.load.load_id == 1
        assert basis.counts("unit") is before

    def test_what_the_load_before_showed_can_still_be_taken_home(self, anyshires):
        summaries.keep(anyshires)
        load_again(anyshires)
        summaries.keep(anyshires)

        assert summaries.shown(anyshires, load=1).basis.snapshot.load.load_id == 1
        assert summaries.shown(anyshires, load=7).basis.snapshot.load.load_id == 2

    def test_few_loads_are_kept(self, anyshires, own_home):
        summaries.keep(anyshires)
        for _ in range(summaries.KEPT_LOADS):
            load_again(anyshires)
            summaries.keep(anyshires)

        kept = sorted(one.name[:6] for one in (own_home / summaries.SUMMARIES / anyshires.slug).iterdir())
        assert kept == ["000002", "000003", "000004"]

    def test_another_area_of_the_partnership_is_worked_out_anew(self, anyshires):
        summaries.keep(anyshires)
        anyshires.area_code = anyshire.BESIDESHIRE

        assert summaries.basis_of(anyshires).kept.units == (anyshire.BESIDESHIRE,)


def test_what_was_damaged_is_worked_out_again(anyshires):
    summaries.keep(anyshires)
    summaries.forget()
    folder = summaries._folder(anyshires, lake_of(anyshires).snapshot())
    (folder / storing.KNOWN).write_text("{", encoding="utf-8")

    assert summaries.basis_of(anyshires).geography.area(anyshire.ANYSHIRE).name == "Anyshire"


def test_without_lookups_nobody_tries_again_before_the_next_load(partnership, monkeypatch):
    anyshire.anyshire(lake_of(partnership).root, without=["area_links"])
    for _ in range(2):
        with pytest.raises(NothingLoaded, match="no lookup"):
            summaries.basis_of(partnership)
        monkeypatch.setattr(summaries, "Basis", None)


def test_an_area_that_the_lookups_do_not_know_has_no_small_areas(anyshires):
    anyshires.area_code = "E06999999"

    assert summaries.basis_of(anyshires).kept.units == ()


def test_a_process_remembers_no_more_than_so_many(anyshires, monkeypatch):
    monkeypatch.setattr(summaries, "REMEMBERED", 1)
    summaries.keep(anyshires)
    load_again(anyshires)
    summaries.keep(anyshires)

    assert len(summaries._bases) == 1


def test_the_plain_basis_has_the_same_months(anyshires):
    kept, plain = summaries.basis_of(anyshires), Basis(lake_of(anyshires).snapshot())

    assert kept.months_by_unit == plain.months_by_unit
