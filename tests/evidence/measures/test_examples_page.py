"""The page of worked examples is the specification, rule by rule. WRITE_DOCS=1 writes it anew."""

import os

from examples_page import PAGE, TABLE_TITLES, as_markdown, page
from test_specification import CHAPTERS, chapter


def test_the_page_is_up_to_date() -> None:
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), "set WRITE_DOCS=1 and run this test"


def test_every_table_of_a_rule_has_a_title() -> None:
    used = {name for each in CHAPTERS for rule in chapter(each).RULES for name in rule.tables}
    assert used <= set(TABLE_TITLES)


def test_a_drawn_table_becomes_markdown() -> None:
    assert as_markdown("a | b\n1 | -\n") == "| a | b |\n| --- | --- |\n| 1 | – |"
