"""What officers write, as HTML that cannot harm whoever reads it.

CommonMark with tables. HTML is text, pictures are links, and a link leads only to a web page or an e-mail address.
Headings go below the page's own, without a gap, so that the outline of the page holds.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

SCHEMES = frozenset({"http", "https", "mailto"})
MOST_CHARACTERS = 200_000
"""A long chapter has a tenth of it; beyond, whoever writes is not an officer."""
LOWEST_HEADING = 6


def prose(text: str, *, under: int = 1) -> Markup:
    """`under` is the level of the page's heading under which the text stands."""
    tokens = _parser().parse(text[:MOST_CHARACTERS])
    _set_headings(tokens, under)
    _set_tables(tokens)
    body = _parser().renderer.render(tokens, _parser().options, {})
    return Markup('<div class="saferplan-prose">{}</div>').format(Markup(body))  # noqa: S704 the renderer escaped it


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    parser.enable("table").disable(["html_block", "html_inline", "image"])
    parser.validateLink = is_safe_address  # type: ignore[method-assign]
    parser.renderer.rules["link_open"] = _link_open  # type: ignore[index]
    return parser


def is_safe_address(address: str) -> bool:
    """An address without a scheme could lead to any page of this site, and do there what a link can do."""
    try:
        told = urlsplit(address)
    except ValueError:
        return False
    return told.scheme.lower() in SCHEMES and bool(told.path if told.scheme == "mailto" else told.netloc)


def _link_open(tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    address = Markup.escape(tokens[index].attrs["href"])
    return f'<a class="govuk-link" href="{address}" rel="noreferrer noopener nofollow">'


def _set_headings(tokens: Sequence[Token], under: int) -> None:
    above, level = under, under
    for token in tokens:
        if token.type == "heading_open":
            level = min(int(token.tag[1:]) + under, above + 1, LOWEST_HEADING)
            above = level
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{level}"


def _set_tables(tokens: Sequence[Token]) -> None:
    """Without the style attributes that the Content-Security-Policy refuses; a head without words is no head."""
    for token, following in pairwise([*tokens, None]):
        if token.type in {"th_open", "td_open"}:
            token.attrs.pop("style", None)
        if token.type == "th_open":
            token.attrs["scope"] = "col"
            is_empty = following is not None and following.type == "inline" and not following.content.strip()
            if is_empty:
                token.tag, token.attrs = "td", {}
                closing = next(one for one in tokens[tokens.index(token) :] if one.type == "th_close")
                closing.tag = "td"
