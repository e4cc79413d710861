"""A workspace with the demo in it: what the pages say is tried there."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from markdown_pages import ROOT

from made_demo import OUT, MadeDemo
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from saferplan.evidence.lake import Lake
from saferplan.evidence.periods import parse_period

AREA = "E06000060"


@pytest.fixture(scope="session")
def workspace(made_demo: MadeDemo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like a fresh copy after `make demo DEMO_SERVE=0`, for readers to change as the pages say."""
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "src").symlink_to(ROOT / "src")
    shutil.copytree(made_demo.workspace / OUT, folder / OUT)
    return folder


@pytest.fixture(scope="session")
def assessed(made_demo: MadeDemo) -> AssessmentTables:
    """The demo's assessment, 2021/22 against 2018/19."""
    basis = Basis(Lake(made_demo.lake).snapshot())
    return AssessmentTables(Scope(basis, basis.geography.area(AREA), parse_period("FY2021"), parse_period("FY2018")))


@pytest.fixture(scope="session")
def assessment_json(made_demo: MadeDemo) -> Mapping[str, Any]:
    return json.loads(made_demo.assessment.with_suffix(".json").read_text(encoding="utf-8"))
