"""The appendix in words: what every format prints of where the figures come from."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from saferplan.documents.provenance import Basis, Entry, ExhibitEntry, Reckoned, Sources
from saferplan.evidence.findings import Provenance

TITLE, ANCHOR = "Where each figure comes from", "provenance"
LEAD = (
    "Each figure in the text links to its entry here: what was counted, how it was worked out, and from which version"
    " of which table."
)


@dataclass(frozen=True)
class Words:
    """A few words; with `anchor` they lead to that place in the document."""

    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Fact:
    """A term with what is to be said of it, line by line; each line is a run of words."""

    term: str
    lines: tuple[tuple[Words, ...], ...]


@dataclass(frozen=True)
class Explained:
    """An entry: `printed` heads it in bold, `also` follows, `name` is what programs call it."""

    anchor: str
    printed: Words
    also: str = ""
    name: str = ""
    facts: tuple[Fact, ...] = field(default=())


@dataclass(frozen=True)
class Section:
    title: str
    anchor: str
    entries: tuple[Explained, ...]


def sections_of(sources: Sources) -> list[Section]:
    """The sections that have entries."""
    sections = (
        Section("Data and code", "provenance--data", tuple(map(_basis, sources.bases.values()))),
        Section("Figures in the text", "provenance--text", tuple(_printed(sources))),
        Section("Figures worked out in the text", "provenance--reckoned", tuple(_reckoned(sources))),
        Section("Charts, maps and tables", "provenance--exhibits", tuple(_exhibits(sources))),
    )
    return [section for section in sections if section.entries]


def _basis(basis: Basis) -> Explained:
    tables = ", ".join(f"{table} (version {version})" for table, version in basis.tables)
    facts = (
        _fact("Tables", tables),
        _fact("Sources", *basis.sources),
        _fact("Code", basis.code_version),
    )
    return Explained(basis.anchor, Words(basis.label), facts=tuple(fact for fact in facts if fact.lines))


def _printed(sources: Sources) -> Iterator[Explained]:
    for entry in sources.entries.values():
        finding = entry.finding
        also = "".join(f" · {form}" for form in entry.forms if form != finding.text)
        yield Explained(entry.anchor, Words(finding.text), also, finding.id, _traced(sources, finding.provenance))


def _reckoned(sources: Sources) -> Iterator[Explained]:
    for reckoned in sources.reckoned.values():
        yield Explained(reckoned.anchor, Words(reckoned.text), name=reckoned.place, facts=(_worked_out_from(reckoned),))


def _worked_out_from(reckoned: Reckoned) -> Fact:
    run: list[Words] = []
    for entry in reckoned.entries:
        run += [Words(", ")] * bool(run) + [_link(entry)]
    return Fact("Worked out from", (tuple(run),))


def _link(entry: Entry) -> Words:
    return Words(entry.finding.id, entry.anchor)


def _exhibits(sources: Sources) -> Iterator[Explained]:
    for entry in sources.exhibits:
        yield _exhibit(sources, entry)


def _exhibit(sources: Sources, entry: ExhibitEntry) -> Explained:
    placed = entry.placed
    return Explained(
        entry.anchor,
        Words(placed.label, placed.anchor),
        f" {placed.exhibit.title}",
        placed.exhibit.id,
        _traced(sources, entry.provenance),
    )


def _traced(sources: Sources, provenance: Provenance) -> tuple[Fact, ...]:
    basis = sources.basis_of(provenance)
    return (
        _fact("Counted", provenance.filter),
        _fact("Worked out as", provenance.formula),
        Fact("Drawn from", ((Words(basis.label, basis.anchor),),)),
    )


def _fact(term: str, *lines: str) -> Fact:
    return Fact(term, tuple((Words(line),) for line in lines if line))
