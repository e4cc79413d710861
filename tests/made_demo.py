"""The demo as `make demo DEMO_SERVE=0` leaves it in a fresh copy: made once for the run, for reading alone."""

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path

import pytest

from made_once import made_once
from saferplan.demo.__main__ import main
from saferplan.synth.figures import AREA

OUT = Path("build", "demo")
PRINTED = "printed.txt"


@dataclass(frozen=True)
class MadeDemo:
    workspace: Path

    @property
    def printed(self) -> str:
        return (self.workspace / PRINTED).read_text(encoding="utf-8")

    @property
    def folder(self) -> Path:
        return self.workspace / OUT / "from-figures"

    @property
    def lake(self) -> Path:
        return self.folder / "lake"

    @property
    def assessment(self) -> Path:
        return self.folder / f"assessment-{AREA}" / "assessment.html"


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> MadeDemo:
    return MadeDemo(made_once("demo", _make, tmp_path_factory))


def _make(workspace: Path) -> None:
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
        patch.setenv("DEMO_SERVE", "0")
        patch.chdir(workspace)
        assert main(["--out", str(OUT)]) == 0, printed.getvalue()
    (workspace / PRINTED).write_text(printed.getvalue(), encoding="utf-8")
