"""How well a column fits a field: by its heading, and by what its cells look like. From 0 to 1."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import pyarrow as pa
from rapidfuzz import fuzz

from saferplan.evidence.partners.cells import EMAIL, MARKS_OF_YES, PHONE, POSTCODE, UPRN
from saferplan.evidence.partners.code_lists import shipped_map
from saferplan.evidence.partners.fields import Field, all_fields, empty_words, reporter_words, subject_words
from saferplan.evidence.partners.mentions import Subject
from saferplan.evidence.partners.texts import folded, is_known, matches, one_of, replaced, spaced_once, without
from saferplan.evidence.partners.times import read_moments

# Rows looked at, from all over the file.
ROWS_LOOKED_AT = 5_000
# A heading that holds all words of a synonym and others besides fits it less well than one that is it.
PART_OF_HEADING = 0.8
# A heading of a person's field that does not say whose it is most often means the victim, or whoever reported.
WITHOUT_SUBJECT = {Subject.VICTIM: 0.85, Subject.SUSPECT: 0.4}
# Whoever told of it need not be whom it happened to: that is for a person to say.
OF_REPORTER = 0.8
# How much of the fit is by the heading where the cells can speak too.
BY_HEADING = 0.45
# Cells of these kinds can be told without a heading; of dates, names and numbers there are many sorts.
TELLING_KINDS = ("grid-reference", "area-code", "email", "postcode", "phone", "degrees")
BY_CELLS_ALONE = 0.6
WITHOUT_CELLS = 0.9
# An empty column is given to a field only if it is headed just so: another month's file may fill it.
LEAST_OF_EMPTY = 0.85
SHIPPED_OF = {"asb_category": "asb-categories", "tenure": "tenures", "offence_group": "offence-groups", "sex": "sexes"}
WORDED = ("category", "outcome", "location_kind")
_SHAPES = {
    "postcode": POSTCODE.replace("^", "(?i)^", 1),
    "uprn": UPRN,
    "phone": PHONE,
    "email": EMAIL,
}
LEAST_WORD_ALIKE = 85
LEAST_WITH_NUMBERS = 0.3
_SMALL_WORDS = ("of", "the", "and", "no", "is", "in", "for")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


@dataclass(frozen=True)
class Column:
    """A column of the file: its heading and its cells, with nothing where they say nothing."""

    heading: str
    cells: pa.Array

    @classmethod
    def of(cls, heading: str, texts: pa.Array) -> "Column":
        every = max(1, len(texts) // ROWS_LOOKED_AT)
        looked_at = texts.take(pa.array(range(0, len(texts), every), pa.int64()))
        cells = spaced_once(looked_at)
        return cls(heading, without(cells, one_of(folded(cells), ["", *empty_words()])))

    @cached_property
    def filled(self) -> float:
        return float(is_known(self.cells).mean()) if len(self.cells) else 0.0

    @cached_property
    def known(self) -> pa.Array:
        return self.cells.drop_null()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Of the heading."""
        return words_of(self.heading)

    @cached_property
    def days_first(self) -> float:
        return _share(is_known(read_moments(self.known))) if self._has_numbers else 0.0

    @cached_property
    def months_first(self) -> float:
        formats = ("%m/%d/%Y", "%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p")
        return _share(is_known(read_moments(self.known, formats=formats))) if self._has_numbers else 0.0

    @cached_property
    def _has_numbers(self) -> bool:
        """Days have some; to look for them among words takes longest of all."""
        return bool(len(self.known)) and _share(matches(self.known, "[0-9]")) > LEAST_WITH_NUMBERS

    @cached_property
    def worded(self) -> float:
        """Share of the cells that are words or short codes, and no amounts, dates or references."""
        return _share(matches(self.known, r"^[^0-9]*[0-9]{0,3}[^0-9.:]*$")) if len(self.known) else 0.0

    @cached_property
    def distinct_share(self) -> float:
        return len(self.known.unique()) / len(self.known) if len(self.known) else 0.0


def fit(column: Column, field: Field) -> float:
    """How well the column fits the field."""
    is_unsure = field.subject in tuple(Subject) and is_of_reporter(column)
    return _fit(column, field) * (OF_REPORTER if is_unsure else 1)


def is_of_reporter(column: Column) -> bool:
    """True where the heading says that its person told of the incident, and not that it happened to them."""
    found = _subject_in(column.words)
    return found is not None and found.is_reporter


def _fit(column: Column, field: Field) -> float:
    heading, cells = by_heading(column, field), by_cells(column, field)
    if not column.filled:
        return heading * WITHOUT_CELLS if heading >= LEAST_OF_EMPTY else 0.0
    if cells is None:
        return heading * WITHOUT_CELLS
    if cells >= 0.9 and field.kind in TELLING_KINDS:
        return max(BY_CELLS_ALONE * cells, BY_HEADING * heading + (1 - BY_HEADING) * cells)
    return heading * (BY_HEADING + (1 - BY_HEADING) * cells)


