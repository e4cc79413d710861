"""docs/reference/measure-examples.md as it should be: the specification, rule by rule."""

from collections.abc import Iterator
from pathlib import Path

from specification import WORLD, Rule
from test_specification import CHAPTERS, chapter

from tiny_lake import rows_of

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "measure-examples.md"
INTRODUCTION = """# Figures worked out by hand

Rules of counting, each with a lake small enough to check with a pencil, a question as it is typed after
`saferplan measure`, and the answer. They are the project's tests: every engine must give these answers. This page is
written from them by `WRITE_DOCS=1 pytest tests/evidence/measures/test_examples_page.py`.

Unless an example says otherwise there are three partnership areas, A, B and C, with these small areas and residents.
Codes are short here; real ones have nine characters. A dash is an unknown value. Of an answer only the columns that
matter are shown; [saferplan measure](measure.md) describes all of them, and
[how figures are counted](../explanation/counting.md) says why they are so.
"""
TABLE_TITLES = {
    "places": "Small areas and what they lie in",
    "names": "Names",
    "former": "Old codes and new ones",
    "population": "Residents",
    "households": "Households",
    "incidents": "Incidents",
    "delivered": "Months delivered",
    "ready_counts": "Ready counts",
    "stated": "Stated figures",
    "stated_units": "Partnership areas without small areas",
    "boundaries": "Outlines (boxes, in degrees)",
}


def page() -> str:
    parts = [INTRODUCTION, *(f"{TABLE_TITLES[name]}:\n\n{as_markdown(table)}" for name, table in WORLD.items())]
    for name in CHAPTERS:
        parts.append(f"## {chapter(name).TITLE}")
        parts += ["\n\n".join(_rule(rule)) for rule in chapter(name).RULES]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.title}"
    yield rule.text
    for name, table in rule.lake.items():
        yield f"{TABLE_TITLES[name]}:\n\n{as_markdown(table)}" if table.strip() else f"{TABLE_TITLES[name]}: none."
    yield f"Question: `{rule.ask}`"
    yield as_markdown(rule.answer)


def as_markdown(drawn: str) -> str:
    rows = rows_of(drawn)
    lines = [list(rows[0]), ["---"] * len(rows[0]), *([cell or "–" for cell in row.values()] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
