"""Areas, their codes over time, and what lies in what, from lookups small enough to see through."""

from pathlib import Path

import pyarrow as pa
import pytest
from geography_lakes import geography_of

from saferplan.errors import NothingLoaded, UnknownName
from saferplan.evidence.geography import Area, Geography, Unit
from tiny_lake import tiny_lake

TWO_UNITS = """
lsoa21 | ward24 | ltla24 | csp24 | pfa24         | region24 | fra24
a1     | north  | A      | CSP-A | thames-valley | R1       | F1
a2     | south  | A      | CSP-A | thames-valley | R1       | F1
b1     | east   | B      | CSP-B | thames-valley | R2       | F1
w1     | west   | WA     | CSP-W | gwent         | -        | F2
"""


@pytest.fixture(scope="module")
def geography(tmp_path_factory: pytest.TempPathFactory) -> Geography:
    return geography_of(tmp_path_factory.mktemp("two"), TWO_UNITS, names="code | name\nA | Newshire\nnorth | North")


def test_every_code_has_a_kind(geography: Geography) -> None:
    kinds = {code: geography.kind_of(code) for code in geography.names}
    assert {code: kind for code, kind in kinds.items() if kind != "country"} == {
        "a1": "lsoa", "a2": "lsoa", "b1": "lsoa", "w1": "lsoa",
        "north": "ward", "south": "ward", "east": "ward", "west": "ward",
        "A": "unit", "B": "unit", "WA": "unit", "CSP-A": "csp", "CSP-B": "csp", "CSP-W": "csp",
        "E23000029": "pfa", "W15000002": "pfa", "R1": "region", "R2": "region", "F1": "fra", "F2": "fra",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "kind", "units"),
    [
        ("A", "unit", ("A",)),
        ("north", "ward", ("A",)),
        ("a2", "lsoa", ("A",)),
        ("E23000029", "pfa", ("A", "B")),
        ("F1", "fra", ("A", "B")),
        ("R1", "region", ("A",)),
        ("E92000001", "country", ("A", "B")),
        ("W92000004", "country", ("WA",)),
        ("K04000001", "country", ("A", "B", "WA")),
    ],
)
def test_an_area_is_made_of_partnership_areas_or_lies_in_one(
    geography: Geography, code: str, kind: str, units: tuple[str, ...]
) -> None:
    area = geography.area(code)
    assert (area.code, area.kind, area.units) == (code, kind, units)


def test_a_unit_knows_what_it_is_made_of_and_lies_in(geography: Geography) -> None:
    assert geography.units["A"] == Unit("A", "Newshire", ("A",), ("CSP-A",), "E23000029", "R1", ("F1",))
    assert geography.units["WA"].country == "W92000004"
    assert geography.units["WA"].region == ""


def test_an_unknown_code_offers_the_nearest(geography: Geography) -> None:
    with pytest.raises(UnknownName) as raised:
        geography.area("Newshir")
    assert "Nearest: A Newshire" in raised.value.message
    with pytest.raises(UnknownName, match="Find areas with: saferplan areas NAME"):
        geography.area("qqqqqqqqqqq")


def test_places_have_a_row_for_each_small_area(geography: Geography) -> None:
    assert geography.places.schema.names == ["lsoa_code", "lsoa", "lsoa11", "ward", "ltla", "unit", "publisher"]
    assert geography.places.to_pylist()[0] == {
        "lsoa_code": "a1", "lsoa": "a1", "lsoa11": None, "ward": "north", "ltla": "A", "unit": "A",
        "publisher": "thames-valley",
    }  # fmt: skip
    assert geography.members("ward", "A") == ["north", "south"]
    assert geography.members("lsoa", "B") == ["b1"]
    assert geography.members("ward", "nowhere") == []


def test_part_and_whole(geography: Geography) -> None:
    within = {
        (part, whole): geography.lies_within(geography.area(part), geography.area(whole))
        for part, whole in [
            ("A", "E23000029"), ("E23000029", "A"), ("north", "A"), ("A", "north"), ("a1", "north"), ("north", "a1"),
            ("north", "south"), ("a1", "south"), ("north", "B"), ("north", "E92000001"), ("E23000029", "E92000001"),
            ("A", "A"),
        ]
    }  # fmt: skip
    assert {pair for pair, lies in within.items() if lies} == {
        ("A", "E23000029"),
        ("north", "A"),
        ("a1", "north"),
        ("north", "E92000001"),
        ("E23000029", "E92000001"),
        ("A", "A"),
        ("north", "a1"),
    }  # fmt: skip - north is one small area, and so lies in it


def test_without_lookups_nothing_can_be_said(tmp_path: Path) -> None:
    with pytest.raises(NothingLoaded, match="no lookup of local authorities"):
        geography_of(tmp_path, "", population="date | code | residents\n2021-03-21 | a1 | 1")


