import pytest

import anyshire
from saferplan.web.evidence.lake import lake_of
from ward_shapes import boxes, small_boxes


@pytest.fixture
def anyshires(partnership):
    """The partnership is Anyshire's: twelve wards of two neighbourhoods each, with outlines."""
    anyshire.anyshire(lake_of(partnership).root, boundaries=boxes() + small_boxes())
    partnership.area_code = anyshire.ANYSHIRE
    partnership.save()
    return partnership


@pytest.fixture
def reader(sign_in, member):
    return sign_in(member)
