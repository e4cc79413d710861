"""Blocks as they read: their words, figures and exhibits, worked out from what is kept.

Each block is worked out by itself, so that a fault of one is told in its place and the others are shown. A figure whose
data is not loaded any more says so in the sentence that it stands in; when the document is built, it is an error.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from markdown_it.token import Token
from markupsafe import Markup, escape

from saferplan.documents.document import PlacedExhibit, PrintedFigure
from saferplan.documents.evaluation import MissingExhibit, evaluate_all
from saferplan.documents.exhibits import Exhibit
from saferplan.documents.folder import UNPRINTABLE, Chapter, Folder
from saferplan.documents.prose import parser, read_prose
from saferplan.documents.tabulation import headings, printed_rows
from saferplan.errors import DocumentError, SaferplanError, UnknownName
from saferplan.evidence.findings import Finding, Provenance
from saferplan.evidence.measures.definition import all_measures
from saferplan.web.design_system.faults import in_words
from saferplan.web.design_system.markdown import is_safe_address
from saferplan.web.documents.keeping_figures import KeptFigures
from saferplan.web.documents.models import Audience, Block, Document

HEADING = re.compile(r"^(?P<marks>#{2,5})\s", re.MULTILINE)
NAMED = re.compile(r"{%-?\s*set\s[^%]*%}")
ROWS_SHOWN = 12
"""Of a table that an exhibit is: enough to see that it is the one that was meant."""
NO_DATA = "no data loaded for {}"


@dataclass(frozen=True)
class Shown:
    """`fault`: why there is no `html`, in words for the writer. `to_write`: how much is still to be written in it."""

    html: str = ""
    fault: str = ""
    to_write: int = 0
    without_data: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Asked:
    """A block's text, and what stands before it in its chapter that it depends on."""

    key: int
    text: str
    level: int
    names: str


def shown_blocks(document: Document, blocks: Sequence[Block], kept: KeptFigures) -> dict[int, Shown]:
    """By the block's number: each of a chapter's blocks in their order, with its text (`BlockQuerySet.with_text`)."""
    return _shown(document, list(_asked(blocks)), kept)


def shown_text(
    document: Document, before: Sequence[Block], text: str, kept: KeptFigures, *, audience: Audience = Audience.PUBLIC
) -> Shown:
    """A text as it would read in a block for `audience`, after the blocks `before` it."""
    typed = Block(pk=0, audience=audience)
    typed.text = text
    asked = list(_asked([*before, typed]))[-1:]
    return _shown(document, asked, kept)[0]


def _asked(blocks: Iterable[Block]) -> Iterable[_Asked]:
    """What an exempt block gives a name to is known to exempt blocks alone, as it is in the public version."""
    level, names = 1, dict.fromkeys(Audience, "")
    for block in blocks:
        yield _Asked(block.pk, block.text, level, names[Audience(block.audience)])
        named = "".join(NAMED.findall(block.text))
        for audience in Audience if block.audience == Audience.PUBLIC else (Audience.EXEMPT,):
            names[audience] += named
        level = next((len(found["marks"]) for found in reversed(list(HEADING.finditer(block.text)))), level)


def _shown(document: Document, asked: list[_Asked], kept: KeptFigures) -> dict[int, Shown]:
    without_data: list[str] = []
    words = _guarded(vocabulary(kept), without_data.append)
    pictures = frozenset(document.pictures.values_list("name", flat=True))
    found = {}
    for one in asked:
        without_data.clear()
        shown = _one(_Page(document, pictures), one, words)
        found[one.key] = replace(shown, without_data=tuple(dict.fromkeys(without_data)))
    return found


def vocabulary(kept: KeptFigures) -> Mapping[str, Any]:
    """Words of the chapters, with the exhibits that are kept."""
    from saferplan.documents.strategic_assessment.catalogue import BUILDERS
    from saferplan.documents.strategic_assessment.vocabulary import vocabulary_of

    words = dict(vocabulary_of(kept.tables, generated_on=f"{timezone.localdate():%-d %B %Y}"))
    known = words["has"]
    words["has"] = lambda name: name in kept.exhibits or (name not in BUILDERS and known(name))
    words["exhibit"] = lambda name: kept.exhibits[name] if name in kept.exhibits else _no_exhibit(name)
    return words


def _no_exhibit(name: str) -> Exhibit:
    raise UnknownName(f"there is no exhibit '{name}'", remedy="Choose one from the list of figures.")


def _guarded(words: Mapping[str, Any], tell: Callable[[str], None]) -> dict[str, Any]:
    """Where there is such a figure and no data for it, the sentence says so; a slip of the pen stays a fault."""
    return {
        name: _or_no_data(name, word, tell) if callable(word) and name not in {"has", "title", "plural"} else word
        for name, word in words.items()
    }


def _or_no_data(name: str, word: Callable, tell: Callable[[str], None]) -> Callable:
    @wraps(word)
    def asked(*arguments: Any, **named: Any) -> Any:
        try:
            return word(*arguments, **named)
        except UnknownName:
            called = str(arguments[0]) if arguments else name
            if not _is_known(called):
                raise
            tell(_title(called))
            return _without_data(called)

    return asked


def _is_known(name: str) -> bool:
    """Of an exhibit or a measure, with or without data."""
    from saferplan.documents.strategic_assessment.catalogue import BUILDERS

    return name in BUILDERS or name in all_measures()


