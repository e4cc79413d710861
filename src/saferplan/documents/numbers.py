"""How numbers are printed: one rule per kind of figure, used alike in text, tables and pictures."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

NOT_AVAILABLE = "not available"
NO_LIMIT = "no limit"
MINUS = "\N{MINUS SIGN}"
SMALLEST_P = 0.001


def count(value: Any) -> str:
    """18907 -> '18,907'. Whole numbers; a fraction is rounded."""
    return _signed(value, lambda size: f"{size:,.0f}")


def rate(value: Any) -> str:
    """58.63 -> '58.6'. A rate that one decimal would turn into nothing is 'under 0.1'."""
    return _signed(value, lambda size: "under 0.1" if 0 < size < 0.05 else f"{size:,.1f}")


def share(value: Any) -> str:
    """A fraction of one: 0.214 -> '21.4%'."""
    return _signed(value, lambda size: "under 0.1%" if 0 < size < 0.0005 else f"{size * 100:,.1f}%")


def percent(value: Any) -> str:
    """A share in whole per cent, where it is of too few for a decimal: 0.214 -> '21%'."""
    return _signed(value, lambda size: "under 1%" if 0 < size < 0.005 else f"{size * 100:,.0f}%")


def ratio(value: Any) -> str:
    """1.234 -> '1.23'."""
    return _signed(value, lambda size: "under 0.01" if 0 < size < 0.005 else f"{size:,.2f}")


def change(value: Any) -> str:
    """A ratio as the change it means: 1.2 -> '+20%', 0.952 -> '−5%'; '0%' is no change."""
    if is_missing(value) or math.isinf(value):
        return NOT_AVAILABLE if is_missing(value) else NO_LIMIT
    percent = f"{abs(value - 1) * 100:,.0f}%"
    if percent == "0%":
        return percent
    return f"+{percent}" if value > 1 else f"{MINUS}{percent}"


def number(value: Any) -> str:
    """A figure of no particular kind: whole numbers as counts, others with one decimal."""
    return _signed(value, lambda size: f"{size:,.0f}" if float(size).is_integer() else f"{size:,.1f}")


def probability(value: Any) -> str:
    """0.0421 -> '0.042'; what is smaller than the third decimal is 'under 0.001'."""
    return _signed(value, lambda size: f"under {SMALLEST_P}" if size < SMALLEST_P else f"{size:.3f}")


def text(value: Any) -> str:
    return NOT_AVAILABLE if is_missing(value) or str(value).strip() == "" else str(value)


PRINTERS: Mapping[str, Callable[[Any], str]] = MappingProxyType(
    {
        "text": text,
        "count": count,
        "rate": rate,
        "share": share,
        "percent": percent,
        "ratio": ratio,
        "number": number,
        "p": probability,
    }
)


def printed(value: Any, kind: str) -> str:
    """`value` as a column of `kind` prints it (the kinds of ColumnSpec, and 'p'); words pass through unchanged."""
    if isinstance(value, str):
        return text(value)
    return PRINTERS[kind](value)


def interval(low: Any, high: Any, kind: str = "rate") -> str:
    """'57.8 to 59.5'; 'not available' where either end is missing."""
    if is_missing(low) or is_missing(high):
        return NOT_AVAILABLE
    return f"{printed(low, kind)} to {printed(high, kind)}"


def per_thousand(value: Any, of: str = "residents") -> str:
    """'58.6 per 1,000 residents'."""
    return NOT_AVAILABLE if is_missing(value) else f"{rate(value)} per 1,000 {of}".rstrip()


def is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def kind_of(field: str, unit: str = "") -> str:
    """The kind in which a finding's value (by its unit) or a field of its record (by its name) is printed."""
    if "per 1,000" in unit or field in {"rate", "rate_annualised"}:
        return "rate"
    if unit in {"share", "%"} or field.startswith("share"):
        return "share"
    if unit == "ratio" or field.startswith("ratio"):
        return "ratio"
    return "p" if field in {"p", "q"} else "number"


def _signed(value: Any, size: Callable[[Any], str]) -> str:
    if is_missing(value):
        return NOT_AVAILABLE
    if math.isinf(value):
        return NO_LIMIT
    written = size(abs(value))
    is_nothing = not any(digit in written for digit in "123456789")
    return f"{MINUS}{written}" if value < 0 and not is_nothing else written
