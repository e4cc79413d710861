"""Works out the figures of a document: chapters as written become chapters with marks, and what each mark stands for.

Evaluation knows no output format, and rendering asks for no figure: whatever prints the document (HTML now)
gets the same Document, and two Documents of the same folder can be laid side by side.
"""

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError

from saferplan.documents import marks
from saferplan.documents.document import (
    Document,
    EvaluatedChapter,
    Mark,
    PlacedExhibit,
    PrintedFigure,
    Reference,
    numbered,
)
from saferplan.documents.folder import SETTINGS, Chapter, Folder
from saferplan.documents.quoting import (
    ExhibitName,
    QuotedExhibit,
    ToWrite,
    origins,
    quoted,
    reckoned,
    unquoted,
    written,
)
from saferplan.documents.sandbox import ChapterEnvironment, Word
from saferplan.errors import DocumentError, SaferplanError, nearest
from saferplan.evidence.findings import Finding, Provenance

MAX_EVALUATED = 500_000
"""Characters of one evaluated chapter: some 250 pages."""
MAX_PRINTED = 2_000_000
"""Characters that all figures of a document print together."""
AUTHORS_MISTAKES = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError, SyntaxError)


def evaluate(folder: Folder, vocabulary: Mapping[str, Any], *, banner: str = "") -> Document:
    """The document with its figures.

    `vocabulary` maps each word that a chapter may use to a function that returns a Finding, an Exhibit, plain text
    or numbers, or lists and mappings of those; or to such a value itself. `banner` is printed above the title.
    Raises DocumentError naming chapter and line for whatever cannot be printed; nothing is left blank.
    """
    document, faults = evaluate_all(folder, vocabulary, banner=banner)
    if faults:
        raise faults[0]
    return document


def evaluate_all(
    folder: Folder, vocabulary: Mapping[str, Any], *, banner: str = ""
) -> tuple[Document, list[DocumentError]]:
    """The document as far as it goes, and what is wrong with the rest: chapters with a fault are left out of it."""
    ledger = Ledger(vocabulary)
    title = ledger.attempt(lambda: ledger.plain_text(folder.title)) or ""
    subtitle = ledger.attempt(lambda: ledger.plain_text(folder.subtitle)) or ""
    chapters = [_evaluated(ledger, chapter) for chapter in folder.chapters]
    ledger.check_references()
    document = Document(
        folder=Path(folder.path),
        title=title,
        subtitle=subtitle,
        kind=folder.kind,
        language=folder.language,
        chapters=tuple(chapter for chapter in chapters if chapter),
        marks=numbered(tuple(ledger.marks)),
        banner=banner,
    )
    return document, ledger.faults


def _evaluated(ledger: "Ledger", chapter: Chapter) -> EvaluatedChapter | None:
    markdown = ledger.attempt(lambda: ledger.evaluated(chapter.text, chapter.file))
    return None if markdown is None else EvaluatedChapter(chapter.id, chapter.file, markdown)


class MissingExhibit(DocumentError):
    """The text refers to an exhibit that no chapter shows."""


