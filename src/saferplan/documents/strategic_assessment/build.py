"""Builds the Strategic Assessment of one area: chapters, figures and exhibits, ready to be written."""

from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from saferplan.documents.document import Document
from saferplan.documents.evaluation import evaluate
from saferplan.documents.folder import read_folder
from saferplan.documents.strategic_assessment.vocabulary import vocabulary_of
from saferplan.evidence.assessment.tables import AssessmentTables

SYNTHETIC_BANNER = (
    "Demonstration: the single records behind this document are synthetic, made up to match real published counts."
)


def evaluate_assessment(
    tables: AssessmentTables, *, today: date, chapters: Path | None = None, is_synthetic: bool = False
) -> Document:
    """The document with its figures worked out.

    `chapters` is an analyst's own folder of chapters; without it, the template that ships is used. Raises
    DocumentError with chapter and line.
    """
    words = vocabulary_of(tables, generated_on=f"{today:%-d %B %Y}")
    banner = SYNTHETIC_BANNER if is_synthetic else ""
    if chapters is not None:
        return evaluate(read_folder(chapters), words, banner=banner)
    template = files("saferplan.documents.strategic_assessment").joinpath("chapters")
    with as_file(template) as folder:
        return evaluate(read_folder(folder), words, banner=banner)
