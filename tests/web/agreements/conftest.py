import pytest

from saferplan.web.partnerships.models import AgencyKind


@pytest.fixture
def police(partnership):
    return partnership.agencies.get(kind=AgencyKind.POLICE)


@pytest.fixture
def council(partnership):
    return partnership.agencies.get(kind=AgencyKind.COUNCIL)


@pytest.fixture
def health(partnership):
    return partnership.agencies.get(kind=AgencyKind.HEALTH)


@pytest.fixture
def between(police, council):
    """The police share with the council, one way."""
    return {"sharing": [police], "reading": [council]}
