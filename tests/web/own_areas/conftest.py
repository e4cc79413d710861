import pytest

import gridham
from saferplan.web.evidence.lake import lake_of
from site_people import a_member


@pytest.fixture
def gridhams(partnership):
    """The partnership is Gridham's: two wards of two small areas each, with their boundaries and two years of crime."""
    gridham.gridham(lake_of(partnership).root)
    partnership.area_code = gridham.GRIDHAM
    partnership.save()
    return partnership


@pytest.fixture
def officer(gridhams):
    return a_member(gridhams, "analyst")


@pytest.fixture
def page(sign_in, officer):
    return sign_in(officer)
