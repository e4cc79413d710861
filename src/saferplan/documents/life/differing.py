"""Next year's document beside this year's: which figures moved, and which sentences now say something untrue.

The chapters are the same, the data newer. A figure that the chapter prints follows the data; the author's words around
it do not. Every claim in them is held against the new figures (bearing.py), and against those of the earlier build to
tell what has become untrue from what was untrue before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from saferplan.documents.document import Document
from saferplan.documents.life.bearing import Holds, Judgement, bearing_of, judgements
from saferplan.documents.life.claims import claims_in
from saferplan.documents.life.earlier import EarlierBuild
from saferplan.documents.life.sentences import FigureInSentence, Sentence, sentences
from saferplan.evidence.analysis.change import ALPHA, compare_rates
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.findings import Finding


@dataclass(frozen=True)
class Moved:
    """A figure of both builds that is not the same.

    `rate_ratio`: of the rates behind two counts or rates, now over then; None, as `beyond_chance` is, where no test is
    possible. `verdict_then`, `verdict_now`: what the test behind the figure says, where there is one.
    """

    id: str
    unit: str
    then: Any
    now: Any
    text_then: str
    text_now: str
    difference: float | None
    ratio: float | None
    rate_ratio: float | None = None
    beyond_chance: bool | None = None
    verdict_then: str = ""
    verdict_now: str = ""


@dataclass(frozen=True)
class Said:
    """A sentence to be mended or read again. `was`: what it was by the earlier figures; empty where nobody can tell."""

    chapter: str
    line: int
    sentence: str
    word: str
    figure: str
    why: str
    was: str = ""


@dataclass(frozen=True)
class Differences:
    """`untrue`: sentences that the new figures contradict or do not bear. `to_read`: those that claim something which
    no figure in them can judge, and hold a figure that moved.
    """

    moved: list[Moved] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    new_exhibits: list[str] = field(default_factory=list)
    gone_exhibits: list[str] = field(default_factory=list)
    untrue: list[Said] = field(default_factory=list)
    to_read: list[Said] = field(default_factory=list)

    def as_record(self) -> dict[str, Any]:
        return asdict(self)


def differences(earlier: EarlierBuild, document: Document) -> Differences:
    """What has come of the earlier build's figures and of the words of `document`, built on the new data."""
    now = {finding.id: finding for finding in document.findings}
    then = earlier.findings
    exhibits = [placed.exhibit.id for placed in document.exhibits]
    moved = moved_figures(then, now)
    return Differences(
        moved=moved,
        new=[name for name in now if name not in then],
        gone=[name for name in then if name not in now],
        new_exhibits=[name for name in exhibits if name not in earlier.exhibits],
        gone_exhibits=[name for name in earlier.exhibits if name not in exhibits],
        untrue=list(_untrue(earlier, document)),
        to_read=list(_to_read(document, {one.id for one in moved})),
    )


def moved_figures(then: dict[str, Finding], now: dict[str, Finding]) -> list[Moved]:
    """In the order of the new document. All tests are one family: the false discovery rate over them is held at 5%."""
    pairs = [(then[name], now[name]) for name in now if name in then and _is_other(then[name], now[name])]
    if not pairs:
        return []
    tests = [_test(*pair) for pair in pairs]
    q = np.atleast_1d(q_values(np.array([p for _, p in tests], dtype=float)))
    return [_moved(*pair, ratio, float(own)) for pair, (ratio, _), own in zip(pairs, tests, q, strict=True)]


def _is_other(then: Finding, now: Finding) -> bool:
    if then.text != now.text:
        return True
    if isinstance(then.value, float) and isinstance(now.value, int | float):
        return not np.isclose(then.value, now.value, rtol=1e-12, atol=0, equal_nan=True)
    return then.value != now.value


