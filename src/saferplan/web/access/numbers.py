"""Numbers in addresses, and in forms that no form class reads."""

MOST_DIGITS = 9
"""What Python takes seconds to read, or the database has no room for, is no number of anything."""


def number_told(text: str | None) -> int | None:
    """None for what is no number."""
    told = text or ""
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= MOST_DIGITS else None
