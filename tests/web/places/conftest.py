import pytest


@pytest.fixture
def anyshires(outlined_anyshires):
    return outlined_anyshires


@pytest.fixture
def reader(sign_in, member):
    return sign_in(member)
