"""Builds the Strategic Assessment of one area: chapters, figures and exhibits, ready to be written."""

from collections.abc import Mapping
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from saferplan.documents.document import Document
from saferplan.documents.evaluation import evaluate
from saferplan.documents.folder import Folder, read_folder
from saferplan.documents.strategic_assessment.regulations import answers_of
from saferplan.documents.strategic_assessment.vocabulary import vocabulary_of
from saferplan.evidence.assessment.tables import AssessmentTables

SYNTHETIC_BANNER = (
    "Demonstration: single records behind this document are synthetic. Those of the police are made up to match real"
    " published counts; partners' records and the people in them are invented."
)


def evaluate_assessment(
    tables: AssessmentTables, *, today: date, chapters: Path | None = None, is_synthetic: bool = False
) -> Document:
    """The document with its figures worked out.

    `chapters` is an analyst's own folder of chapters; without it, the template that ships is used. Raises
    DocumentError with chapter and line.
    """
    banner = SYNTHETIC_BANNER if is_synthetic else ""
    if chapters is not None:
        return evaluated_folder(read_folder(chapters), tables, today=today, banner=banner)
    template = files("saferplan.documents.strategic_assessment").joinpath("chapters")
    with as_file(template) as folder:
        return evaluated_folder(read_folder(folder), tables, today=today, banner=banner)


def evaluated_folder(folder: Folder, tables: AssessmentTables, *, today: date, banner: str = "") -> Document:
    """The same for a folder that is read. Every kind of document goes through here."""
    return evaluate(folder, words_of(folder, tables, today=today), banner=banner)


def words_of(folder: Folder, tables: AssessmentTables, *, today: date) -> Mapping[str, Any]:
    """What the folder's chapters may say. Raises DocumentError where a chapter answers what nobody asks."""
    return vocabulary_of(tables, generated_on=f"{today:%-d %B %Y}", answers=answers_of(folder.chapters))
