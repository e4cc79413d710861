"""Who takes part in the intake of a file, and the mapping by which it is read."""

import pytest
from sent_files import profile

from saferplan.evidence.partners.keeping import keep
from saferplan.evidence.partners.profile_file import read_profile
from saferplan.web.evidence.lake import lake_of
from saferplan.web.partnerships.models import AgencyKind
from site_people import a_member, an_agency


@pytest.fixture
def analyst(partnership):
    return a_member(partnership, "analyst")


@pytest.fixture
def officer(partnership):
    return a_member(partnership, "agency-officer", agency=an_agency(partnership, AgencyKind.LANDLORD, "Harbour Homes"))


@pytest.fixture
def kept(partnership):
    keep(lake_of(partnership), read_profile(profile(), "test"))
