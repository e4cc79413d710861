"""What changed between two versions of a document as people read them: chapters, passages, figures and tables."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from saferplan.web.documents.aligning import Aligned
from saferplan.web.documents.differing import Piece, differences
from saferplan.web.documents.merging import words_of
from saferplan.web.publications.reading import Passage, ReadChapter, ReadVersion

CLOSE = 0.6
"""Of the words, that two passages share to be one that was changed: difflib's own rule of thumb for a close match."""

NOTHING = Passage("", "")
Row = tuple[Passage | None, Passage | None]


class Became(StrEnum):
    ADDED = "Added"
    REMOVED = "Taken out"
    MOVED = "Moved here"
    CHANGED = "Changed"
    FIGURES = "Same words, other figures"
    EXEMPT = "Made exempt"
    PUBLIC = "Made public"


@dataclass(frozen=True)
class PassageChange:
    """`pieces` are empty where its words are not for the reader."""

    became: Became
    pieces: tuple[Piece, ...]
    under: str = ""
    is_exempt: bool = False


@dataclass(frozen=True)
class ChapterChange:
    """`said`: what became of the chapter itself, in sentences. `title` is empty where it is not for the reader."""

    title: str
    said: tuple[str, ...]
    passages: tuple[PassageChange, ...]

    @property
    def in_short(self) -> str:
        """'2 added, 1 taken out'."""
        counted = Counter(one.became for one in self.passages)
        return ", ".join(f"{counted[became]} {became.lower()}" for became in Became if counted[became])


@dataclass(frozen=True)
class FigureChange:
    title: str
    then: str
    now: str


@dataclass(frozen=True)
class Changes:
    """`tables`: titles of the exhibits that both versions show, and whose data are not the same."""

    said: tuple[str, ...]
    chapters: tuple[ChapterChange, ...]
    figures: tuple[FigureChange, ...]
    tables: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.said or self.chapters or self.figures or self.tables)


def changes(then: ReadVersion, now: ReadVersion, *, is_guarded: bool = False) -> Changes:
    """`is_guarded`: something of the new version is exempt, and the reader may not read it.

    What was taken out is then not told in words: it may stand in an exempt passage now, of whichever chapter.
    """
    rows = _moved_over({name: _rows(*pair) for name, pair in _pairs(then, now).items()})
    moved = _moved_chapters(then, now)
    chapters = []
    for name, (before, after) in _pairs(then, now).items():
        passages = tuple(_told(one, is_guarded=is_guarded) for one in rows[name])
        said = tuple(_of_chapter(before, after, is_moved=name in moved))
        if said or passages:
            chapters.append(ChapterChange(_title(before, after, is_guarded=is_guarded), said, passages))
    return Changes(tuple(_of_titles(then, now)), tuple(chapters), tuple(_figures(then, now)), tuple(_tables(then, now)))


def _pairs(then: ReadVersion, now: ReadVersion) -> dict[str, tuple[ReadChapter | None, ReadChapter | None]]:
    """In the order of the new version; what it has no more comes last."""
    before, after = then.by_id, now.by_id
    return {name: (before.get(name), after.get(name)) for name in (*after, *before)}


def _moved_chapters(then: ReadVersion, now: ReadVersion) -> set[str]:
    """Those that are not in the longest run of chapters that kept their order."""
    both = then.by_id.keys() & now.by_id.keys()
    before, after = ([one.id for one in version.chapters if one.id in both] for version in (then, now))
    kept = {
        before[start + at]
        for start, _, length in Aligned(None, before, after).get_matching_blocks()
        for at in range(length)
    }
    return both - kept


def _title(before: ReadChapter | None, after: ReadChapter | None, *, is_guarded: bool) -> str:
    if after is not None:
        return after.title
    return "" if is_guarded or before is None else before.title


def _of_titles(then: ReadVersion, now: ReadVersion) -> Iterator[str]:
    if then.title != now.title:
        yield f"The title was “{then.title}”."
    if then.subtitle != now.subtitle:
        yield f"The line below the title was “{then.subtitle}”." if then.subtitle else "It has a line below the title."


def _of_chapter(before: ReadChapter | None, after: ReadChapter | None, *, is_moved: bool) -> Iterator[str]:
    if before is None:
        yield "The chapter is new."
    elif after is None:
        yield "The chapter was taken out."
    else:
        if before.title != after.title:
            yield f"Its title was “{before.title}”."
        if before.answers != after.answers:
            yield "It answers other matters of the regulations than before."
        if is_moved:
            yield "It stands in another place among the chapters."


