"""The years that are assessed where nobody names them: small tables of months, checked by hand."""

import pytest

from saferplan.demo.choosing import choose_periods, most_told
from saferplan.evidence.basis import Basis
from saferplan.synth import figures


def months(*written: str) -> list[str]:
    """'2021: 4 5 11' as 2021-04, 2021-05, 2021-11."""
    return [f"{line.split(':')[0]}-{int(month):02d}" for line in written for month in line.split(":")[1].split()]


@pytest.mark.parametrize(
    ("own", "beside", "period", "against"),
    [
        # The year with most months beside the country comes before one with more of its own.
        (["2021: 4 5", "2023: 4 5 6"], ["2021: 4"], "FY2021", "FY2023"),
        # Without the country, the year with most months.
        (["2021: 4 5", "2023: 4 5 6"], [], "FY2023", "FY2021"),
        # Of years with as many, the latest.
        (["2021: 4 5", "2023: 4 5"], [], "FY2023", "FY2021"),
        # January to March belong to the year before.
        (["2022: 1 2 3 4"], [], "FY2021", None),
        # An earlier year comes before a later one that shares as many months.
        (["2018: 4 5", "2020: 4 5 6 7", "2022: 4 5"], [], "FY2020", "FY2018"),
        # One that shares more comes before an earlier one.
        (["2018: 4", "2020: 4 5 6 7", "2022: 4 5"], [], "FY2020", "FY2022"),
        # Of two as good, the nearer.
        (["2016: 4", "2018: 4", "2020: 4 5"], [], "FY2020", "FY2018"),
        # Years without a calendar month in common are not compared.
        (["2018: 10", "2020: 4 5"], [], "FY2020", None),
        ([], [], None, None),
    ],
)
def test_the_years_with_most_to_show(own: list[str], beside: list[str], period: str, against: str) -> None:
    chosen = most_told(months(*own), months(*beside))
    assert tuple(one.code if one else None for one in chosen) == (period, against)


def test_the_demo_shows_the_year_that_has_the_country_beside_it(basis: Basis) -> None:
    period, against = choose_periods(basis, basis.geography.area(figures.AREA))
    assert period is not None
    assert against is not None
    assert (period.code, against.code) == ("FY2021", "FY2018")