def _test(then: Finding, now: Finding) -> tuple[float, float]:
    """Ratio of the two rates and p of their being one (compare_rates); NaN where no exposure is known."""
    new, old = _count_and_exposure(now), _count_and_exposure(then)
    if new is None or old is None:
        return float("nan"), float("nan")
    found = compare_rates(*new, *old)
    return float(found.ratio), float(found.p)


def _count_and_exposure(finding: Finding) -> tuple[float, float] | None:
    """Incidents, and people x months, of a volume or a rate. A share or a ratio moves for other reasons too."""
    record = finding.record
    count, denominator, months = (record.get(key) for key in ("count", "denominator", "months_present"))
    is_count = finding.value in (count, record.get("rate_annualised"), record.get("rate"))
    if not is_count or not (denominator and months) or not isinstance(count, int | float):
        return None
    return float(count), float(denominator) * float(months)


def _moved(then: Finding, now: Finding, rate_ratio: float, q: float) -> Moved:
    numbers = [one.value for one in (then, now) if isinstance(one.value, int | float)]
    bearings = [bearing_of(one) if one.unit == "ratio" else None for one in (then, now)]
    verdicts = [bearing.verdict if bearing else "" for bearing in bearings]
    return Moved(
        id=now.id,
        unit=now.unit,
        then=then.value,
        now=now.value,
        text_then=then.text,
        text_now=now.text,
        difference=numbers[1] - numbers[0] if len(numbers) == 2 else None,
        ratio=numbers[1] / numbers[0] if len(numbers) == 2 and numbers[0] else None,
        rate_ratio=rate_ratio if np.isfinite(rate_ratio) else None,
        beyond_chance=None if np.isnan(q) else bool(q < ALPHA),
        verdict_then=verdicts[0],
        verdict_now=verdicts[1],
    )


def _untrue(earlier: EarlierBuild, document: Document) -> Iterator[Said]:
    for sentence in sentences(document):
        before = {one.claim.start: one.holds for one in judgements(_as_it_was(sentence, earlier))}
        for one in judgements(sentence):
            if one.holds != Holds.BORNE:
                yield _said(one, before.get(one.claim.start))


def _said(one: Judgement, was: Holds | None) -> Said:
    told = {None: "", Holds.BORNE: "true", Holds.UNTRUE: "untrue", Holds.UNCLEAR: "not borne"}
    sentence = one.sentence
    denied = f"{one.claim.word} (denied)" if one.claim.is_denied else one.claim.word
    return Said(sentence.file, sentence.line, sentence.text, denied, one.finding.id, one.why, told[was])


def _as_it_was(sentence: Sentence, earlier: EarlierBuild) -> Sentence:
    """The same words with the earlier build's figures; without those that it did not print."""
    return replace(sentence, figures=tuple(_earlier_figures(sentence, earlier)))


def _earlier_figures(sentence: Sentence, earlier: EarlierBuild) -> Iterator[FigureInSentence]:
    for one in sentence.figures:
        finding = one.figure.findings[0]
        texts = set(earlier.texts.get((sentence.file, finding.id), ()))
        if finding.id in earlier.findings and len(texts) == 1:
            figure = replace(one.figure, text=texts.pop(), findings=(earlier.findings[finding.id],))
            yield replace(one, figure=figure)


def _to_read(document: Document, moved: set[str]) -> Iterator[Said]:
    """Sentences with a figure that moved and a claim that no figure in them judges."""
    for sentence in sentences(document):
        changed = [one for one in sentence.figures if one.figure.findings[0].id in moved]
        judged = {one.claim.start for one in judgements(sentence)}
        for claim in claims_in(sentence):
            if changed and claim.start not in judged:
                names = _names(changed)
                why = "no figure in the sentence can judge this, and one has moved"
                yield Said(sentence.file, sentence.line, sentence.text, claim.word, names, why)


def _names(figures: Sequence[FigureInSentence]) -> str:
    return ", ".join(dict.fromkeys(one.figure.findings[0].id for one in figures))