def by_heading(column: Column, field: Field) -> float:
    if field.subject not in tuple(Subject):
        # A column that says it is a person's is not the incident's.
        whose = _subject_in(column.words)
        likeness = _likeness(" ".join(column.words), field.synonyms)
        return likeness * (0.5 if whose and likeness < 1 and field.subject else 1)
    return _of_person(column, field)


def _of_person(column: Column, field: Field) -> float:
    whose = _subject_in(column.words)
    if whose is None and field.is_reference:
        return 0.0
    if whose is None:
        return _likeness(" ".join(column.words), field.synonyms) * WITHOUT_SUBJECT[Subject(field.subject)]
    if whose.subject != field.subject:
        return 0.0
    if whose.rest:
        return _likeness(whose.rest, field.synonyms)
    # 'Complainant' alone is the name, or the number, of the complainant.
    return 0.9 if field.own_name in ("full_name", "person_reference") else 0.0


class _Named(NamedTuple):
    """As what a heading names a person, and what else it says."""

    subject: str
    is_reporter: bool
    rest: str


@cache
def _subject_in(words: tuple[str, ...]) -> _Named | None:
    """None where it names nobody."""
    text = f" {' '.join(words)} "
    for word, subject, is_reporter in _words_for_people():
        for form in (f" {word} s ", f" {word}s ", f" {word} "):
            if form in text:
                return _Named(subject, is_reporter, " ".join(text.replace(form, " ", 1).split()))
    return None


@cache
def _words_for_people() -> list[tuple[str, str, bool]]:
    """Word, subject, and whether it is one for a reporter; the longest first."""
    known = [
        (word, subject, is_reporter)
        for listed, is_reporter in ((subject_words(), False), (reporter_words(), True))
        for subject, words in listed.items()
        for word in words
    ]
    return sorted(known, key=lambda one: -len(one[0]))


def _likeness(text: str, synonyms: Sequence[str]) -> float:
    """The best likeness of a heading's words to any of the synonyms."""
    return max((_alike(text, words_of(one)) for one in synonyms), default=0.0) if text else 0.0


@cache
def _alike(text: str, synonym: tuple[str, ...]) -> float:
    """Share of the words that both have, slips of spelling put up with; 1 where they differ by spaces alone."""
    words = tuple(text.split())
    if "".join(words) == "".join(synonym):
        return 1.0
    left = list(synonym)
    shared = 0.0
    for word in words:
        best = max(left, key=lambda one: fuzz.ratio(word, one), default="")
        if best and fuzz.ratio(word, best) >= LEAST_WORD_ALIKE:
            left.remove(best)
            shared += fuzz.ratio(word, best) / 100
    dice = 2 * shared / (len(words) + len(synonym))
    return max(dice, PART_OF_HEADING) if not left and len(synonym) > 1 else dice


@cache
def words_of(text: str) -> tuple[str, ...]:
    """Words in small letters: 'dateReported' and 'DATE_REPORTED' are date reported, 'D.O.B.' is d o b."""
    return tuple(word.lower() for word in _WORD.findall(text) if word.lower() not in _SMALL_WORDS) or ("",)


def by_cells(column: Column, field: Field) -> float | None:
    """Share of the filled cells that look like the field's; None where nothing can be said."""
    known, words = column.known, _words_of(field)
    if not len(known):
        return None
    if field.kind in ("time", "date"):
        return max(column.days_first, column.months_first)
    if field.own_name in WORDED:
        return column.worded * (1 - 0.5 * column.distinct_share)
    if field.kind in _SHAPES:
        return _share(matches(replaced(known, r"[\s()]|\.0$", ""), _SHAPES[field.kind]))
    if words:
        return _share(one_of(folded(known), words))
    distinct = 0.5 + 0.5 * column.distinct_share if field.own_name == "reference" else 1
    return _share_shaped(known, field) * distinct if field.pattern else None


def _words_of(field: Field) -> set[str]:
    """What cells of a field print that takes but some values, in small letters; none of other fields."""
    if field.kind == "yes-no":
        return set(MARKS_OF_YES)
    if field.own_name in SHIPPED_OF:
        return set(shipped_map(SHIPPED_OF[field.own_name]))
    return {one.replace("-", " ") for one in field.allowed}


def _share_shaped(known: pa.Array, field: Field) -> float:
    pattern = field.pattern
    texts = known.to_pylist()
    return sum(bool(pattern and pattern.fullmatch(text)) for text in texts) / len(texts)


def _share(flags) -> float:
    return float(flags.mean())


def fields_for(column: Column) -> dict[str, float]:
    """Every field that the column may be, with how well it fits."""
    return {name: fit(column, field) for name, field in all_fields().items()}
