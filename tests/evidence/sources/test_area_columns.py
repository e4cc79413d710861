import pyarrow as pa
import pytest

from saferplan.evidence.sources.area_columns import (
    KINDS,
    NO_AREA,
    Level,
    area_column,
    carried_along,
    code_columns,
    kind_of_code,
    level_named,
    lies_in,
    plain,
    shaped_like,
)


@pytest.mark.parametrize(
    ("heading", "level", "part"),
    [
        ("lsoa11_code", "lsoa11", "code"),
        ("LSOA11CD", "lsoa11", "code"),
        ("LSOA21NM", "lsoa21", "name"),
        ("F_LSOA11CD", "lsoa11", "code"),
        ("WD24CD", "ward24", "code"),
        ("ward24_name", "ward24", "name"),
        ("LAD24CD", "ltla24", "code"),
        ("lad22cd", "ltla22", "code"),
        ("CSP24NM", "csp24", "name"),
        ("PFA24CD", "pfa24", "code"),
        ("pfa20_code", "pfa20", "code"),
        ("RGN24CD", "region24", "code"),
        ("region24_name", "region24", "name"),
        ("FRA24CD", "fra24", "code"),
        ("CTYUA24CD", "utla24", "code"),
        ("CTRY24NM", "country24", "name"),
        ("unit_code", "unit", "code"),
        ("LSOA code (2011)", "lsoa11", "code"),
        ("Local Authority District name (2019)", "ltla19", "name"),
        ("LSOA 2021 Code", "lsoa21", "code"),
        ("LAD 2023 Name", "ltla23", "name"),
        ("LA Code (2021 boundaries)", "ltla21", "code"),
    ],
)
def test_headings_of_publishers_and_copies_mean_the_same(heading, level, part):
    column = area_column(heading)
    assert column is not None
    assert (column.level.name, column.part) == (level, part)


@pytest.mark.parametrize(
    "heading", ["", "LSOA21NMW", "LSOA Code", "crime_type", "BNG_E", "OBS_VALUE", "ICB24CDH", "unit24_code"]
)
def test_other_headings_are_no_areas(heading):
    assert area_column(heading) is None


@pytest.mark.parametrize(
    "heading", ["ObjectId", "FID", "LSOA21NMW", "Shape__Area", "BNG_E", "LONG", "LADCD_ACTIVE", "BUA22CD"]
)
def test_what_ons_exports_carry_along_is_known(heading):
    assert carried_along(heading)


def test_headings_are_compared_without_case_line_breaks_or_notes():
    assert plain("Community Safety\nPartnership  code [note 4]") == "community safety partnership code"


def test_code_columns_come_fine_before_coarse_and_old_before_new():
    headings = ["PFA24CD", "LAD24CD", "ltla22_code", "LSOA21CD", "LSOA11CD", "LSOA21NM"]
    assert [level.name for level in code_columns(headings).values()] == [
        "lsoa11",
        "lsoa21",
        "ltla22",
        "ltla24",
        "pfa24",
    ]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_example_of_each_kind_has_its_shape(kind):
    assert shaped_like(pa.array([kind.example, kind.example[:-1], kind.example + "0", ""]), kind.shape).tolist() == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("E01017627", "lsoa"),
        ("W01001943", "lsoa"),
        ("W05001492", "ward"),
        ("N08000101", "ward"),
        ("S12000033", "ltla"),
        ("N09000003", "ltla"),
        ("W14000002", "csp"),
        ("W15000001", "pfa"),
        ("E10000002", "utla"),
        ("E12000008", "region"),
        ("W92000004", "region"),
        ("E92000001", "country"),
        ("K04000001", "country"),
    ],
)
def test_a_code_says_its_kind(code, kind):
    found = kind_of_code(code)
    assert found is not None
    assert found.name == kind


@pytest.mark.parametrize("code", ["", "E0101762", "E010176277", "Buckinghamshire", "X01017627", "e01017627"])
def test_other_texts_are_no_codes(code):
    assert kind_of_code(code) is None


def test_codes_that_stand_for_no_area_are_told():
    assert shaped_like(pa.array(["E99999999", "W99999999", "E06000060"]), NO_AREA).tolist() == [True, True, False]


@pytest.mark.parametrize("name", ["lsoa21", "ward24", "ltla24", "csp24", "pfa24", "region24", "country24", "unit"])
def test_levels_are_found_by_name(name):
    level = level_named(name)
    assert level is not None
    assert level.name == name


@pytest.mark.parametrize("name", ["", "ward", "village21", "ward2024", "unit24", "24", "Ward24"])
def test_other_names_are_no_levels(name):
    assert level_named(name) is None


@pytest.mark.parametrize(
    ("child", "parent", "lies"),
    [
        ("lsoa11", "lsoa21", True),
        ("lsoa21", "lsoa11", False),
        ("lsoa21", "ward24", True),
        ("ward24", "ltla24", True),
        ("ltla24", "csp24", True),
        ("csp24", "pfa24", True),
        ("csp24", "unit", True),
        ("ltla24", "unit", True),
        ("unit", "pfa24", True),
        ("pfa24", "region24", False),
        ("region24", "pfa24", False),
        ("region24", "country24", True),
        ("msoa21", "ward24", False),
        ("msoa21", "ltla24", True),
    ],
)
def test_which_level_lies_in_which(child, parent, lies):
    levels = [level_named(child), level_named(parent)]
    assert all(isinstance(level, Level) for level in levels)
    assert lies_in(*levels) is lies
