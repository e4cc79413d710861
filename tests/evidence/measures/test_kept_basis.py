"""What is worked out for pages gives every figure that the lake itself gives, and reads nothing but what was kept."""

import json
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from small_world import AREAS, SPLITS, basis_of, deliveries, incidents, measured, periods

import anyshire
from saferplan.errors import NothingLoaded, SaferplanError, UnknownName
from saferplan.evidence.basis import Basis
from saferplan.evidence.comparators import all_comparators
from saferplan.evidence.lake import Lake, Snapshot
from saferplan.evidence.loading.load import load
from saferplan.evidence.measures.calculate import measure_area
from saferplan.evidence.measures.definition import all_measures, measure_named
from saferplan.evidence.periods import parse_period
from saferplan.evidence.summaries import storing
from saferplan.evidence.summaries.kept_basis import KeptBasis
from saferplan.evidence.summaries.working_out import worked_out
from tiny_lake import tiny_lake

OWN = ("A", "B")
OUTSIDE = [("unit", "C"), ("force", "E23000029"), ("country", "E92000001")]
# Of areas outside the own partnership no small area and no ward is kept.
asked_of = st.one_of(
    st.tuples(
        st.sampled_from([area for area in AREAS if area not in OUTSIDE and area != ("ward", "west")]),
        st.sampled_from([None, "month", "crime_type", "ward", "lsoa"]),
    ),
    st.tuples(st.sampled_from(OUTSIDE), st.sampled_from([None, "month", "crime_type"])),
)
quick = settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])


def kept(basis: Basis, *units: str, folder: Path | None = None) -> KeptBasis:
    place = (folder or Path(mkdtemp())) / "kept"
    storing.write(place, worked_out(basis, units))
    return storing.read(place, basis.snapshot)


def records(basis: Basis, *asked: Any, **more: Any) -> Any:
    """As the records say, or what stands in the way of them."""
    try:
        return [record.as_record() for record in measured(basis, *asked, **more)]
    except SaferplanError as fault:
        return type(fault), fault.message


class TestRandomIncidents:
    @quick
    @given(incidents, deliveries, asked_of, periods, st.sampled_from(["all-crime", "asb", "burglary", "drugs"]))
    def test_every_record_is_the_plain_basis_s(
        self, rows: Any, delivered: Any, asked: Any, period: Any, name: str
    ) -> None:
        area, by = asked
        plain = basis_of(rows, delivered)
        read = kept(plain, *OWN)

        assert records(read, area, period, name, by=by) == records(plain, area, period, name, by=by)
        assert "engine" not in vars(read)

    @quick
    @given(incidents, deliveries, periods)
    def test_areas_set_beside_each_other_too(self, rows: Any, delivered: Any, period: Any) -> None:
        plain = basis_of(rows, delivered)
        read = kept(plain, *OWN)

        for beside in ("C", "E23000029", "E92000001"):
            others = [plain.geography.area(beside)]
            assert records(read, ("ward", "south"), period, beside=others) == records(
                plain, ("ward", "south"), period, beside=others
            )

    def test_small_areas_that_were_split_keep_their_months(self) -> None:
        row = {"month": "2023-04", "publisher": "thames-valley", "lsoa": "o1", "crime_type": "burglary"}
        plain = basis_of([row], frozenset({("thames-valley", "2023-04")}))

        assert kept(plain, "A").months_of_splits == {"o1": frozenset({"2023-04"})}
        assert kept(plain, "A").geography.splits == SPLITS
        assert kept(plain, "C").months_of_splits == {}


class TestWhatIsLeftOut:
    @pytest.fixture
    def read(self) -> KeptBasis:
        return kept(basis_of([], frozenset({("bedfordshire", "2023-02")})), "A")

    def test_wards_and_small_areas_of_other_partnerships(self, read: KeptBasis) -> None:
        for code in ("west", "c1", "b2"):
            with pytest.raises(UnknownName):
                read.geography.area(code)

    def test_whole_partnership_areas_and_what_holds_them_stay(self, read: KeptBasis) -> None:
        for kind, code in AREAS:
            if kind in ("unit", "force", "country"):
                assert read.geography.area(code).name

    def test_the_own_small_areas_and_wards_stay(self, read: KeptBasis) -> None:
        assert read.geography.members("lsoa", "A") == ["a1", "a2", "a3"]
        assert read.geography.members("ward", "A") == ["north", "south"]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Basis:
    return Basis(anyshire.anyshire(tmp_path_factory.mktemp("any") / "lake"))


