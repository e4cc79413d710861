"""The report: what was measured in words and tables, in Markdown."""

import importlib.metadata
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bench.measuring import Spread

LIBRARIES = ("duckdb", "deltalake", "pyarrow", "ibis-framework", "pandas", "numpy", "scipy")
RIGHT = "---:"


@dataclass(frozen=True)
class Section:
    """A benchmark's part of the report; `paragraphs` are texts and tables in Markdown."""

    name: str
    title: str
    paragraphs: Sequence[str]


def render(sections: Sequence[Section], day: date, *, quick: bool) -> str:
    parts = [f"### Measured on {day:%-d %B %Y}", machine()]
    if quick:
        parts.append("A quick run: few rounds, so the spread says little.")
    for section in sections:
        parts += [f"#### {section.title}", *section.paragraphs]
    return "\n\n".join(parts) + "\n"


def machine() -> str:
    """What a reader needs to judge the figures; nothing that names the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores = len(os.sched_getaffinity(0))
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    return (
        f"{cores} cores, {memory:.0f} GB of memory, {platform.system()}"
        f" {platform.machine()}, {platform.python_implementation()} {platform.python_version()}; {versions}. The"
        f" machine's load average at the end was {os.getloadavg()[0]:.1f}; a run of its own keeps about 1 to"
        f" {cores} busy."
    )


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---", *[RIGHT] * (len(headings) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def span(values: Spread, form: str) -> str:
    """The median, and from the least to the most."""
    return f"{values.median:{form}} ({values.least:{form}}–{values.most:{form}})"


def seconds(values: Spread) -> str:
    return span(values, ".2f")


def megabytes(values: Spread) -> str:
    scaled = Spread(values.median / 1e6, values.least / 1e6, values.most / 1e6)
    return span(scaled, ",.0f") + " MB"


def met(holds: bool, *, judged: bool) -> str:
    """Whether what was asked is reached; the project's numbers are for about 1.1 million rows."""
    if not judged:
        return "not judged on so few rows"
    return "met" if holds else "**missed**"
