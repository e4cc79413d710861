"""Partners' files through `load`: what reaches the lake, what replaces what, and what never gets there."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from profile_files import COLUMNS, NOW, Keeper, delivered, profile_of

from saferplan.errors import FileRefused, StoreError
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import LoadReport, load
from saferplan.evidence.partners.keeping import keep

HEADING = "Case Ref,Reported,Type,Name,Where"
PEOPLE = 'category = "Type"\n"victim.full_name" = "Name"\n"place.address" = "Where"\n'


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def put(tmp_path: Path, lake: Lake) -> Callable[..., LoadReport]:
    """Loads a file of these rows, told to be released on a day of January 2026."""

    def run(*rows: str, name: str = "cases.csv", day: int = 1, heading: str = "Case Ref,Reported,Type", **how: Any):
        path = tmp_path / name
        file = delivered(path, "\n".join([heading, *rows]) + "\n")
        os.utime(file.path, (1_767_225_600 + day * 86_400,) * 2)
        return load([path], lake, now=NOW, **how)

    return run


def rows_of(lake: Lake, columns: str = "month, reference, category") -> list[tuple]:
    scan = lake.snapshot().scan("partner_incidents", purpose="data-quality")
    return duckdb.sql(f"SELECT {columns} FROM {scan} ORDER BY ALL").fetchall()


TYPED = COLUMNS + 'category = "Type"\n'


class TestMonths:
    @pytest.fixture(autouse=True)
    def kept(self, lake: Lake):
        keep(lake, profile_of(TYPED))

    def test_rows_stand_in_the_month_of_their_report(self, lake: Lake, put):
        report = put("A1,31/07/2024,Noise", "A2,01/08/2024,Litter", "A3,never,Litter")
        file = report.files[0]
        assert (file.rows_read, file.rows_loaded, file.rows_rejected) == (3, 2, 1)
        assert rows_of(lake) == [("2024-07", "A1", "Noise"), ("2024-08", "A2", "Litter")]

    def test_twice_changes_nothing(self, put):
        put("A1,31/07/2024,Noise")
        again = put("A1,31/07/2024,Noise")
        assert (again.files[0].status, again.load_id) == ("unchanged", None)

    def test_a_file_replaces_the_months_that_it_holds(self, lake: Lake, put):
        put("A1,31/07/2024,Noise", "A2,01/08/2024,Litter")
        put("A2,01/08/2024,Graffiti", "A3,02/08/2024,Noise", day=2)
        assert rows_of(lake) == [
            ("2024-07", "A1", "Noise"),
            ("2024-08", "A2", "Graffiti"),
            ("2024-08", "A3", "Noise"),
        ]

    def test_an_older_file_changes_nothing_unless_it_may(self, lake: Lake, put):
        put("A1,31/07/2024,Noise", day=2)
        late = put("A1,31/07/2024,Litter", day=1)
        assert late.files[0].status == "superseded"
        put("A1,31/07/2024,Litter", day=1, allow_older=True)
        assert rows_of(lake) == [("2024-07", "A1", "Litter")]

    def test_a_month_that_loses_most_of_its_rows_is_told(self, put):
        put(*(f"A{at},01/07/2024,Noise" for at in range(4)))
        report = put("A9,01/07/2024,Noise", day=2)
        assert "fewer rows than before (2024-07 had 4 rows and has 1)" in report.files[0].message
        assert 'delivers = "additions"' in report.files[0].message

    def test_another_feed_keeps_its_rows(self, lake: Lake, put):
        keep(lake, profile_of(TYPED, file='name = "quay*.csv"', feed="quay"))
        keep(lake, profile_of(TYPED, file='name = "harbour*.csv"', version=2))
        put("A1,31/07/2024,Noise", name="harbour.csv")
        put("A1,31/07/2024,Litter", name="quay.csv")
        assert rows_of(lake, "feed, category") == [("harbour-homes-asb", "Noise"), ("quay", "Litter")]

    def test_the_lake_as_it_stood_can_be_read_again(self, lake: Lake, put):
        put("A1,31/07/2024,Noise")
        before = lake.snapshot()
        put("A1,31/07/2024,Litter", day=2)
        scan = before.scan("partner_incidents", purpose="data-quality")
        assert duckdb.sql(f"SELECT category FROM {scan}").fetchall() == [("Noise",)]

    def test_two_profiles_that_fit_refuse_the_file(self, lake: Lake, put):
        keep(lake, profile_of(TYPED, feed="quay"))
        assert "it fits 2 profiles" in put("A1,31/07/2024,Noise").files[0].message

    def test_a_renamed_column_refuses_the_file_alone(self, lake: Lake, tmp_path: Path):
        delivered(tmp_path / "good.csv", "Case Ref,Reported,Type\nA1,01/07/2024,Noise\n")
        delivered(tmp_path / "bad.csv", "Case Ref,Reported,Case Type\nA1,01/07/2024,Noise\n")
        report = load([tmp_path / "good.csv", tmp_path / "bad.csv"], lake, now=NOW)
        assert sorted((Path(one.path).name, one.status) for one in report.files) == [
            ("bad.csv", "refused"),
            ("good.csv", "loaded"),
        ]
        assert isinstance(report.fault(), FileRefused)
        assert "'Type' is not in it, the closest is 'Case Type'" in report.fault().message

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ([], "there are no rows below the heading. It does not say which months that is true of"),
            (["A1,never,Noise", ",never,"], "none of its 2 rows can be loaded; the first: Reported is not a past time"),
        ],
    )
    def test_a_file_of_which_nothing_can_be_loaded_is_refused(self, put, rows: list[str], said: str):
        assert said in put(*rows).files[0].message

    def test_all_or_nothing_holds_back_what_is_good(self, put):
        report = put("A1,31/07/2024,Noise", "A2,never,Noise", all_or_nothing=True)
        assert report.load_id is None


class TestAdditions:
    @pytest.fixture(autouse=True)
    def kept(self, lake: Lake):
        keep(lake, profile_of(TYPED, delivers="additions"))

    def test_new_references_are_added_and_known_ones_replaced(self, lake: Lake, put):
        put("A1,01/07/2024,Noise", "A2,01/07/2024,Litter", "A2,01/07/2024,Litter")
        put("A2,01/07/2024,Graffiti", "A3,01/07/2024,Noise", name="more.csv", day=2)
        assert rows_of(lake) == [
            ("2024-07", "A1", "Noise"),
            ("2024-07", "A2", "Graffiti"),
            ("2024-07", "A3", "Noise"),
        ]

    def test_a_reference_may_move_to_another_month(self, lake: Lake, put):
        put("A1,01/07/2024,Noise")
        put("A1,01/08/2024,Noise", name="more.csv", day=2)
        assert rows_of(lake) == [("2024-08", "A1", "Noise")]

    def test_the_order_in_which_files_come_does_not_matter(self, lake: Lake, put):
        put("A1,01/07/2024,Graffiti", "A2,01/07/2024,Noise", name="later.csv", day=2)
        report = put("A1,01/07/2024,Noise", "A3,01/07/2024,Noise", name="earlier.csv", day=1)
        assert rows_of(lake) == [
            ("2024-07", "A1", "Graffiti"),
            ("2024-07", "A2", "Noise"),
            ("2024-07", "A3", "Noise"),
        ]
        file = report.files[0]
        assert (file.rows_read, file.rows_loaded, file.rows_rejected) == (2, 1, 1)
        assert [row["reason"] for row in report.rejected] == ["a later file has told of this reference already"]

    def test_several_files_of_one_load_are_merged_in_their_order(self, lake: Lake, tmp_path: Path):
        for day, kind in ((1, "Noise"), (2, "Litter"), (3, "Graffiti")):
            path = delivered(tmp_path / f"{9 - day}.csv", f"Case Ref,Reported,Type\nA1,01/07/2024,{kind}\n").path
            os.utime(path, (1_767_225_600 + day * 86_400,) * 2)
        load(sorted(tmp_path.glob("*.csv")), lake, now=NOW)
        assert rows_of(lake) == [("2024-07", "A1", "Graffiti")]

    def test_twice_changes_nothing(self, put):
        put("A1,01/07/2024,Noise")
        put("A2,01/07/2024,Noise", name="more.csv", day=2)
        assert put("A1,01/07/2024,Noise").load_id is None


class TestPeople:
    ROWS = ("A1,01/07/2024,Noise,Anna Marlowe,1 Quay Road", "A2,02/07/2024,Noise,Ivo Stern,1 Quay Road")
    SECRETS = ("Anna", "Marlowe", "Ivo", "Stern", "Quay")

    @pytest.fixture(autouse=True)
    def kept(self, lake: Lake):
        keep(lake, profile_of(COLUMNS + PEOPLE))

    def test_rows_have_keys_in_the_stead_of_names(self, lake: Lake, put):
        keeper = Keeper()
        put(*self.ROWS, heading=HEADING, identities=keeper)
        keys = rows_of(lake, "reference, victim_key, address_key")
        assert keys[0][1] != keys[1][1]
        assert keys[0][2] == keys[1][2]
        assert [one["surname"] for one in keeper.persons] == ["Marlowe", "Stern"]
        assert (keeper.feeds[0].name, keeper.feeds[0].version) == ("harbour-homes-asb", 1)

    def test_without_a_keeper_the_file_is_refused_and_says_what_to_do(self, put):
        told = put(*self.ROWS, heading=HEADING).files[0].message
        assert "it names people or addresses, and there is nowhere to keep them apart from the lake" in told
        assert "Set SAFERPLAN_KEY and DATABASE_URL. Or leave" in told
        assert "columns 'Name', 'Where'." in told

    def test_a_keeper_that_cannot_keep_refuses_the_file(self, put):
        class Broken:
            def register(self, *_: Any, **__: Any):
                raise StoreError("the database does not answer", remedy="Start it.")

        report = put(*self.ROWS, heading=HEADING, identities=Broken())
        assert "the database does not answer. Start it. Or leave what tells" in report.files[0].message
        assert report.load_id is None

    def test_nothing_of_a_person_is_in_the_lake_or_the_report(self, tmp_path: Path, lake: Lake, put, capfd):
        rows = [
            *self.ROWS,
            "Marlowe Anna,02/07/2024,Noise,Anna Marlowe,1 Quay Road",
            "A4,never,Noise,Anna Marlowe,1 Quay Road",
        ]
        rows += [f"B{at},02/07/2024,Noise,Ivo Stern,2 Quay Road" for at in range(150)]
        report = put(*rows, heading=HEADING, identities=Keeper())
        assert report.total("rows_rejected") == 2
        told = repr(report.as_record()) + repr(report.rejected) + "".join(capfd.readouterr())
        assert not re.search("|".join(self.SECRETS), told.replace(str(tmp_path), ""))
        for file in lake.root.rglob("*"):
            content = file.read_bytes() if file.is_file() else b""
            assert not re.search("|".join(self.SECRETS).encode(), content), file

    def test_a_load_that_is_held_back_leaves_nothing_in_the_lake(self, lake: Lake, put):
        report = put(*self.ROWS, "A3,never,,,", heading=HEADING, identities=Keeper(), all_or_nothing=True)
        assert report.load_id is None
        assert lake.snapshot_or_empty().versions == {}
