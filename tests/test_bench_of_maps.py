"""The benchmark of maps draws what it says: areas that touch, and all of them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import shapely

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT))

from bench import site_map  # noqa: E402 it stands beside the tests, not in the wheel


def test_areas_of_the_county_touch_without_gap_or_overlap() -> None:
    shapes = [shapely.geometry.shape(one["geometry"]) for one in site_map.county(16)["features"]]
    assert all(shape.is_valid for shape in shapes)
    whole = shapely.union_all(shapes)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert whole.area == pytest.approx(sum(shape.area for shape in shapes))


@pytest.mark.browser
def test_a_county_and_one_area_are_drawn(tmp_path: Path) -> None:
    """In a process of its own: a browser of the tests may be open in this one."""
    if not (os.environ.get("SAFERPLAN_CHROMIUM") or shutil.which("chromium")):
        pytest.skip("needs Chromium")
    words = [sys.executable, "-m", "bench", "site-map", "--quick", "--report", str(tmp_path / "report.md")]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "A map in the browser" in report
    assert "340 areas" in report
    assert site_map.COUNTY in report
