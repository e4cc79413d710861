"""Looks through a document before it is published, and says for each thing found where it is and what to do."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from markdown_it.token import Token

from saferplan.documents.document import Document
from saferplan.documents.evaluation import MissingExhibit, evaluate_all
from saferplan.documents.folder import Chapter, Folder
from saferplan.documents.images import embedded_image
from saferplan.documents.kinds.kind import Kind
from saferplan.documents.life.bearing import Holds, Judgement, judgements
from saferplan.documents.life.protecting import small_numbers
from saferplan.documents.life.remarks import About, Remark, error, warning
from saferplan.documents.life.sentences import sentences
from saferplan.documents.life.typed_figures import typed_figures
from saferplan.documents.prose import NoAlternative, Prose, read_prose
from saferplan.documents.settings import SETTINGS
from saferplan.documents.strategic_assessment.regulations import Matter, matters, title_of
from saferplan.errors import DocumentError

_NO_ALTERNATIVE = re.compile(r"!\[\s*\]\((?P<source>[^)\s]*)")
_PLACE = re.compile(r"(?P<chapter>.*), line (?P<line>\d+)")


def checked(folder: Folder, words: Mapping[str, Any], kind: Kind) -> list[Remark]:
    """Every remark, chapter by chapter. `words` is the vocabulary of the document's kind and area."""
    document, faults = evaluate_all(folder, words)
    read, prose_faults = _read_all(document)
    document = replace(document, chapters=tuple(prose.chapter for prose in read))
    remarks = [
        *(_of_fault(fault) for fault in [*faults, *prose_faults]),
        *(remark for chapter in folder.chapters for remark in _of_text(chapter)),
        *_to_write(document),
        *_claims(document),
        *_exhibits(document),
        *small_numbers(document),
        *(remark for prose in read for remark in _pictures(prose, folder)),
        *(_matters(folder, document, read) if kind.regulated else ()),
    ]
    order = {chapter.file: at for at, chapter in enumerate(folder.chapters, 1)}
    return sorted(dict.fromkeys(remarks), key=lambda one: (order.get(one.chapter, 0), one.line, one.about))


def _read_all(document: Document) -> tuple[list[Prose], list[DocumentError]]:
    """Each chapter that can become an accessible page, and what keeps the others from it."""
    read: list[Prose] = []
    faults: list[DocumentError] = []
    for chapter in document.chapters:
        try:
            read += read_prose(replace(document, chapters=(chapter,)))
        except NoAlternative:
            continue  # _of_text tells of every such picture with its line
        except DocumentError as fault:
            faults.append(fault)
    return read, faults


def _of_fault(fault: DocumentError) -> Remark:
    about = About.REFERENCE if isinstance(fault, MissingExhibit) else About.FAULT
    placed = _PLACE.fullmatch(fault.where)
    chapter, line = (placed["chapter"], int(placed["line"])) if placed else (fault.where or SETTINGS, 0)
    return error(about, chapter, line, fault.problem, fault.remedy or "Mend the chapter.")


def _of_text(chapter: Chapter) -> Iterator[Remark]:
    """What the chapter's own text shows before any figure is worked out."""
    for figure in typed_figures(chapter):
        tell = error if figure.is_statistic else warning
        yield tell(
            About.SOURCE,
            chapter.file,
            figure.line,
            f"'{figure.text}' is typed and has no source",
            f'Name a live figure, or write {{{{ sourced("{figure.text}", "who, what, when") }}}}.',
        )
    for picture in _NO_ALTERNATIVE.finditer(chapter.text):
        line = chapter.text.count("\n", 0, picture.start()) + 1
        problem = f"image {picture['source']} has no alternative text"
        yield error(About.ALT, chapter.file, line, problem, "Write it as ![what the picture shows](file.png).")


def _to_write(document: Document) -> Iterator[Remark]:
    shown = {chapter.file for chapter in document.chapters}
    for one in document.to_write:
        if one.file in shown:
            prompt = one.text.removeprefix("[To be written: ").removesuffix("]")
            yield error(About.TO_WRITE, one.file, one.line, "this is still to be written", prompt)
    for figure in document.unsourced:
        problem = f"{figure.text} is reckoned in the chapter from no figure that has a source"
        yield warning(About.SOURCE, figure.file, figure.line, problem, "Reckon with live figures.")


def _claims(document: Document) -> Iterator[Remark]:
    for sentence in sentences(document):
        for judgement in judgements(sentence):
            if judgement.holds != Holds.BORNE:
                yield error(About.CLAIM, sentence.file, sentence.line, _said(judgement), _advice(judgement))


def _said(judgement: Judgement) -> str:
    denied = " (denied)" if judgement.claim.is_denied else ""
    return f"“{judgement.sentence.text}” says '{judgement.claim.word}'{denied}; {judgement.why}"


def _advice(judgement: Judgement) -> str:
    if judgement.holds == Holds.UNCLEAR:
        return "Say that no clear change or difference can be told, or leave the word to the live figure."
    return "Change the sentence, or leave the word to the live figure."


def _exhibits(document: Document) -> Iterator[Remark]:
    for placed in document.exhibits:
        exhibit = placed.exhibit
        if exhibit.draw is not None and exhibit.alt.strip().rstrip(".") == exhibit.title.strip().rstrip("."):
            problem = f"the alternative text of exhibit '{exhibit.id}' is its title"
            yield error(About.ALT, placed.file, placed.line, problem, "Say what a reader sees in the picture.")


def _pictures(prose: Prose, folder: Folder) -> Iterator[Remark]:
    for token in prose.tokens:
        for child in token.children or []:
            if child.type == "image":
                try:
                    embedded_image(folder.path, str(child.attrs.get("src")), where=prose.chapter.file)
                except DocumentError as fault:
                    yield _of_fault(fault)


def _matters(folder: Folder, document: Document, read: list[Prose]) -> Iterator[Remark]:
    """Matters of the regulations that no chapter answers, or none that holds more than headings and prompts."""
    unfinished = {one.file for one in document.to_write}
    filled = {prose.chapter.file for prose in read if _has_content(prose)} - unfinished
    for matter in matters():
        answering = [chapter for chapter in folder.chapters if matter.id in chapter.answers]
        if not any(chapter.file in filled for chapter in answering):
            yield replace(_unanswered(matter, answering), matter=matter.id)


def _unanswered(matter: Matter, answering: list[Chapter]) -> Remark:
    asked = f"the regulations ask for ({matter.letter}) {matter.title[:1].lower()}{matter.title[1:]}"
    if not answering:
        add = f'{matter.to_do} Begin the chapter with +++, answers = ["{matter.id}"], +++.'
        return error(About.MATTER, SETTINGS, 0, f"{asked}, and no chapter answers it", add)
    titles = ", ".join(title_of(chapter) for chapter in answering)
    return error(About.MATTER, answering[0].file, 0, f"{asked}, and it is not yet answered in {titles}", matter.to_do)


def _has_content(prose: Prose) -> bool:
    in_heading = False
    for token in prose.tokens:
        if token.type in {"heading_open", "heading_close"}:
            in_heading = token.type == "heading_open"
        elif token.type == "exhibit" or (token.type == "inline" and not in_heading and _says(token)):
            return True
    return False


def _says(token: Token) -> bool:
    """Whether anything stands there besides prompts."""
    return any(
        child.content.strip() and not getattr(child.meta.get("mark"), "is_to_write", False)
        for child in token.children or []
    )
