"""Whoever chooses faster than the site answers sees what was chosen last; whoever was signed out is led back to it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.browser


def test_three_choices_in_a_breath(someone):
    robin = someone("analyst")
    robin.opens("/partnerships/buckinghamshire/evidence/explore/")

    robin.selects("What", "Burglary")
    robin.selects("When", "Financial year 2021/22, 7 of 12 months known")
    robin.selects("Broken down by", "Wards")

    robin.sees(
        "Burglary in Buckinghamshire by ward", "Burglary in Buckinghamshire, April 2021 to March 2022: 816 recorded"
    )
    assert robin.path.endswith("measure=burglary&area=E06000060&period=FY2021&by=ward&beside=&show=rate&change=")


def test_a_choice_after_the_session_ended(someone):
    robin = someone("analyst")
    robin.opens("/partnerships/buckinghamshire/evidence/explore/")

    robin.page.context.clear_cookies()
    robin.selects("What", "Burglary")

    robin.page.wait_for_url(re.compile("/sign-in/"))
    back = parse_qs(urlsplit(robin.page.url).query)["next"][0]
    assert "measure=burglary" in back