@pytest.fixture(scope="module")
def read(plain: Basis, tmp_path_factory: pytest.TempPathFactory) -> KeptBasis:
    return kept(plain, anyshire.ANYSHIRE, folder=tmp_path_factory.mktemp("kept"))


class TestAWholeCountry:
    """Anyshire: two years, missing months, former codes, stated figures, several partnerships in one authority."""

    QUESTIONS = (
        ("FY2024", None, (), None),
        ("FY2024", "month", (), None),
        ("FY2024", "ward", ("force",), "FY2023"),
        ("FY2024", "lsoa", (), None),
        ("FY2024", "crime_type", ("country", "similar"), "FY2023"),
        ("2023-07", None, ("force",), None),
        ("FY2010", None, (), None),
    )

    @pytest.mark.parametrize("name", list(all_measures()))
    def test_every_measure_every_way(self, plain: Basis, read: KeptBasis, name: str) -> None:
        for period, by, beside, against in self.QUESTIONS:
            asked = (name, anyshire.ANYSHIRE, period, by, beside, against)
            assert _told(read, *asked) == _told(plain, *asked), asked
        assert "engine" not in vars(read)

    def test_what_became_of_old_codes_is_known(self, plain: Basis, read: KeptBasis) -> None:
        for code in anyshire.ANYSHIRE_CSPS:
            assert read.geography.area(code) == plain.geography.area(code)

    def test_profiles_and_what_has_no_place(self, plain: Basis, read: KeptBasis) -> None:
        assert read.profiles == plain.profiles
        assert read.crime_types == plain.crime_types
        assert read.coverage == plain.coverage


def _told(
    basis: Basis, name: str, code: str, period: str, by: str | None, beside: tuple[str, ...], against: str | None
) -> Any:
    try:
        area = basis.geography.area(code)
        others = all_comparators(basis, area, beside)
        earlier = parse_period(against) if against else None
        found = measure_area(
            basis, measure_named(name), area, parse_period(period), by=by, against=earlier, beside=others
        )
    except SaferplanError as fault:
        return type(fault), fault.message
    return [record.as_record() for record in found]


BOUNDARIES = """
level  | code | west   | south | east   | north | name
lsoa21 | a1   | -1.000 | 51.00 | -0.900 | 51.10 | -
lsoa21 | a2   | -0.900 | 51.00 | -0.800 | 51.10 | -
ward25 | W1   | -1.000 | 51.00 | -0.950 | 51.10 | Upper Ward
ward25 | W2   | -0.950 | 51.00 | -0.800 | 51.10 | Lower Ward
"""
PLACES = """
lsoa21 | ward24 | ltla24 | csp24
a1     | north  | A      | CSP-A
a2     | south  | A      | CSP-A
"""


class TestWardsOfAnotherYear:
    def test_counts_and_best_fits_are_kept(self, tmp_path: Path) -> None:
        plain = Basis(tiny_lake(tmp_path / "lake", places=PLACES, boundaries=BOUNDARIES))
        read = kept(plain, "A")

        assert read.geography.wards.unit_of("ward25") == plain.geography.wards.unit_of("ward25")
        assert read.geography.wards.fits("ward25") == plain.geography.wards.fits("ward25")
        assert read.geography.part("W1", "ward25") == plain.geography.part("W1", "ward25")

    def test_without_outlines_of_small_areas_it_says_what_is_missing(self, tmp_path: Path) -> None:
        alone = "\n".join(line for line in BOUNDARIES.splitlines() if not line.startswith("lsoa21"))
        read = kept(Basis(tiny_lake(tmp_path / "lake", places=PLACES, boundaries=alone)), "A")

        with pytest.raises(NothingLoaded, match="boundaries of the small areas"):
            read.geography.wards.unit_of("ward25")


