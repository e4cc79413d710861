"""What is built is light, is ours to use, and asks nothing of anyone else."""

import gzip
import json
import re
from pathlib import Path

from saferplan.web.design_system.checks import ASSETS, assets_are_built

ROOT = Path(__file__).parents[3]
FIRST_PAGE = ("site.css", "site.js", "supported.js")


def test_everything_that_pages_name_is_built(built):
    assert assets_are_built(None) == []
    assert {name.partition("/")[2] for name in ASSETS} <= {file.name for file in built.iterdir()}


def test_what_is_not_built_is_said_before_the_site_starts(monkeypatch):
    monkeypatch.setattr("saferplan.web.design_system.checks.finders.find", lambda _: None)
    assert {error.id for error in assets_are_built(None)} == {"saferplan.E010"}
    assert "make assets" in assets_are_built(None)[0].hint


def test_a_first_page_s_styles_and_scripts_are_light(built):
    assert sum(len(gzip.compress((built / name).read_bytes())) for name in FIRST_PAGE) < 40_000


def test_the_crest_and_the_face_of_gov_uk_are_not_in_it(built):
    for file in built.iterdir():
        assert not re.search(r"crest|crown.svg|transport", file.read_text(), re.IGNORECASE) or file.suffix == ".txt"


def test_nothing_is_asked_of_another_site(built):
    for file in built.glob("*.css"):
        assert not re.search(r"@import|@font-face|url\(\s*(?![\"']?(?:data:|#))", file.read_text())
    for file in built.glob("*.js"):
        assert not re.search(r"import\s*\(?\s*[\"']https?:|importScripts", file.read_text())


def test_whose_work_it_is_stands_beside_it(built):
    notices = (built / "NOTICES.txt").read_text()
    versions = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    assert f"govuk-frontend {versions['govuk-frontend']}" in notices
    assert "The above copyright notice and this permission notice shall be included" in notices


def test_versions_are_exact_and_no_registry_is_named():
    packages = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in packages.values())
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
