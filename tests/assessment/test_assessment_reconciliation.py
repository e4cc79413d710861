"""Our figure beside the one that ONS or the Home Office prints."""

from math import isclose

import pytest

import anyshire as made_up
from anyshire import ANYSHIRE, ANYSHIRE_CSPS, TYPES, counted, of_unit
from saferplan.evidence.assessment.published import folded, measures, published
from saferplan.evidence.measures.definition import all_measures

CRIME = TYPES[:-1]
FY2024 = made_up.year("FY2024").months
ONS_TOTAL = "Total recorded crime (excluding fraud) [note 3]"


def ons(period: str = "2024-04..2025-03", csps: tuple[str, ...] = ANYSHIRE_CSPS, **offences: int) -> list[dict]:
    """Rows of the ONS table; keywords stand for its headings."""
    headings = {"total": ONS_TOTAL, "assault": "Violence against the person", "sexual": "Sexual offences"}
    return [
        {
            "edition": f"ons-{period}",
            "source": "ONS, table of the test",
            "period": period,
            "level": "csp",
            "code": code,
            "name": made_up.NAMES.get(code, code),
            "offence_group": headings.get(heading, heading),
            "offences": number,
        }
        for code in csps
        for heading, number in (offences or {"total": 3000}).items()
    ]


def home_office(quarters: list[str], names: tuple[str, ...] = ("Anyshire East", "Anyshire and West")) -> list[dict]:
    """Ten residential and five other burglaries, two assaults and a fraud, each quarter and partnership."""
    offences = [
        ("Theft offences", "Residential burglary", 10),
        ("Theft offences", "Non-residential burglary", 5),
        ("Violence against the person", "Violence with injury", 2),
        ("Fraud offences", "Fraud", 1),
    ]
    return [
        {
            "edition": f"home-office-{quarter}",
            "source": "Home Office, tables of the test",
            "period": quarter,
            "level": "csp",
            "code": None,
            "name": name,
            "offence_group": group,
            "offence_subgroup": subgroup,
            "offence_code": "1",
            "offences": number,
        }
        for quarter in quarters
        for name in names
        for group, subgroup, number in offences
    ]


QUARTERS = ["2023-10..2023-12", "2024-01..2024-03", "2024-04..2024-06", "2024-07..2024-09", "2024-10..2024-12"]


def test_all_partnerships_of_the_area_are_added_up(another) -> None:
    rows = another(lake={"recorded_crime": ons()}).reconciliation
    (row,) = rows
    ours = counted(of_unit(ANYSHIRE), FY2024, CRIME)
    assert (row["publisher"], row["period"], row["published"]) == ("ONS", "April 2024 to March 2025", 6000)
    assert (row["count"], row["months_present"], row["months_expected"]) == (ours, 11, 12)
    assert isclose(row["scaled"], ours * 12 / 11)
    assert isclose(row["gap"], ours * 12 / 11 - 6000)
    assert isclose(row["gap_share"], row["gap"] / 6000)


def test_headings_that_go_together_are_added_up(another) -> None:
    rows = another(lake={"recorded_crime": ons(total=3000, assault=100, sexual=10, Burglary=7)}).reconciliation
    found = {row["crime_type"]: row["published"] for row in rows}
    assert found == {"all-crime": 6000, "violence-and-sexual-offences": 220, "burglary": 14}


def test_where_one_partnership_is_lacking_the_sum_would_be_of_a_part(another) -> None:
    assert another(lake={"recorded_crime": ons(csps=ANYSHIRE_CSPS[:1])}).reconciliation == []


def test_the_newest_year_is_taken(another) -> None:
    rows = [*ons("2023-04..2024-03"), *ons("2024-04..2025-03", total=1)]
    assert another(lake={"recorded_crime": rows}).reconciliation[0]["published"] == 2


def test_a_year_without_any_month_here_has_no_figure_of_ours(another) -> None:
    (row,) = another(lake={"recorded_crime": ons("2025-04..2026-03")}).reconciliation
    assert row["count"] is row["gap"] is row["scaled"] is None
    assert row["months_present"] == 0


def test_crimes_without_a_place_are_weighed_for_all_crime_alone(another) -> None:
    lost = [
        {
            "month": "2024-05",
            "publisher": "thames-valley",
            "crime_type": "drugs",
            "lsoa_code": None,
            "extract_id": "tiny",
        }
    ] * 100
    rows = another(lake={"recorded_crime": ons(total=3000, Burglary=7), "incidents": lost}).reconciliation
    whole, burglary = rows
    of_force = counted(lambda row: row["force"] == "thames-valley", FY2024, CRIME)
    assert isclose(whole["unplaced_share"], 100 / (of_force + 100))
    assert isclose(whole["unplaced"], 6000 * 100 / (of_force + 100))
    assert burglary["unplaced"] is None


def test_home_office_tables_stand_in_by_name_over_the_last_four_quarters(another) -> None:
    tables = another(lake={"recorded_crime": home_office(QUARTERS)})
    printed = published(tables.scope)
    assert printed is not None
    assert (printed.publisher, printed.period.code) == ("the Home Office", "2024-01..2024-12")
    assert printed.offences == {
        "all-crime": 4 * 2 * 17,
        "violence-and-sexual-offences": 4 * 2 * 2,
        "burglary": 4 * 2 * 15,
    }


def test_of_quarters_with_a_gap_only_the_last_in_a_row_are_taken(another) -> None:
    rows = home_office([QUARTERS[0], *QUARTERS[3:]])
    assert published(another(lake={"recorded_crime": rows}).scope).period.code == "2024-07..2024-12"


def test_a_quarter_that_lacks_a_partnership_is_passed_over(another) -> None:
    rows = [*home_office(QUARTERS[3:4]), *home_office(QUARTERS[4:], names=("Anyshire East",))]
    assert published(another(lake={"recorded_crime": rows}).scope).period.code == QUARTERS[3]


def test_ons_goes_before_the_home_office(another) -> None:
    rows = [*home_office(QUARTERS), *ons()]
    assert published(another(lake={"recorded_crime": rows}).scope).publisher == "ONS"


def test_without_a_table_there_is_nothing_to_set_beside(another) -> None:
    assert another().reconciliation == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anyshire & West", "Anyshire and West"),
        ("Total recorded crime [note 12]", "TOTAL  recorded crime"),
        ("St. Any's", "st. any's"),
    ],
)
def test_two_publishers_spellings_meet(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_every_category_is_a_measure() -> None:
    assert set(measures()) <= set(all_measures())
    assert len(measures()) == len(set(measures()))
