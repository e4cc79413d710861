import pytest

from site_people import a_member


@pytest.fixture
def officer(gridhams):
    return a_member(gridhams, "analyst")


@pytest.fixture
def page(sign_in, officer):
    return sign_in(officer)
