"""Works out a document of any kind from its folder: a draft with its prompts, or a final one that has none."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from saferplan.documents.document import Document
from saferplan.documents.evaluation import evaluate
from saferplan.documents.folder import Folder
from saferplan.documents.kinds.kind import Kind, kinds
from saferplan.documents.settings import SETTINGS
from saferplan.documents.strategic_assessment.build import SYNTHETIC_BANNER
from saferplan.documents.strategic_assessment.wording import plural
from saferplan.errors import DocumentError, nearest

FIRST_NAMED = 3


def kind_of(folder: Folder) -> Kind:
    """Raises DocumentError where document.toml names no kind that there is."""
    if folder.kind not in kinds():
        offer = nearest(folder.kind, list(kinds())) or f"There are {', '.join(kinds())}."
        raise DocumentError(f"there is no kind of document '{folder.kind}'", where=SETTINGS, remedy=offer)
    return kinds()[folder.kind]


def built(folder: Folder, words: Mapping[str, Any], *, is_final: bool, is_synthetic: bool = False) -> Document:
    """The document with its figures; `words` as words_of gives them. A draft says so above its title.

    Raises DocumentError with chapter and line, and for a final document in which anything is still to be written.
    """
    kind = kind_of(folder)
    document = evaluate(folder, words)
    if is_final:
        _refuse_unfinished(document)
    notices = [SYNTHETIC_BANNER if is_synthetic else "", "" if is_final else draft_notice(document)]
    return replace(document, kind=kind.printed_kind, banner=" ".join(filter(None, notices)), runs_on=kind.runs_on)


def draft_notice(document: Document) -> str:
    left = len(document.to_write)
    if not left:
        return "Draft."
    return f"Draft: {left} {plural(left, 'passage is', 'passages are')} still to be written."


def _refuse_unfinished(document: Document) -> None:
    left = document.to_write
    if not left:
        return
    places = [f"{one.file}, line {one.line}" for one in left]
    more = f" and {len(places) - FIRST_NAMED} more" if len(places) > FIRST_NAMED else ""
    raise DocumentError(
        f"{len(left)} {plural(len(left), 'passage is', 'passages are')} still to be written:"
        f" {'; '.join(places[:FIRST_NAMED])}{more}",
        remedy="Write them, or leave out --final for a draft. saferplan document check lists them all.",
    )