def _title(name: str) -> str:
    """Of a measure, as people call it; an exhibit without data has none."""
    measure = all_measures().get(name)
    return measure.title if measure else name


def _without_data(called: str) -> Finding:
    return Finding(f"no-data-{called}", None, f"[{NO_DATA.format(_title(called))}]", Provenance({}, "", ""))


def _one(page: "_Page", asked: _Asked, words: Mapping[str, Any]) -> Shown:
    if strange := UNPRINTABLE.search(asked.text):
        return Shown(fault=f"The character U+{ord(strange[0]):04X} cannot be printed. Delete it.")
    # Headings down to the one that the block stands under, so that its own do not leap; they are not shown.
    above = "\n\n".join(f"{'#' * level} x" for level in range(1, asked.level + 1))
    chapter = Chapter("shown", "This block", f"{asked.names}{above}\n\n{asked.text}\n")
    try:
        worked_out, faults = evaluate_all(Folder(Path(), "x", (chapter,)), words)
        if fault := next((one for one in faults if not isinstance(one, MissingExhibit)), None):
            return Shown(fault=f"{in_words(fault)}.")
        (prose,) = read_prose(worked_out)
    except DocumentError as fault:
        return Shown(fault=f"{in_words(fault)}.")
    except SaferplanError as fault:
        return Shown(fault=fault.problem)
    tokens = prose.tokens[3 * asked.level :]
    _set_headings(tokens)
    html = _markdown().renderer.render(tokens, _markdown().options, {"page": page})
    return Shown(Markup(html), to_write=len(worked_out.to_write))  # noqa: S704 the renderer escaped it


def _set_headings(tokens: Sequence[Token]) -> None:
    """A level up, for here the chapter's title is the page's own; without anchors, which two blocks might share."""
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{int(token.tag[1:]) - 1}"
            token.attrs.pop("id", None)


@dataclass
class _Page:
    document: Document
    pictures: frozenset[str]
    open_links: list[bool] = field(default_factory=list)

    def address(self, page: str, /, **parts: str) -> str:
        given = {"partnership": self.document.partnership.slug, "document": self.document.slug}
        return reverse(f"documents:{page}", kwargs=given | parts)


@cache
def _markdown():
    markdown = parser()
    markdown.renderer.rules |= {
        "figure": _figure,
        "exhibit": _exhibit,
        "image": _image,
        "link_open": _link_open,
        "link_close": _link_close,
        "table_open": _table_open,
        "table_close": lambda *_: "</table></div>\n",
        "th_open": lambda *_: '<th class="govuk-table__header" scope="col">',
        "td_open": lambda *_: '<td class="govuk-table__cell">',
        "tr_open": lambda *_: '<tr class="govuk-table__row">',
    }
    return markdown


def _figure(tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    mark, words = tokens[index].meta["mark"], escape(tokens[index].content)
    if isinstance(mark, PrintedFigure) and mark.is_to_write:
        return f'<mark class="saferplan-to-write">{words}</mark>'
    if isinstance(mark, PrintedFigure) and any(one.id.startswith("no-data-") for one in mark.findings):
        return f'<strong class="saferplan-no-data">{words}</strong>'
    is_live = isinstance(mark, PrintedFigure) and (mark.findings or mark.is_number)
    return f'<span class="saferplan-live-figure">{words}</span>' if is_live else str(words)


def _exhibit(tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    placed: PlacedExhibit = tokens[index].meta["mark"]
    return render_to_string("documents/_exhibit.html", exhibit_context(placed.exhibit, env["page"].address))


def exhibit_context(exhibit: Exhibit, address: Callable[..., str]) -> dict[str, Any]:
    """Where there is a picture it is shown; else the first rows of the table that the exhibit is."""
    is_drawn = exhibit.draw is not None
    rows = [] if is_drawn else printed_rows(exhibit)
    return {
        "exhibit": exhibit,
        "picture": address("exhibit-picture", exhibit=exhibit.id) if is_drawn else "",
        "narrow": address("exhibit-narrow", exhibit=exhibit.id) if is_drawn else "",
        "headings": headings(exhibit),
        "rows": rows[:ROWS_SHOWN],
        "more": max(0, len(rows) - ROWS_SHOWN),
    }


def _image(tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    token, page = tokens[index], env["page"]
    name = str(token.attrs["src"])
    words = escape("".join(child.content for child in token.children or []))
    if name not in page.pictures:
        return f'<strong class="saferplan-no-data">[there is no picture {escape(name)}]</strong>'
    return f'<img class="saferplan-picture" src="{escape(page.address("picture", picture=name))}" alt="{words}">'


def _link_open(tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    """A link to another chapter leads nowhere here: its words are shown."""
    address = str(tokens[index].attrs.get("href", ""))
    is_safe = is_safe_address(address)
    env["page"].open_links.append(is_safe)
    return f'<a class="govuk-link" href="{escape(address)}" rel="noreferrer noopener">' if is_safe else ""


def _link_close(_tokens: Sequence[Token], _index: int, _options: Any, env: Any) -> str:
    return "</a>" if env["page"].open_links.pop() else ""


def _table_open(*_arguments: Any) -> str:
    return (
        '<div class="saferplan-table-frame" role="region" tabindex="0" aria-label="Table, scrolls sideways">'
        '<table class="govuk-table govuk-table--small-text-until-tablet">'
    )