def test_small_areas_of_an_older_authority_follow_it_to_the_new_one(tmp_path: Path) -> None:
    """The lookup of small areas is older than the one of partnerships."""
    old = geography_of(
        tmp_path,
        "lsoa21 | ltla22\na1 | D1\na2 | D2\n",
        former="""
        child_level | child | parent_level | parent
        ltla22      | D1    | ltla23       | A
        ltla22      | D2    | ltla23       | A
        ltla22      | B     | ltla23       | B
        ltla24      | A     | csp24        | CSP-A
        ltla24      | B     | csp24        | CSP-B
        """,
    )
    assert old.members("lsoa", "A") == ["a1", "a2"]
    assert {code: old.area(code).code for code in ("D1", "D2", "B")} == {"D1": "A", "D2": "A", "B": "B"}


def test_a_newer_vintage_of_part_of_the_country_does_not_hide_the_rest(tmp_path: Path) -> None:
    """Codes of 2025 are known for A alone; the steps of B's predecessors up to 2024 still count."""
    newest = geography_of(
        tmp_path,
        TWO_UNITS,
        former="""
        child_level | child | parent_level | parent
        ltla19      | D1    | ltla24       | B
        ltla24      | A     | ltla25       | A25
        """,
    )
    assert newest.area("D1").code == "B"
    assert newest.area("A").code == "A25"
    assert newest.members("ward", "A25") == ["north", "south"]


def test_a_code_that_lives_on_is_no_former_one(tmp_path: Path) -> None:
    """A gave a corner to B in 2020 and kept its code; an older lookup that takes A for B is overruled."""
    geography = geography_of(
        tmp_path,
        TWO_UNITS,
        former="""
        child_level | child | parent_level | parent
        ltla18      | A     | ltla19       | B
        ltla19      | A     | ltla20       | A
        ltla19      | A     | ltla20       | B
        """,
    )
    assert geography.successors == {}
    assert geography.area("A").note == ""


def test_which_neighbour_a_corner_went_to_does_not_matter(tmp_path: Path) -> None:
    """The same the other way round: of B's two successors A would come first by its code."""
    geography = geography_of(
        tmp_path,
        TWO_UNITS,
        former="""
        child_level | child | parent_level | parent
        ltla19      | B     | ltla20       | A
        ltla19      | B     | ltla20       | B
        """,
    )
    assert geography.successors == {}
    assert geography.area("B").code == "B"


@pytest.mark.parametrize(("date", "fit"), [("2022-06-30", "a1"), ("2019-06-30", "a2")])
def test_a_split_goes_by_the_newest_residents_whatever_the_order_of_publications(
    tmp_path: Path, date: str, fit: str
) -> None:
    """In 2021 a2 has most residents; an estimate of another date, in which a1 has, counts where it is the newer one."""
    geography = geography_of(
        tmp_path,
        TWO_UNITS,
        former="""
        child_level | child | parent_level | parent | change_code
        lsoa11      | old   | lsoa21       | a1     | S
        lsoa11      | old   | lsoa21       | a2     | S
        """,
        population=f"""
        date       | code | residents
        2021-03-21 | a1   | 1000
        2021-03-21 | a2   | 2000
        {date}     | a1   | 3000
        {date}     | a2   | 2500
        """,
    )
    places = {row["lsoa_code"]: (row["lsoa"], row["lsoa11"]) for row in geography.places.to_pylist()}
    assert places["old"] == (fit, "old")
    assert (places["a1"], places["a2"], places["b1"]) == (("a1", "old"), ("a2", "old"), ("b1", None))
    assert geography.splits == {"old": ("a1", "a2")}
    assert geography.divided("lsoa") == {"a1": ["old"], "a2": ["old"]}
    assert geography.divided("ward") == {"north": ["old"], "south": ["old"]}
    assert geography.divided("unit") == {}


def test_a_split_with_land_of_others_is_no_area_of_its_own(tmp_path: Path) -> None:
    """Corner lost a strip to b1, which took in all of old-b: the sum of its parts would hold old-b too."""
    geography = geography_of(
        tmp_path,
        TWO_UNITS,
        former="""
        child_level | child  | parent_level | parent | change_code
        lsoa11      | corner | lsoa21       | a1     | X
        lsoa11      | corner | lsoa21       | b1     | X
        lsoa11      | old-b  | lsoa21       | b1     | X
        """,
    )
    assert geography.splits == {"corner": ("a1", "b1")}
    assert set(geography.places.column("lsoa11").to_pylist()) == {None}
    assert geography.area("corner").code == "a1"
    assert geography.divided("unit") == {"A": ["corner"], "B": ["corner"]}


