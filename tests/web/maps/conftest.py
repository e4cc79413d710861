import pytest


@pytest.fixture
def mapped(outlined_anyshires):
    """The partnership is Anyshire's, whose wards and neighbourhoods have outlines."""
    return outlined_anyshires
