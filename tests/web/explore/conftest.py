import pytest

from site_people import a_member


@pytest.fixture
def analyst(sign_in, anyshires):
    return sign_in(a_member(anyshires, "analyst"))
