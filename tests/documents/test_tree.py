import json

import pytest
from rich_document import TEXT, planted, rich_document
from sample_document import HOSTILE, document, evaluated, exhibits

from saferplan.documents.nodes import words_of
from saferplan.documents.tree import MOST_ROWS
from saferplan.errors import DocumentError


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    return planted(rich_document(tmp_path_factory.mktemp("rich") / "doc"))


def blocks(text, **words):
    return planted(evaluated(text, {"hostile": HOSTILE, **words})).blocks


def of_kind(nodes, kind):
    """Everything of a kind, wherever it stands."""
    if isinstance(nodes, dict):
        return [nodes] * (nodes.get("kind") == kind) + of_kind(list(nodes.values()), kind)
    return [found for node in nodes for found in of_kind(node, kind)] if isinstance(nodes, list) else []


def test_every_kind_of_block_is_there_in_the_order_of_the_text(rich):
    kinds = [node["kind"] for node in rich.blocks]
    assert kinds[: kinds.index("exhibit")] == [
        "heading", "paragraph", "paragraph",
        "heading", "bullets", "numbered", "quote", "code", "rule", "table", "heading",
    ]  # fmt: skip
    assert [(node["level"], words_of(node["content"])) for node in rich.blocks if node["kind"] == "heading"] == [
        (1, "All kinds"),
        (2, "Lists"),
        (2, "Wide"),
        (1, "Data behind the figures"),
        (1, "Where each figure comes from"),
        (2, "Data and code"),
        (2, "Figures in the text"),
        (2, "Figures worked out in the text"),
        (2, "Charts, maps and tables"),
    ]


def test_words_keep_their_marking(rich):
    first = rich.blocks[1]["content"]
    assert words_of(of_kind(first, "strong")[0]["content"]) == "bold"
    assert words_of(of_kind(first, "emphasis")[0]["content"]) == "italics"
    assert [node["text"] for node in of_kind(first, "code")] == ["code # $x$"]
    assert len(of_kind(first, "break")) == 1


def test_links_lead_to_the_web_or_inside_the_document_and_nowhere_else(rich):
    first = rich.blocks[1]["content"]
    assert [node["address"] for node in of_kind(first, "link")] == ["https://example.org/a?b=c&d=e#f"]
    inside = [(node["anchor"], words_of(node["content"])) for node in of_kind(first, "reference")]
    assert inside == [
        ("figure-1", "Figure 1"),
        ("all-kinds--lists", "to a section"),
        ("source-1", "5.6"),
        ("reckoned-1", "11.2"),
    ]
    assert "one to a file and one to nowhere." in words_of(first)


def test_every_reference_has_its_place(rich):
    places = {node["anchor"] for kind in ("heading", "exhibit", "entry") for node in of_kind(rich.blocks, kind)}
    assert {node["anchor"] for node in of_kind(rich.blocks, "reference")} <= places


def test_lists_keep_their_start_and_their_depth(rich):
    bullets, numbered = of_kind(rich.blocks, "bullets"), of_kind(rich.blocks, "numbered")
    assert [len(each["items"]) for each in bullets] == [2, 1]
    assert not bullets[0]["is_headlines"]
    assert numbered[0]["start"] == 3


def test_headline_figures_are_marked(tmp_path):
    assert of_kind(planted(document(tmp_path / "doc")).blocks, "bullets")[0]["is_headlines"]


def test_a_picture_of_the_folder_is_carried_under_the_name_of_its_content(rich):
    (image,) = of_kind(rich.blocks, "image")
    assert (image["alt"], image["width"], image["height"]) == ("A red square", 8, 6)
    assert rich.images[image["file"]].content.startswith(b"\x89PNG")


def test_exhibits_bring_picture_or_table_and_their_data_follows(rich):
    wide, shares, data = of_kind(rich.blocks, "exhibit")
    assert (wide["label"], wide["picture"], len(wide["table"]["header"])) == ("Table 1", None, 21)
    assert (shares["label"], shares["table"], shares["alt"]) == ("Figure 1", None, exhibits()["shares"].alt)
    assert rich.drawings[shares["picture"]["file"]].startswith("<svg")
    assert (data["label"], data["anchor"]) == ("Data for Figure 1", "source-table-of-figure-1")
    assert [words_of(cell["content"]) for cell in data["table"]["header"]] == ["Ward", "Crimes", "Ratio"]
    assert data["table"]["right"] == [False, True, True]


def test_long_data_is_left_to_the_data_pack(tmp_path):
    from dataclasses import replace

    shares = exhibits()["shares"]
    long = replace(shares, records=list(shares.records) * MOST_ROWS)
    told = planted(rich_document(tmp_path / "doc", '# A\n\n{{ exhibit("shares") }}\n', exhibit=lambda _: long))
    (shown,) = of_kind(told.blocks, "exhibit")
    assert [words_of([link]) for link in shown["links"]] == [
        "How it was worked out",
        "Data: shares.csv in the data pack",
    ]


def test_the_tree_is_json_and_the_same_each_time(rich, tmp_path):
    assert json.dumps(planted(rich_document(tmp_path / "doc")).blocks) == json.dumps(rich.blocks)


def test_a_prompt_to_the_author_stands_out():
    (paragraph,) = blocks('# A\n\n{{ to_write("what the council did") }}\n')[1:2]
    assert "what the council did" in words_of(of_kind(paragraph, "strong")[0]["content"])


def test_a_picture_that_is_not_there_is_an_error_that_names_the_chapter(tmp_path):
    with pytest.raises(DocumentError, match=r"01-all-kinds\.md: there is no image other\.png"):
        planted(rich_document(tmp_path / "doc", TEXT.replace("square.png", "other.png")))
