"""What officers write comes out as what they meant, and nothing that they or a forger write can do harm."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsed import parsed
from saferplan.web.design_system.markdown import MOST_CHARACTERS, prose


def test_plain_text_is_a_paragraph():
    assert str(prose("We met.")) == '<div class="saferplan-prose"><p>We met.</p>\n</div>'


def test_what_stands_in_the_text_is_kept():
    page = parsed(prose("**Bold**, *slanted*, `code`\n\n- one\n- two\n\n1. first\n\n> said"))
    assert [page.one(tag).text for tag in ("strong", "em", "code", "ol", "blockquote")] == [
        "Bold",
        "slanted",
        "code",
        "first",
        "said",
    ]
    assert [one.text for one in page.one("ul").all("li")] == ["one", "two"]


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# A\n## B\n### C", [2, 3, 4]),
        ("### C\n# A", [2, 2]),
        ("# A\n#### D\n###### F", [2, 3, 4]),
        ("## B\n## B\n# A\n## B", [2, 3, 2, 3]),
    ],
)
def test_headings_go_below_the_page_s_own_without_a_gap(text, levels):
    found = [int(level) for level in re.findall(r"<h(\d)>", prose(text))]
    assert found == levels
    assert [int(level) for level in re.findall(r"</h(\d)>", prose(text))] == levels


def test_headings_go_below_the_heading_that_the_page_says_and_never_past_the_sixth():
    text = "\n".join("#" * level + " A" for level in range(1, 7))
    assert re.findall(r"<h(\d)>", prose(text, under=3)) == ["4", "5", "6", "6", "6", "6"]


@pytest.mark.parametrize("address", ["https://www.gov.uk/a?b=1&c=2", "http://example.org", "mailto:a@example.org"])
def test_links_to_pages_and_addresses_are_links(address):
    link = parsed(prose(f"[here]({address})")).one("a")
    assert link["href"] == address
    assert link["rel"] == "noreferrer noopener nofollow"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "javascript&colon;alert(1)",
        "&#x6A;avascript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "data:image/png;base64,AAAA",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.org",
        "//example.org/x",
        "/account/sign-out/",
        "?delete=1",
        "#id",
        "https:",
        "https:///x",
        "mailto:",
        "\\\\example.org\\x",
    ],
)
@pytest.mark.parametrize("form", ["[here]({})", "[here](<{}>)", "[here][1]\n\n[1]: {}", "<{}>", "![here]({})"])
def test_other_links_are_no_links(address, form):
    assert "<a" not in prose(form.format(address))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b onclick=alert(1)>b</b>",
        "<!-- x --><svg onload=alert(1)>",
        "<style>body{display:none}</style>",
        "<iframe src='https://example.org'></iframe>",
        "<![CDATA[<script>]]>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "`<script>`",
        "```<script>\n<script>\n```",
        "    <script>",
        "[a](https://example.org \"x' onmouseover='alert(1)\")",
        '[a](https://example.org/"onmouseover=alert(1))',
        "| <script> | a |\n|:--|--:|\n| <b> | c |",
        "![<script>](https://example.org/x.png)",
        "\0<script>",
    ],
)
def test_html_is_text_and_nothing_runs(text):
    page = parsed(prose(text))
    assert not any(page.all(tag) for tag in ("script", "img", "b", "svg", "style", "iframe"))
    assert not _attributes(page) - {"class", "href", "rel", "scope"}


def _attributes(page) -> set[str]:
    return set(page.attributes) | {
        name for child in page.children if not isinstance(child, str) for name in _attributes(child)
    }


def test_a_table_has_heads_that_name_columns_and_no_styles():
    page = parsed(prose("| Ward | Count |\n| :--- | ---: |\n| North | 3 |"))
    assert [(one["scope"], one.text) for one in page.all("th")] == [("col", "Ward"), ("col", "Count")]
    assert "style" not in _attributes(page)


def test_a_table_s_head_without_words_is_no_head():
    page = parsed(prose("| | Count |\n| - | - |\n| North | 3 |"))
    assert [one.text for one in page.all("th")] == ["Count"]
    assert len(page.one("thead").all("td")) == 1


@pytest.mark.parametrize(
    "text", ["[" * 50_000, "*" * 100_000, ">" * 20_000, "- " * 20_000, "![" * 30_000, "`" * 100_000]
)
def test_what_is_written_to_be_slow_is_rendered(text):
    assert prose(text)


def test_what_is_too_long_is_cut():
    assert len(prose("x" * (MOST_CHARACTERS * 2))) < MOST_CHARACTERS + 100


@given(st.text(alphabet="<>[]()!*_`#|-&;:\"'/\\\n\t abcjxs1"))
def test_whatever_is_written_is_closed_and_harmless(text):
    page = parsed(prose(text))
    assert not page.all("script")
    assert not _attributes(page) - {"class", "href", "rel", "scope", "start"}
