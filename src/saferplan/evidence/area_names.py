"""Areas found by what somebody types: a code or a name, in part or spelt nearly so, with accents or without."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

# Of areas that fit alike, the kind that is asked for most comes first.
_ORDER = ("unit", "csp", "ltla", "former", "pfa", "fra", "region", "country", "own", "ward", "lsoa", "lsoa11")
_CODE_LIKE = re.compile(r"[a-z]\d{2}")


@dataclass(frozen=True)
class AreaNames:
    """The name of every code, and the kind of every one that is counted."""

    names: Mapping[str, str]
    kinds: Mapping[str, str]

    def kind_of(self, code: str) -> str:
        """'former' for a local authority that is no more."""
        return self.kinds.get(code, "former")

    def search(self, query: str, most: int = 20) -> list[str]:
        """Codes whose code or name fits a query, best first: the exact one, then a start, a part, a likeness."""
        wanted = folded(query.strip())
        if not wanted:
            return []
        ranked = [
            (rank, self._place(code), name, code)
            for code, name in self.names.items()
            if (rank := _likeness(wanted, code.casefold(), folded(name))) is not None
        ]
        return [code for *_, code in sorted(ranked)[:most]] or self._alike(wanted, most)

    def nearest(self, query: str) -> str:
        """In words, for who has typed what is no area; '' where nothing is like it."""
        found = [f"{code} {self.names[code]}" for code in self.search(query, most=5)]
        return f"Nearest: {'; '.join(found)}." if found else ""

    def _place(self, code: str) -> int:
        kind = self.kind_of(code)
        return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)

    def _alike(self, query: str, most: int) -> list[str]:
        """For a query that is in no name: the codes, or codes of the names, spelt most like it; no small areas."""
        is_code = _CODE_LIKE.match(query)
        spelt: dict[str, list[str]] = {}
        for code in sorted(self.names, key=self._place):
            if not self.kind_of(code).startswith("lsoa"):
                spelt.setdefault(code.casefold() if is_code else folded(self.names[code]), []).append(code)
        alike = get_close_matches(query, list(spelt), n=most, cutoff=0.5)
        return [code for name in alike for code in spelt[name]][:most]


def folded(text: str) -> str:
    """Text as it is searched for: small letters without accents, so that 'ynys mon' finds Ynys Môn."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def printable(text: str) -> str:
    """Text that can be shown on a terminal: what cannot be printed becomes a question mark."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _likeness(query: str, code: str, name: str) -> int | None:
    if query in (code, name):
        return 0
    if name.startswith(query) or code.startswith(query):
        return 1
    return 2 if query in name else None
