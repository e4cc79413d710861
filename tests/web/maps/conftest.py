import pytest

import anyshire
from saferplan.web.evidence.lake import lake_of
from ward_shapes import boxes, small_boxes


@pytest.fixture
def mapped(partnership):
    """The partnership is Anyshire's, whose wards and neighbourhoods have outlines."""
    anyshire.anyshire(lake_of(partnership).root, boundaries=boxes() + small_boxes())
    partnership.area_code = anyshire.ANYSHIRE
    partnership.save()
    return partnership
