"""A workspace with the demo in it, built once: what the pages say is tried there."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from examples import Shell
from markdown_pages import ROOT

from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from saferplan.evidence.lake import Lake
from saferplan.evidence.periods import parse_period

AREA = "E06000060"


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like a fresh copy after `make demo DEMO_SERVE=0`."""
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "src").symlink_to(ROOT / "src")
    Shell(folder).run("make demo DEMO_SERVE=0")
    return folder


@pytest.fixture(scope="session")
def assessed(workspace: Path) -> AssessmentTables:
    """The demo's assessment, 2021/22 against 2018/19."""
    basis = Basis(Lake(workspace / "build" / "demo" / "from-figures" / "lake").snapshot())
    return AssessmentTables(Scope(basis, basis.geography.area(AREA), parse_period("FY2021"), parse_period("FY2018")))


@pytest.fixture(scope="session")
def assessment_json(workspace: Path) -> Mapping[str, Any]:
    folder = workspace / "build" / "demo" / "from-figures" / f"assessment-{AREA}"
    return json.loads((folder / "assessment.json").read_text(encoding="utf-8"))
