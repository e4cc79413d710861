"""Text that a spreadsheet would run as a formula when it opens a CSV file, and how it is kept from that.

What stands in a cell comes from files and forms that others wrote.
"""

from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that a spreadsheet takes for a formula, their full-width forms too (OWASP, CSV injection)."""


def guarded(value: Any) -> Any:
    """Text that may be a formula gets an apostrophe in front; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS) else value