class TestTheFolder:
    @pytest.fixture
    def snapshot(self, tmp_path: Path) -> Snapshot:
        return tiny_lake(tmp_path / "lake", places=PLACES)

    @pytest.fixture
    def place(self, snapshot: Snapshot, tmp_path: Path) -> Path:
        storing.write(tmp_path / "kept" / "one", worked_out(Basis(snapshot), ("A",)))
        return tmp_path / "kept" / "one"

    def test_nothing_but_the_whole_folder_is_left(self, place: Path) -> None:
        assert [one.name for one in place.parent.iterdir()] == ["one"]

    def test_writing_it_again_takes_its_place(self, place: Path, snapshot: Snapshot) -> None:
        storing.write(place, worked_out(Basis(snapshot), ("A",)))

        assert storing.read(place, snapshot).geography.area("A").name == "A"
        assert [one.name for one in place.parent.iterdir()] == ["one"]

    @pytest.mark.parametrize("name", [storing.KNOWN, storing.PLACES, "counts-unit-.arrow"])
    @pytest.mark.parametrize("harm", ["lost", "cut off", "empty", "other"])
    def test_what_is_damaged_cannot_be_read(self, place: Path, snapshot: Snapshot, name: str, harm: str) -> None:
        file = place / name
        content = file.read_bytes()
        file.unlink()
        if harm != "lost":
            file.write_bytes({"cut off": content[: len(content) // 2], "empty": b"", "other": b"[1, 2]"}[harm])

        with pytest.raises(storing.CannotBeRead):
            storing.read(place, snapshot)

    def test_what_another_program_kept_is_not_read(self, place: Path, snapshot: Snapshot) -> None:
        told = json.loads((place / storing.KNOWN).read_text(encoding="utf-8"))
        (place / storing.KNOWN).write_text(json.dumps(told | {"format": storing.FORMAT + 1}), encoding="utf-8")

        with pytest.raises(storing.CannotBeRead):
            storing.read(place, snapshot)

    def test_that_there_was_nothing_to_keep_is_kept(self, tmp_path: Path, snapshot: Snapshot) -> None:
        storing.write_fault(tmp_path / "none", NothingLoaded("no lookup is loaded", remedy="Load it."))

        with pytest.raises(NothingLoaded, match=r"no lookup is loaded\. Load it\."):
            storing.read(tmp_path / "none", snapshot)

    def test_a_full_disk_leaves_no_half_folder(
        self, snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(path: Path, table: Any) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(storing, "_write_table", full)
        with pytest.raises(OSError, match="No space"):
            storing.write(tmp_path / "kept" / "one", worked_out(Basis(snapshot), ("A",)))

        assert list((tmp_path / "kept").iterdir()) == []


class TestRealFiles:
    def test_buckinghamshire(self, data: Path, tmp_path: Path) -> None:
        lake = Lake(tmp_path / "lake")
        files = [
            data / "police_uk" / "thames-valley-street.zip",
            *sorted((data / "geography").glob("lookup-*.csv.gz")),
            data / "population" / "mid-2020-by-age-lsoa11.csv.gz",
            data / "population" / "census-2021-residents-lsoa21.csv.gz",
        ]
        load(files, lake, now=datetime(2026, 1, 1, tzinfo=UTC))
        plain = Basis(lake.snapshot())
        read = kept(plain, "E06000060")

        for name in ("all-crime", "burglary-households", "drugs"):
            for period, by, beside, against in (
                ("2024-01..2024-04", "lsoa", ("force",), None),
                ("2024-01..2024-04", "ward", ("country",), "2021-11..2022-02"),
                ("FY2021", "month", (), None),
                ("CY2018", "crime_type", ("similar",), None),
            ):
                asked = (name, "E06000060", period, by, beside, against)
                assert _told(read, *asked) == _told(plain, *asked), asked
