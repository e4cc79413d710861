"""About the area: shares beside other areas, ages by ten years, homes."""

from collections.abc import Callable
from datetime import date

import pytest

from anyshire import ANYSHIRE, TREFAN, places
from saferplan.documents.strategic_assessment.exhibits import people
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.assessment.tables import AssessmentTables

Maker = Callable[..., AssessmentTables]
TENURES = {"Owned: Owns outright": 200, "Social rented: Other": 100, "Private rented: Landlord": 60, "all": 400}


def by_single_year(of: Callable[[dict], bool], ages: range = range(91)) -> list[dict]:
    """Ten residents of every age in each small area; in Anyshire twenty from 20 to 29."""
    return [
        {
            "edition": "single-years",
            "source": "Estimates by age",
            "reference_date": date(2024, 6, 30),
            "level": "lsoa21",
            "code": row["lsoa"],
            "sex": "persons",
            "age_from": age,
            "age_to": None if age == 90 else age,
            "age_group": str(age),
            "residents": 20 if row["ltla"] == ANYSHIRE and 20 <= age <= 29 else 10,
        }
        for row in places()
        if of(row)
        for age in ages
    ]


def in_england(row: dict) -> bool:
    return not row["ltla"].startswith("W")


def test_ages_are_added_up_by_ten_years(another: Maker) -> None:
    tables = another(lake={"population_by_age": by_single_year(in_england)})
    found = {row["age_from"]: row for row in tables.ages}
    homes = sum(row["ltla"] == ANYSHIRE for row in places())
    assert found[20]["residents"] == 200 * homes
    assert found[30]["residents"] == 100 * homes
    assert found[90]["residents"] == 10 * homes
    assert sum(row["share"] for row in tables.ages) == pytest.approx(1)
    assert found[20]["share"] == pytest.approx(200 / 1010)
    assert sum(row["country_share"] for row in tables.ages) == pytest.approx(1)
    assert found[20]["country_share"] < found[20]["share"]


def test_the_age_that_differs_most_from_the_country_is_the_title(another: Maker) -> None:
    tables = another(lake={"population_by_age": by_single_year(in_england)})
    exhibit = people.ages(tables, Figures(tables))
    assert exhibit is not None
    assert exhibit.title.startswith("Anyshire has more people aged 20 to 29 than England: 19.8% beside ")


def test_a_country_that_is_not_whole_is_not_set_beside(another: Maker) -> None:
    tables = another(lake={"population_by_age": by_single_year(lambda row: row["ltla"] == ANYSHIRE)})
    exhibit = people.ages(tables, Figures(tables))
    assert exhibit is not None
    assert {row["country_share"] for row in exhibit.records} == {None}
    assert exhibit.title == "The largest group is aged 20 to 29, with 19.8% of residents"
    assert "England" not in exhibit.subtitle


def test_bands_that_are_no_single_years_give_no_chart_of_ages(tables: AssessmentTables) -> None:
    assert tables.ages == []
    assert people.ages(tables, Figures(tables)) is None


def test_shares_stand_beside_the_country_and_name_the_widest_gap(tables: AssessmentTables) -> None:
    exhibit = people.profile_shares(tables, Figures(tables))
    assert exhibit is not None
    country = exhibit.columns[-2].key
    widest = max(exhibit.records, key=lambda row: abs(row["value"] - row[country]))
    if abs(widest["value"] - widest[country]) >= people.CLEAR_GAP:
        assert exhibit.title.startswith(widest["title"])
    else:
        assert exhibit.title == "On these lines Anyshire is much like England"
    assert all(row["as_of"] for row in exhibit.records)


def test_every_line_of_the_profile_says_of_when_it_is(tables: AssessmentTables) -> None:
    exhibit = people.profile(tables, Figures(tables))
    assert exhibit is not None
    assert exhibit.columns[-1].heading == "As of"
    assert all(row["as_of"] for row in exhibit.records)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("ONS, Census 2021: tenure of households", "Census 2021"),
        ("ONS, mid-2020 population estimates", "mid-2020 population estimates"),
        ("Estimates 2024", "Estimates 2024"),
    ],
)
def test_the_year_of_a_line_is_that_of_its_source(source: str, words: str) -> None:
    assert people._as_of(source) == words


def test_homes_add_up_to_all_households(another: Maker) -> None:
    homes = [
        {
            "edition": "tenure",
            "source": "Census of homes",
            "reference_date": date(2025, 1, 1),
            "level": "lsoa21",
            "code": row["lsoa"],
            "tenure": tenure,
            "households": number,
        }
        for row in places()
        for tenure, number in TENURES.items()
    ]
    tables = another(lake={"households": homes})
    exhibit = people.tenure(tables, Figures(tables))
    assert exhibit is not None
    own = exhibit.records[0]
    assert [own[column.key] for column in exhibit.columns[1:]] == pytest.approx([0.5, 0.25, 0.15, 0.1])
    assert exhibit.title == "50.0% of households own their home, and 15.0% rent privately"


def test_an_area_without_a_table_of_homes_has_no_chart_of_them(another: Maker) -> None:
    tables = another(TREFAN, lake={"without": ["households"]})
    assert people.tenure(tables, Figures(tables)) is None


def test_an_area_of_which_nothing_is_known_has_no_profile(another: Maker) -> None:
    tables = another(lake={"without": ["population", "households", "deprivation", "population_by_age"]})
    for build in (people.profile, people.profile_shares, people.ages, people.tenure):
        assert build(tables, Figures(tables)) is None
