"""The appendix of a document: where each printed figure and each exhibit comes from."""

from dataclasses import dataclass, field
from typing import Any

from saferplan.documents.document import Document, PlacedExhibit, PrintedFigure
from saferplan.evidence.findings import Finding, Provenance


@dataclass
class Entry:
    """One finding with every place in which the text prints it. `forms` are the ways in which it is printed."""

    anchor: str
    finding: Finding
    forms: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reckoned:
    """A figure that a chapter works out from findings."""

    anchor: str
    text: str
    place: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class ExhibitEntry:
    anchor: str
    placed: PlacedExhibit

    @property
    def provenance(self) -> Provenance:
        return self.placed.exhibit.provenance


@dataclass(frozen=True)
class Basis:
    """The tables at their versions, the sources and the code that many figures share."""

    label: str
    tables: tuple[tuple[str, int], ...]
    sources: tuple[str, ...]
    code_version: str

    @property
    def anchor(self) -> str:
        """'source-data-1'."""
        return f"source-{self.label.lower().replace(' ', '-')}"


@dataclass
class Sources:
    """Entries in order of first use."""

    entries: dict[str, Entry]
    reckoned: dict[tuple[str, tuple[str, ...]], Reckoned]
    exhibits: list[ExhibitEntry]
    bases: dict[tuple[Any, ...], Basis] = field(default_factory=dict)

    def basis_of(self, provenance: Provenance) -> Basis:
        return self.bases[_basis_key(provenance)]

    def anchor_of(self, figure: PrintedFigure) -> str | None:
        """The anchor of the entry that explains `figure`; None for plain words."""
        if not figure.findings:
            return None
        if not _is_reckoned(figure):
            return self.entries[figure.findings[0].id].anchor
        return self.reckoned[_key(figure)].anchor

    def anchor_of_exhibit(self, placed: PlacedExhibit) -> str:
        return f"source-{placed.anchor}"


def sources_of(document: Document) -> Sources:
    sources = Sources({}, {}, [ExhibitEntry(f"source-{placed.anchor}", placed) for placed in document.exhibits])
    for finding in document.findings:
        sources.entries[finding.id] = Entry(f"source-{len(sources.entries) + 1}", finding)
    for figure in document.printed:
        _note(sources, figure)
    for provenance in [
        *(finding.provenance for finding in document.findings),
        *(placed.exhibit.provenance for placed in document.exhibits),
    ]:
        key = _basis_key(provenance)
        sources.bases.setdefault(key, Basis(f"Data {len(sources.bases) + 1}", *key))
    return sources


def _basis_key(provenance: Provenance) -> tuple[Any, ...]:
    return tuple(sorted(provenance.tables.items())), tuple(provenance.sources), provenance.code_version


def _note(sources: Sources, figure: PrintedFigure) -> None:
    if figure.findings and not _is_reckoned(figure):
        forms = sources.entries[figure.findings[0].id].forms
        if figure.text not in forms:
            forms.append(figure.text)
    elif figure.findings and _key(figure) not in sources.reckoned:
        entries = tuple(sources.entries[finding.id] for finding in figure.findings)
        anchor = f"reckoned-{len(sources.reckoned) + 1}"
        sources.reckoned[_key(figure)] = Reckoned(anchor, figure.text, f"{figure.file}, line {figure.line}", entries)


def _is_reckoned(figure: PrintedFigure) -> bool:
    return figure.is_reckoned or len(figure.findings) > 1


def _key(figure: PrintedFigure) -> tuple[str, tuple[str, ...]]:
    return figure.text, tuple(finding.id for finding in figure.findings)
