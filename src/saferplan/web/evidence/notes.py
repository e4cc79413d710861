"""What must be known of figures, as pages say it: each once, a sentence, with months by their names."""

import re
from collections.abc import Iterable

from saferplan.evidence.periods import month_title

_MONTHS = re.compile(r"\b\d{4}-\d{2}(\.\.\d{4}-\d{2})?\b")


def notes_in_words(notes: Iterable[str]) -> list[str]:
    """'2018-10..2019-02' as 'October 2018 to February 2019'."""
    told = [_MONTHS.sub(_titles, note) for note in dict.fromkeys(notes) if note]
    return [f"{note[:1].upper()}{note[1:].rstrip('.')}." for note in told]


def _titles(found: re.Match[str]) -> str:
    return " to ".join(month_title(month) for month in found[0].split(".."))