def test_a_small_area_of_2011_lies_in_what_its_parts_lie_in(tmp_path: Path) -> None:
    geography = geography_of(
        tmp_path,
        TWO_UNITS,
        former="""
        child_level | child | parent_level | parent | change_code
        lsoa11      | old   | lsoa21       | a1     | S
        lsoa11      | old   | lsoa21       | a2     | S
        """,
    )
    old, north, whole = (geography.area(code) for code in ("old", "north", "A"))
    assert (old.kind, old.units, old.title) == ("lsoa11", ("A",), "small area (LSOA) of 2011")
    assert geography.lies_within(old, whole)
    assert geography.lies_within(north, old)
    assert geography.lies_within(geography.area("a1"), old)
    assert not geography.lies_within(old, north)
    assert not geography.lies_within(geography.area("east"), old)


def test_former_areas_without_a_successor_here_are_not_listed(tmp_path: Path) -> None:
    geography = geography_of(
        tmp_path, TWO_UNITS, former="child_level | child | parent_level | parent\nltla19 | S1 | ltla24 | S2\n"
    )
    assert "S1" not in geography.names
    assert all(geography.area(code) for code in geography.names)


def test_of_two_vintages_of_wards_the_fuller_is_used_and_the_newer_of_equals(tmp_path: Path) -> None:
    places = "lsoa21 | ward22 | ward24 | ltla24 | csp24\na1 | old-1 | new-1 | A | C\na2 | old-2 | {} | A | C"
    assert geography_of(tmp_path / "equal", places.format("new-2")).members("ward", "A") == ["new-1", "new-2"]
    assert geography_of(tmp_path / "fuller", places.format("-")).members("ward", "A") == ["old-1", "old-2"]


def test_a_best_fit_over_a_border_gives_no_ward(tmp_path: Path) -> None:
    """a2 was drawn in A; the later lookup of wards puts it, by best fit, into a ward of B."""
    geography = geography_of(
        tmp_path,
        """
        lsoa21 | ltla22 | csp24
        a1     | A      | CSP-A
        a2     | A      | CSP-A
        b1     | B      | CSP-B
        """,
        former="""
        child_level | child | parent_level | parent
        lsoa21      | a1    | ward24       | north
        lsoa21      | a2    | ward24       | east
        lsoa21      | b1    | ward24       | east
        lsoa21      | a1    | ltla24       | A
        lsoa21      | a2    | ltla24       | B
        lsoa21      | b1    | ltla24       | B
        ward24      | north | ltla24       | A
        ward24      | east  | ltla24       | B
        """,
    )
    places = {row["lsoa"]: (row["ward"], row["unit"]) for row in geography.places.to_pylist()}
    assert places == {"a1": ("north", "A"), "a2": (None, "A"), "b1": ("east", "B")}
    assert geography.area("east").units == ("B",)


def test_names_of_the_newest_vintage_win(tmp_path: Path) -> None:
    places = "lsoa21 | ltla22 | ltla24 | csp24\na1 | A | A | C"
    rows = [
        {"edition": "lookup", "level": "ltla24", "code": "A", "name": "New name"},
        {"edition": "lookup", "level": "ltla22", "code": "A", "name": "Old name"},
        {"edition": "lookup", "level": "ltla25", "code": "A", "name": ""},
    ]
    from tiny_lake import lake_rows, write_lake

    snapshot = write_lake(tmp_path / "lake", lake_rows(places=places) | {"areas": rows})
    assert Geography.of(snapshot).area("A").name == "New name"


def test_real_units_stand_before_stated_ones(tmp_path: Path) -> None:
    geography = geography_of(
        tmp_path, TWO_UNITS, stated_units="unit | pfa\nA | gwent\nS | gwent", names="code | name\nS | Stated"
    )
    assert geography.units["A"].authorities == ("A",)
    assert geography.units["S"] == Unit("S", "Stated", (), (), "W15000002", "", ())
    assert geography.members("ward", "S") == []


def test_stated_units_alone_make_a_geography(tmp_path: Path) -> None:
    geography = Geography.of(tiny_lake(tmp_path / "lake", stated_units="unit | pfa\nS | gwent"))
    assert geography.area("W15000002").units == ("S",)
    assert geography.places.num_rows == 0


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("north", ["north"]),
        ("NEWSHIRE", ["A"]),
        ("a", ["A", "a1", "a2", "CSP-A"]),
        ("CSP", ["CSP-A", "CSP-B", "CSP-W"]),
    ],
)
def test_search_puts_the_likeliest_first(geography: Geography, query: str, codes: list[str]) -> None:
    assert geography.search(query)[:3] == codes[:3]


def test_the_title_of_a_kind() -> None:
    assert Area("x", "X", "ward25", ("A",)).title == "ward of 2025"
    assert Area("x", "X", "pfa", ("A",)).title == "police force area"


def test_places_are_text_even_where_nothing_is_known(tmp_path: Path) -> None:
    places = geography_of(tmp_path, "lsoa21 | ltla24 | csp24\na1 | A | C").places
    assert {field.type for field in places.schema} == {pa.string()}
    assert places.column("ward").to_pylist() == [None]
