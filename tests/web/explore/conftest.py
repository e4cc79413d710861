import pytest

import anyshire
from saferplan.web.evidence.lake import lake_of
from site_people import a_member


@pytest.fixture
def anyshires(partnership):
    """The partnership is Anyshire's, whose two years are loaded but for two months."""
    anyshire.anyshire(lake_of(partnership).root)
    partnership.area_code = anyshire.ANYSHIRE
    partnership.save()
    return partnership


@pytest.fixture
def analyst(sign_in, anyshires):
    return sign_in(a_member(anyshires, "analyst"))
