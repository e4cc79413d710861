"""Sentences written as in a chapter, with figures of every verdict."""

from pathlib import Path
from typing import Any

from saferplan.documents.document import Document
from saferplan.documents.evaluation import evaluate
from saferplan.documents.folder import Chapter, Folder
from saferplan.documents.life.sentences import Sentence, sentences
from saferplan.evidence.findings import Finding, Provenance

OPEN = Provenance({"incidents": 3}, "burglary in Anyshire", "count", ("data.police.uk",))
RATIOS = {
    "rise": (1.2, 1.1, 1.3),
    "fall": (0.8, 0.7, 0.9),
    "no clear change": (1.02, 0.9, 1.2),
    "cannot say": (None, None, None),
    "higher": (2.1, 1.9, 2.3),
    "lower": (0.5, 0.4, 0.6),
    "no clear difference": (1.0, 0.9, 1.1),
}


def changed(verdict: str, title: str = "Burglary", *, ratio: float | None = None, later: bool = False) -> Finding:
    """As `change("burglary")` gives it; prints its verdict."""
    middle, low, high = RATIOS[verdict]
    spread = [ratio * factor for factor in (1, 0.95, 1.05)] if ratio else [middle, low, high]
    record = {
        "title": title,
        "verdict": verdict,
        "against_period": "FY2023",
        "against_is_later": later,
        **dict(zip(("ratio", "ratio_low", "ratio_high"), spread, strict=True)),
    }
    return Finding(f"change-{title}-{verdict}-{ratio}-{later}", spread[0], f"<{verdict}>", OPEN, "ratio", record)


def beside(verdict: str, title: str = "Burglary") -> Finding:
    """As `beside("burglary", "force")` gives it."""
    keys = ("compared_ratio", "compared_ratio_low", "compared_ratio_high")
    record = {"title": title, "compared_verdict": verdict, **dict(zip(keys, RATIOS[verdict], strict=True))}
    return Finding(f"beside-{title}-{verdict}", RATIOS[verdict][0], f"<{verdict}>", OPEN, "ratio", record)


def counted(value: float, title: str = "Burglary", *, verdict: str = "", unit: str = "incidents") -> Finding:
    """As `volume("burglary")` gives it: its record holds the test of the change, where there is one."""
    record: dict[str, Any] = {"title": title, "count": value}
    if verdict:
        record |= changed(verdict, title).record
    return Finding(f"volume-{title}-{value}-{verdict}", value, f"{value:,}", OPEN, unit, record)


VOCABULARY = {"changed": changed, "beside": beside, "counted": counted, "area": "Anyshire"}


def document_of(*texts: str, words: dict[str, Any] | None = None) -> Document:
    """A document of chapters as written, called 01-c.md, 02-c.md …"""
    chapters = tuple(Chapter(f"c{at}", f"{at:02d}-c.md", text) for at, text in enumerate(texts, 1))
    return evaluate(Folder(Path(), "T", chapters), VOCABULARY | (words or {}))


def sentences_of(text: str) -> list[Sentence]:
    """Of one chapter, without its title."""
    return list(sentences(document_of(f"# Title\n\n{text}")))[1:]
