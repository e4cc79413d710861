"""Builds the Strategic Assessment of one area: chapters, figures, exhibits, written to a folder."""

from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from saferplan.documents.evaluation import evaluate
from saferplan.documents.folder import read_folder
from saferplan.documents.outputs import write
from saferplan.documents.strategic_assessment.vocabulary import vocabulary_of
from saferplan.evidence.assessment.tables import AssessmentTables

SYNTHETIC_BANNER = (
    "Demonstration: the single records behind this document are synthetic, made up to match real published counts."
)


def build_assessment(
    tables: AssessmentTables, out_dir: Path, *, today: date, chapters: Path | None = None, is_synthetic: bool = False
) -> Path:
    """Writes assessment.html, assessment.json and exhibits/; gives the path of the page.

    `chapters` is an analyst's own folder of chapters; without it, the template that ships is used. Raises
    DocumentError with chapter and line; what stood in `out_dir` is untouched then.
    """
    words = vocabulary_of(tables, generated_on=f"{today:%-d %B %Y}")
    banner = SYNTHETIC_BANNER if is_synthetic else ""
    if chapters is not None:
        return write(evaluate(read_folder(chapters), words, banner=banner), out_dir)
    template = files("saferplan.documents.strategic_assessment").joinpath("chapters")
    with as_file(template) as folder:
        return write(evaluate(read_folder(folder), words, banner=banner), out_dir)
