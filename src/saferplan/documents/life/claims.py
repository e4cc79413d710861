"""What a sentence claims in the author's own words: that something rose, fell, stayed, doubled, or is the highest.

Words alone decide, from the list in claims.toml, so that an author can foresee what will be asked of them. What may be,
should be or is asked claims nothing.
"""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from saferplan.documents.life.sentences import Sentence


class Sense(StrEnum):
    UP = "up"
    DOWN = "down"
    LEVEL = "level"
    HIGHEST = "highest"
    LOWEST = "lowest"


@dataclass(frozen=True)
class Claim:
    """`word` as written, from `start` to `end` of the sentence, within the clause from `clause[0]` to `clause[1]`.

    `over_time`: the word speaks of a change, not of a difference between areas. `times`: how many times as much.
    """

    word: str
    sense: Sense
    start: int
    end: int
    clause: tuple[int, int]
    over_time: bool = False
    times: float | None = None
    is_denied: bool = False


@dataclass(frozen=True)
class _Pattern:
    regex: re.Pattern[str]
    sense: Sense
    over_time: bool
    times: float | None


def claims_in(sentence: Sentence) -> list[Claim]:
    """In the order of the words. A question claims nothing, nor does a clause with 'if', 'may' or 'should'."""
    words = _blanked(_small(sentence.words))
    if sentence.text.rstrip().endswith("?"):
        return []
    clauses = _clauses(words)
    found: list[Claim] = []
    for pattern in _patterns():
        for match in pattern.regex.finditer(words):
            clause = next(one for one in clauses if one[0] <= match.start() < one[1])
            overlaps = any(other.start < match.end() and match.start() < other.end for other in found)
            if not overlaps and not _supposes(words, clause, match.start()):
                found.append(_claim(sentence, pattern, match, clause, words))
    return sorted(found, key=lambda claim: claim.start)


def _claim(sentence: Sentence, pattern: _Pattern, match: re.Match[str], clause: tuple[int, int], words: str) -> Claim:
    before = words[clause[0] : match.start()]
    return Claim(
        word=sentence.text[match.start() : match.end()],
        sense=pattern.sense,
        start=match.start(),
        end=match.end(),
        clause=clause,
        over_time=pattern.over_time,
        times=pattern.times,
        is_denied=bool(_rules()["denied"].search(before)),
    )


def _supposes(words: str, clause: tuple[int, int], at: int) -> bool:
    return bool(
        _rules()["supposed"].search(words[clause[0] : clause[1]]) or _rules()["wished"].search(words[clause[0] : at])
    )


def _small(text: str) -> str:
    """Small letters, each at the place of its own: a few capitals have two small ones."""
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def _blanked(words: str) -> str:
    return _rules()["not_claims"].sub(lambda found: " " * len(found[0]), words)


def _clauses(words: str) -> list[tuple[int, int]]:
    """Spans that together cover the sentence."""
    starts = [0, *(found.end() for found in _rules()["breaks"].finditer(words) if found.end() < len(words))]
    return list(zip(starts, [*starts[1:], max(len(words), 1)], strict=True))


@cache
def _written() -> dict[str, Any]:
    return tomllib.loads(files("saferplan.documents.life").joinpath("claims.toml").read_text(encoding="utf-8"))


@cache
def _patterns() -> tuple[_Pattern, ...]:
    """The longer wording first: 'doubled' and 'no change' before what they may contain."""
    written = _written()
    found = [
        _Pattern(_any_of(one["words"]), _sense_of(one), one.get("over_time", False), one.get("times"))
        for one in (*written["factor"], *written["rank"], *written["direction"])
    ]
    return tuple(sorted(found, key=lambda pattern: (pattern.times is None, pattern.sense != Sense.LEVEL)))


def _sense_of(written: dict[str, Any]) -> Sense:
    if "times" in written:
        return Sense.UP if written["times"] > 1 else Sense.DOWN
    return Sense(written["sense"])


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    reading = _written()["reading"]
    return {
        "not_claims": _any_of(reading["not_claims"]),
        "denied": re.compile(rf"\b(?:{'|'.join(reading['negations'])})\s+(?:[\w’'-]+\s+){{0,{reading['reach']}}}$"),
        "supposed": _any_of(reading["suppositions"]),
        "wished": re.compile(rf"\b(?:{'|'.join(reading['infinitive'])})\s+$"),
        "breaks": re.compile(rf"[;:()–—]|,(?!\d)|\b(?:{'|'.join(reading['breaks'])})\b"),
    }


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?!\w)")
