"""Whether the figures printed in a sentence bear what its words claim.

A claim of change or difference is held against the verdict of the test behind a figure in the same sentence, never
against the bare figures: "rose" beside a figure whose test says "no clear change" is not borne. A claim of rank is held
against the figures of the same kind in the sentence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal

from saferplan.documents.life.claims import Claim, Sense, claims_in
from saferplan.documents.life.sentences import FigureInSentence, Sentence
from saferplan.evidence.findings import Finding

VERDICTS: Mapping[str, Sense | None] = MappingProxyType(
    {
        "rise": Sense.UP,
        "higher": Sense.UP,
        "fall": Sense.DOWN,
        "lower": Sense.DOWN,
        "no clear change": Sense.LEVEL,
        "no clear difference": Sense.LEVEL,
        "cannot say": None,
    }
)
CHANGES = {"rise", "fall", "no clear change"}
OPPOSITE = {Sense.UP: Sense.DOWN, Sense.DOWN: Sense.UP, Sense.LEVEL: Sense.LEVEL}
# A year in a clause without figures: what it says is of another time than the figure's. Periods are written 2021/22.
_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?!/\d)")
_NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")


class Holds(StrEnum):
    """`UNCLEAR`: the test cannot tell what is claimed from chance, or nothing could be worked out."""

    BORNE = "borne"
    UNTRUE = "untrue"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Bearing:
    """What a test found. `verdict` in the test's words; `sense` None where it cannot say."""

    kind: Literal["change", "comparison"]
    verdict: str
    sense: Sense | None
    ratio: float | None
    low: float | None
    high: float | None
    against_is_later: bool


@dataclass(frozen=True)
class Judgement:
    """A claim beside the figure that it was held against, and what came of it. `why` names both in words."""

    sentence: Sentence
    claim: Claim
    figure: FigureInSentence
    holds: Holds
    why: str

    @property
    def finding(self) -> Finding:
        return self.figure.figure.findings[0]


def judgements(sentence: Sentence) -> Iterator[Judgement]:
    """One for each claim that a figure of the sentence can judge."""
    claims = claims_in(sentence)
    for claim in claims:
        if claim.sense in (Sense.HIGHEST, Sense.LOWEST):
            yield from _ranked(sentence, claim)
        elif figure := _tested_figure(sentence, claim):
            holds, why = _judged(sentence, claim, bearing_of(figure.figure.findings[0]))
            yield Judgement(sentence, claim, figure, holds, why)


def bearing_of(finding: Finding) -> Bearing | None:
    """What the test behind a finding says; None for a figure behind which there is none."""
    record = finding.record
    prefix = "compared_" if "compared_verdict" in record else ""
    verdict = str(record.get(f"{prefix}verdict", ""))
    if verdict not in VERDICTS:
        return None
    is_change = not prefix and ("against_period" in record or verdict in CHANGES)
    ratio, low, high = (record.get(f"{prefix}{key}") for key in ("ratio", "ratio_low", "ratio_high"))
    later = bool(is_change and record.get("against_is_later"))
    return Bearing("change" if is_change else "comparison", verdict, VERDICTS[verdict], ratio, low, high, later)


def _judged(sentence: Sentence, claim: Claim, bearing: Bearing | None) -> tuple[Holds, str]:
    assert bearing is not None  # noqa: S101 - _tested_figure gives only figures with a test behind them
    sense = bearing.sense
    if sense is None:
        return Holds.UNCLEAR, "the change or difference cannot be worked out"
    if bearing.against_is_later and claim.over_time:
        sense = OPPOSITE[sense]
    if claim.is_denied:
        is_so = sense == claim.sense and claim.times is None
        return (Holds.UNTRUE if is_so else Holds.BORNE), f"the test says: {bearing.verdict}"
    if sense == claim.sense:
        return _sized(sentence, claim, bearing)
    if sense == Sense.LEVEL:
        return Holds.UNCLEAR, f"the test says: {bearing.verdict}"
    return Holds.UNTRUE, f"the test says: a {bearing.verdict}" if bearing.kind == "change" else (
        f"the test says: {bearing.verdict}"
    )