class Ledger:
    """Everything that the text has printed so far, and the faults that were met."""

    def __init__(self, vocabulary: Mapping[str, Any]) -> None:
        self._words = _words(vocabulary)
        self.marks: list[Mark] = []
        self.faults: list[DocumentError] = []
        self._printed = 0
        self._findings: dict[str, Finding] = {}
        self._exhibits: dict[str, PlacedExhibit] = {}

    def attempt(self, work: Callable[[], str]) -> str | None:
        """What `work` gives; None, and a fault more, where it fails. Its marks are then in no chapter."""
        try:
            return work()
        except DocumentError as fault:
            self.faults.append(fault)
            return None

    def evaluated(self, source: str, file: str) -> str:
        environment = ChapterEnvironment(self._words, lambda value, line: self._print(value, file, line))
        try:
            template = environment.compiled(source, file)
            return _gathered(template.generate())
        except SaferplanError as fault:
            raise DocumentError(fault.problem, where=_where(fault, file), remedy=fault.remedy) from fault
        except AUTHORS_MISTAKES as fault:
            if _is_in_vocabulary(fault.__traceback__):
                fault.add_note(f"while building {_where(fault, file)}")
                raise
            raise DocumentError(_explained(fault), where=_where(fault, file)) from fault

    def plain_text(self, source: str) -> str:
        """A line of document.toml, in which figures may stand as in a chapter."""
        line = self.evaluated(source, SETTINGS)
        return marks.PATTERN.sub(lambda found: self._text_of(self.marks[int(found[1])]), line)

    def check_references(self) -> None:
        """Notes a fault for each that leads nowhere, and leaves its words in its place."""
        for index, mark in enumerate(self.marks):
            if isinstance(mark, Reference) and mark.exhibit_id not in self._exhibits:
                self.marks[index] = PrintedFigure(f"'{mark.exhibit_id}'", (), mark.file, mark.line)
                self.faults.append(
                    MissingExhibit(
                        f"the text refers to '{mark.exhibit_id}', which no chapter shows",
                        where=f"{mark.file}, line {mark.line}",
                        remedy=nearest(mark.exhibit_id, list(self._exhibits)),
                    )
                )

    def _print(self, value: Any, file: str, line: int) -> str:
        if isinstance(value, QuotedExhibit):
            mark: Mark = self._placed(PlacedExhibit(value.exhibit, file, line))
        elif isinstance(value, ExhibitName):
            mark = Reference(value.exhibit_id, file, line)
        else:
            mark = PrintedFigure(
                text=written(value),
                findings=self._known(origins(value)),
                file=file,
                line=line,
                is_number=isinstance(value, int | float),
                is_reckoned=reckoned(value),
                is_to_write=isinstance(value, ToWrite),
            )
            self._grow(len(mark.text))
        self.marks.append(mark)
        return marks.mark(len(self.marks) - 1)

    def _grow(self, characters: int) -> None:
        """A figure is a short mark in its chapter, whatever it prints."""
        self._printed += characters
        if self._printed > MAX_PRINTED:
            raise ValueError(f"the figures of the document print more than {MAX_PRINTED:,} characters")

    def _placed(self, placed: PlacedExhibit) -> PlacedExhibit:
        name = placed.exhibit.id
        if name in self._exhibits:
            raise DocumentError(
                f"exhibit '{name}' stands in the document already", remedy=f'Refer to it with {{{{ see("{name}") }}}}.'
            )
        self._exhibits[name] = placed
        return placed

    def _known(self, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        for finding in findings:
            if self._findings.setdefault(finding.id, finding).text != finding.text:
                raise DocumentError(f"two different figures have the id '{finding.id}'")
        return findings

    def _text_of(self, mark: Mark) -> str:
        if not isinstance(mark, PrintedFigure):
            raise DocumentError("an exhibit cannot stand here", where=SETTINGS)
        return mark.text


def _words(vocabulary: Mapping[str, Any]) -> dict[str, Any]:
    words = {name: _word(name, entry) if callable(entry) else quoted(entry) for name, entry in vocabulary.items()}
    return words | {
        "see": Word("see", lambda exhibit_id: ExhibitName(str(exhibit_id))),
        "to_write": Word("to_write", lambda prompt: ToWrite(str(prompt))),
        "sourced": _word("sourced", sourced),
    }


def sourced(figure: Any, source: str) -> Finding:
    """A figure that the author typed, such as one from a partner's report, with the source that they name for it."""
    text, citation = str(figure), source.strip()
    if not citation:
        raise DocumentError("sourced() names no source", remedy='It is used as sourced("1,234", "who, what, when").')
    traced = Provenance({}, "as printed by the source", "none: copied by the author", (citation,))
    return Finding(f"sourced-{text}-{citation}", figure, text, traced)


def _word(name: str, function: Callable[..., Any]) -> Word:
    signature = _signature(function)

    def asked(*arguments: Any, **named: Any) -> Any:
        plain, plain_named = [unquoted(one) for one in arguments], {key: unquoted(one) for key, one in named.items()}
        try:
            signature.bind(*plain, **plain_named)
        except TypeError as fault:
            raise DocumentError(f"{name}(): {fault}", remedy=f"It is used as {name}{signature}.") from None
        result = function(*plain, **plain_named)
        if result is None:
            raise DocumentError(f"{name}({', '.join(map(repr, plain))}) gives no figure")
        return quoted(result)

    return Word(name, asked)


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    """Names alone, as an author needs them."""
    full = inspect.signature(function)
    named = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in full.parameters.values()]
    return full.replace(parameters=named, return_annotation=inspect.Signature.empty)


def _gathered(chunks: Any) -> str:
    gathered, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_EVALUATED:
            raise ValueError(f"the chapter grows beyond {MAX_EVALUATED:,} characters")
        gathered.append(chunk)
    return "".join(gathered)


def _where(fault: BaseException, file: str) -> str:
    line = fault.lineno if isinstance(fault, TemplateSyntaxError) else None
    for frame, at in _frames(fault.__traceback__):
        if frame.co_filename == file:
            line = at
    return f"{file}, line {line}" if line else file


def _is_in_vocabulary(traceback: TracebackType | None) -> bool:
    """A fault below a call of the vocabulary is a bug of ours, not a mistake of the author."""
    return any(code is Word.__call__.__code__ for code, _ in _frames(traceback))


def _frames(traceback: TracebackType | None) -> list[tuple[Any, int]]:
    frames = []
    while traceback:
        frames.append((traceback.tb_frame.f_code, traceback.tb_lineno))
        traceback = traceback.tb_next
    return frames


def _explained(fault: BaseException) -> str:
    if isinstance(fault, ZeroDivisionError):
        return "a division by zero"
    if isinstance(fault, RecursionError | SyntaxError):
        return "this is nested too deeply"
    return str(fault.message if isinstance(fault, TemplateError) else fault)
