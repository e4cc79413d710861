"""Which chapters answer each matter that the regulations require."""

from collections.abc import Mapping, Sequence

from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.regulations import Matter, matters
from saferplan.documents.strategic_assessment.wording import listed
from saferplan.evidence.assessment.tables import AssessmentTables

NOT_ANSWERED = "For the partnership to write: no chapter answers it yet."


def regulations(
    _tables: AssessmentTables, figures: Figures, answers: Mapping[str, Sequence[str]] | None = None
) -> Exhibit:
    """`answers`: titles of the chapters that answer each matter, by the matter's id."""
    return Exhibit(
        "regulations",
        "What a strategic assessment must contain, and where this one answers",
        "Each matter of the regulations, and the chapters that answer it",
        (ColumnSpec("letter", "Letter"), ColumnSpec("matter", "Matter"), ColumnSpec("answered", "Where it stands")),
        [
            {"letter": f"({matter.letter})", "matter": matter.title, "answered": _answered(matter, answers or {})}
            for matter in matters()
        ],
        figures.tracing.provenance((), "matters of the regulations", "none", ()),
        "Source: Crime and Disorder Act 1998; SI 2007/1830 (England) and SI 2007/3076 (Wales), as amended."
        " Not legal advice: check the text in force.",
    )


def _answered(matter: Matter, answers: Mapping[str, Sequence[str]]) -> str:
    titles = [f"“{title}”" for title in answers.get(matter.id, ())]
    where = f"{listed(titles)}." if titles else NOT_ANSWERED
    return f"{where} {matter.note}".strip()