def _sized(sentence: Sentence, claim: Claim, bearing: Bearing) -> tuple[Holds, str]:
    """The direction is right; is the size, where one is claimed? Within the interval it is."""
    said = f"the test says: {bearing.verdict}"
    if claim.times is None or bearing.ratio is None:
        return Holds.BORNE, said
    ratio, low, high = bearing.ratio, bearing.low or 0.0, bearing.high or float("inf")
    beyond = sentence.text[: claim.start].rstrip().lower().endswith("more than")
    is_beyond = ratio > claim.times if claim.times > 1 else ratio < claim.times
    if low <= claim.times <= high or (beyond and is_beyond):
        return Holds.BORNE, said
    return Holds.UNTRUE, f"it is {ratio:.2f} times as much, and {claim.times:g} lies outside the interval"


def _tested_figure(sentence: Sentence, claim: Claim) -> FigureInSentence | None:
    """The figure that the claim speaks of: of the thing that its clause names, in its clause, else the next."""
    fitting = [one for one in sentence.figures if _fits(one, claim)]
    if not fitting:
        return None
    clause = sentence.words[slice(*claim.clause)].lower()
    named = [one for one in fitting if _title(one) and _title(one) in clause]
    inside = [one for one in named or fitting if claim.clause[0] <= one.start < claim.clause[1]]
    if inside:
        return min(inside, key=lambda one: _gap(one, claim))
    if _YEAR.search(clause) or (not named and _names_another(sentence, clause, fitting)):
        return None
    candidates = named or fitting
    after = [one for one in candidates if one.start >= claim.end]
    return after[0] if after else candidates[-1]


def _fits(one: FigureInSentence, claim: Claim) -> bool:
    """Words of time go with tests of change; 'higher' and 'lower' with comparisons, and with a printed ratio."""
    finding = one.figure.findings[0]
    bearing = bearing_of(finding)
    if bearing is None:
        return False
    if claim.over_time:
        return bearing.kind == "change"
    return bearing.kind == "comparison" or finding.unit == "ratio"


def _title(one: FigureInSentence) -> str:
    """What the figure is of, as the text may call it."""
    return str(one.figure.findings[0].record.get("title", "")).lower()


def _names_another(sentence: Sentence, clause: str, fitting: Sequence[FigureInSentence]) -> bool:
    """Whether the clause speaks of something that another figure of the sentence is of."""
    own = {_title(one) for one in fitting}
    others = {_title(one) for one in sentence.figures} - own - {""}
    return any(title in clause for title in others)


def _gap(one: FigureInSentence, claim: Claim) -> int:
    return one.start - claim.end if one.start >= claim.end else claim.start - one.end


def _ranked(sentence: Sentence, claim: Claim) -> Iterator[Judgement]:
    """'Highest' beside the figures of the same kind in the sentence: the nearest one must be it."""
    values = [(one, *read) for one in sentence.figures if (read := _value(one.figure.text))]
    if claim.is_denied or not values:
        return
    inside = [one for one in values if claim.clause[0] <= one[0].start < claim.clause[1]]
    figure, value, shape = min(inside or values, key=lambda one: _gap(one[0], claim))
    others = [other for one, other, its_shape in values if its_shape == shape and one is not figure]
    if not others:
        return
    is_so = value >= max(others) if claim.sense == Sense.HIGHEST else value <= min(others)
    beaten = max(others) if claim.sense == Sense.HIGHEST else min(others)
    why = f"{figure.figure.text} stands beside {_plain(beaten)}"
    yield Judgement(sentence, claim, figure, Holds.BORNE if is_so else Holds.UNTRUE, why)


def _value(text: str) -> tuple[float, str] | None:
    """The first number in a printed figure and the figure's shape: '58.6 per 1,000' is 58.6 and '# per #'."""
    found = _NUMBER.search(text)
    if not found:
        return None
    return float(found[0].replace(",", "").replace("−", "-")), _NUMBER.sub("#", text)


def _plain(value: Any) -> str:
    return f"{value:,.10g}"
