"""Names of other people in what is to be disclosed, so that an officer looks at each before it leaves.

Only names that the site knows are found. Somebody described in other words is not: the officer reads it all.
"""

import re
from collections.abc import Iterable

from markupsafe import Markup

from saferplan.identities.folding import folded
from saferplan.web.audit.subject_access import Held, PersonDetails

SHORTEST = 3  # letters of a name that is looked for by itself


class OtherNames:
    """Whole names, and each part of them that is no part of the person's own."""

    def __init__(self, names: Iterable[str], *, person: PersonDetails) -> None:
        own = set(folded(person.name).split())
        words = {name.strip() for name in names if set(folded(name).split()) - own}
        words |= {part for name in words for part in name.split() if len(part) >= SHORTEST and folded(part) not in own}
        ordered = sorted(words, key=len, reverse=True)
        pattern = "|".join(re.escape(word) for word in ordered)
        self._pattern = re.compile(rf"(?<!\w)({pattern})(?!\w)", re.IGNORECASE) if ordered else None

    def marked(self, text: str) -> Markup:
        if self._pattern is None:
            return Markup("{}").format(text)
        parts = self._pattern.split(text)
        return Markup().join(Markup("<mark>{}</mark>").format(part) if n % 2 else part for n, part in enumerate(parts))

    def found_in(self, text: str) -> list[str]:
        return self._pattern.findall(text) if self._pattern else []

    def count_in(self, held: Iterable[Held]) -> int:
        return sum(len(self.found_in(text)) for each in held for _, text in lines_of(each))


def lines_of(held: Held) -> list[tuple[str, str]]:
    """Label and text, one line for each thing held."""
    return [
        (label, text)
        for label, value in held.facts.items()
        for text in (value if isinstance(value, list) else [value])
        if text
    ]
