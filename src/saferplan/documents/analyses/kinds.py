"""The kinds of analysis: what each asks and needs (kinds.toml), and how it is done (methods/, reviewed texts)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

HERE = "saferplan.documents.analyses"


@dataclass(frozen=True)
class Kind:
    """`asks`: place, months, year, against, measure (one) or measures (several). `reads_records`: restricted ones."""

    word: str
    title: str
    asks_what: str
    use: str
    asks: tuple[str, ...]
    needs: str
    reads_records: bool = False

    @property
    def method(self) -> str:
        """Markdown: what is done, what it assumes, when not to use it, sources."""
        return files(HERE).joinpath("methods", f"{self.word}.md").read_text(encoding="utf-8")


@cache
def kinds() -> dict[str, Kind]:
    """By their words, in the order in which they are shown."""
    written = tomllib.loads(files(HERE).joinpath("kinds.toml").read_text(encoding="utf-8"))
    return {word: Kind(word, **told | {"asks": tuple(told["asks"])}) for word, told in written.items()}