def _rows(before: ReadChapter | None, after: ReadChapter | None) -> list[Row]:
    """Passages beside what became of them, without those that are as they were."""
    old, new = before.passages if before else (), after.passages if after else ()
    laid = Aligned(None, [one.text for one in old], [one.text for one in new]).get_opcodes()
    rows: list[Row] = []
    for kind, start, end, new_start, new_end in laid:
        pair = old[start:end], new[new_start:new_end]
        rows += zip(*pair, strict=True) if kind == "equal" else _paired(*pair)
    return [(one, other) for one, other in rows if one is None or other is None or _is_other(one, other)]


def _is_other(one: Passage, other: Passage) -> bool:
    return (one.text, one.is_exempt) != (other.text, other.is_exempt)


def _paired(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[Row]:
    """In the order of both: what was changed beside itself, what was added and taken out alone."""
    shared, reached = _shared(old, new), 0
    for at, one in enumerate(new):
        close = {other: shared.get((other, at), 0) for other in range(reached, len(old))}
        close = {other: share for other, share in close.items() if share >= CLOSE}
        if not close:
            yield None, one
            continue
        best = max(close, key=close.__getitem__)
        yield from ((gone, None) for gone in old[reached:best])
        yield old[best], one
        reached = best + 1
    yield from ((gone, None) for gone in old[reached:])


def _shared(old: Sequence[Passage], new: Sequence[Passage]) -> dict[tuple[int, int], float]:
    """How much of their words two passages share, from 0 to 1; all are laid side by side once, however many."""
    words, others = ([words_of(one.text) for one in passages] for passages in (old, new))
    placed, others_placed = ([(at, word) for at, one in enumerate(told) for word in one] for told in (words, others))
    laid = Aligned(None, [word.strip() for _, word in placed], [word.strip() for _, word in others_placed])
    shared: Counter[tuple[int, int]] = Counter()
    for start, other_start, length in laid.get_matching_blocks():
        for at in range(length):
            shared[placed[start + at][0], others_placed[other_start + at][0]] += 1
    return {(at, other): 2 * count / (len(words[at]) + len(others[other])) for (at, other), count in shared.items()}


def _moved_over(rows: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """What is taken out in one place and added in another, as it was, stands beside itself in its new place."""
    gone = {one.text: one for of_chapter in rows.values() for one, other in of_chapter if one and other is None}
    come = {other.text for of_chapter in rows.values() for one, other in of_chapter if other and one is None}
    return {
        name: [
            (gone.get(other.text) if one is None and other else one, other)
            for one, other in of_chapter
            if not (other is None and one and one.text in come)
        ]
        for name, of_chapter in rows.items()
    }


def _told(row: Row, *, is_guarded: bool) -> PassageChange:
    before, after = (one or NOTHING for one in row)
    pieces = differences(before.text, after.text)
    if is_guarded:
        pieces = [one for one in pieces if one.kind != "removed"]
    shown = before if row[1] is None else after
    return PassageChange(_became(*row), tuple(pieces), shown.under, shown.is_exempt)


def _became(before: Passage | None, after: Passage | None) -> Became:
    if before is None:
        return Became.ADDED
    if after is None:
        return Became.REMOVED
    if before.is_exempt != after.is_exempt:
        return Became.EXEMPT if after.is_exempt else Became.PUBLIC
    if before.text == after.text:
        return Became.MOVED
    return Became.FIGURES if before.wording == after.wording else Became.CHANGED


def _figures(then: ReadVersion, now: ReadVersion) -> Iterator[FigureChange]:
    """As they are printed: what only moves behind the last digit that is shown is not told."""
    for name, finding in now.figures.items():
        before = then.figures.get(name)
        if before is not None and before.text != finding.text:
            title = ", ".join(_filled(str(finding.record.get("title") or name), finding.unit))
            yield FigureChange(title, before.text, finding.text)


def _filled(*words: str) -> Iterable[str]:
    return (word for word in words if word)


def _tables(then: ReadVersion, now: ReadVersion) -> Iterator[str]:
    for name, table in now.tables.items():
        before = then.tables.get(name)
        if before is not None and before.sha256 != table.sha256:
            yield table.title
