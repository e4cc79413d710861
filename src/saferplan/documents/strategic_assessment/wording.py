"""Words for figures: they say what the numbers bear, and no more."""

from typing import Any

from saferplan.documents import numbers

OPEN_ENDS = {"rise": "rise", "fall": "fall"}


def change_words(record: dict[str, Any]) -> str:
    """'a fall of 12% (95% interval 9% to 15%)', 'no clear change', or why nothing can be said."""
    verdict = record.get("verdict", "cannot say")
    if verdict == "cannot say":
        return "a change that cannot be worked out, because the two periods have no month in common"
    if verdict == "no clear change":
        return "no clear change"
    size = _percent(record["ratio"])
    ends = sorted(_percent_value(record[end]) for end in ("ratio_low", "ratio_high") if record[end] is not None)
    interval = f" (95% interval {ends[0]:,.0f}% to {ends[1]:,.0f}%)" if len(ends) == 2 else ""
    return f"a {verdict} of {size}{interval}"


def _percent_value(ratio: float) -> float:
    return abs(ratio - 1) * 100


def _percent(ratio: float | None) -> str:
    return f"{_percent_value(ratio):,.0f}%" if ratio is not None else "an unknown size"


def beside_words(record: dict[str, Any]) -> str:
    """'lower than', 'higher than', 'not clearly different from', or 'not comparable with'."""
    words = {
        "higher": "higher than",
        "lower": "lower than",
        "no clear difference": "not clearly different from",
    }
    return words.get(record.get("compared_verdict", ""), "not comparable with")


def months_words(record: dict[str, Any]) -> str:
    """'7 of 12 months', or 'all 12 months'."""
    present, expected = record["months_present"], record["months_expected"]
    return f"all {expected} months" if present == expected else f"{present} of {expected} months"


def listed(names: list[str]) -> str:
    """'a, b and c'; 'none' for an empty list."""
    if not names:
        return "none"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def in_sentence(title: str) -> str:
    """A title as it stands inside a sentence: 'Vehicle crime' as 'vehicle crime', abbreviations kept."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def rate_words(record: dict[str, Any]) -> str:
    return numbers.per_thousand(record["rate_annualised"])
