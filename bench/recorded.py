"""The reports that stand in the docs: a run of some parts takes their place alone, and leaves the rest as it was."""

import re
from pathlib import Path

from bench.measuring import BenchError

MARK = "<!-- The rest is written by: python -m bench --record -->\n"
_RUN = re.compile(r"^(?=### )", re.MULTILINE)
_SECTION = re.compile(r"^(?=#### )", re.MULTILINE)


def record(page: Path, report: str) -> None:
    before, mark, recorded = page.read_text(encoding="utf-8").partition(MARK)
    if not mark:
        raise BenchError(f"{page.name} has no place for a report: {MARK.strip()}")
    page.write_text(f"{before}{mark}\n{renewed(recorded, report)}", encoding="utf-8")


def renewed(recorded: str, report: str) -> str:
    """The report, then what earlier runs measured and this one did not, each section below the run that it is of."""
    measured = {_title(section) for section in _sections(report)}
    kept = [_without(run, measured) for run in _RUN.split(recorded)]
    return "\n\n".join(filter(None, [report.strip(), *kept])) + "\n"


def _without(run: str, measured: set[str]) -> str:
    """'' where nothing of the run is left."""
    rest = [section for section in _sections(run) if _title(section) not in measured]
    head = _SECTION.split(run)[0]
    return "".join([head, *rest]).strip() if rest else ""


def _sections(run: str) -> list[str]:
    return _SECTION.split(run)[1:]


def _title(section: str) -> str:
    return section.partition("\n")[0]
