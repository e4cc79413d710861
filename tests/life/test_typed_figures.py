"""Numbers in prose, read by hand: * marks a statistic."""

import pytest

from saferplan.documents.folder import Chapter
from saferplan.documents.kinds.kind import kinds
from saferplan.documents.life.typed_figures import typed_figures


def found(text: str) -> list[str]:
    return [f"{one.text}{'*' if one.is_statistic else ''}" for one in typed_figures(Chapter("a", "01-a.md", text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("There were 1,234 burglaries.", ["1,234*"]),
        ("It fell by 12%.", ["12%*"]),
        ("It fell by 12 per cent.", ["12 per cent*"]),
        ("It cost £40.", ["£40*"]),
        ("It cost £1.2 million.", ["£1.2*"]),
        ("There were 12 victims.", ["12*"]),
        ("There were 7 young people.", ["7*"]),
        ("The rate is 58.6 a year.", ["58.6*"]),
        ("In all 345 came.", ["345*"]),
        ("We met 3 times.", ["3"]),
        ("Between 5% and 10% say so.", ["5%*", "10%*"]),
        ("There were 12\nvictims.", ["12*"]),
        ("| Ward | 14 |\n| --- | --- |\n| Abbey | 3,000 |", ["14", "3,000*"]),
        ("Some 80% of\nthem, and 20% of those.", ["80%*", "20%*"]),
        ("It is 58.6 and [a link](https://x.example) follows in the next. Then 12%.", ["12%*"]),
        ("# Five years, 12% less", ["12%*"]),
    ],
)
def test_numbers_without_a_source(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Since 2018 and in 2021/22, from 2019 to 2021.",
        "On 12 March 2025 and in April 2024, on the 3rd May.",
        "Section 17 of the Act, s.6, regulation 7 and SI 2007/1830, Schedule 4, Part 3.",
        "Sections 5 to 7 and Priority 2.",
        "Rates are per 1,000 residents with 95% intervals.",
        "The 99.8% limits.",
        "People aged 16 to 24, under 16, 65 or over, and 18-24 year olds.",
        "Area E06000060, the M40, Category A1 and postcode HP20.",
        "In decile 1.",
        "Open 24 hours, from 11pm to 03:00.",
        "Call 101 or 01234 567890.",
        "1. First\n2. Second",
        "`{{ 12 }}` and `1,234 people`.",
        "```\n1,234 people\n```",
        '{{ rate("a").value }} of {{ 4 + 5 }} {% if 12 > 3 %}more{% endif %}{# 1,234 people #}',
        "A [report of 1 page](https://x.example/2024/12%20p.pdf) says 1,234 people came.",
        "Some 1,234 people came (Source: leisure service).",
        "Some 1,234 people came (Council survey, 2024).",
        "![A map](map12.png)",
        "Three in ten said so.",
    ],
)
def test_numbers_that_need_no_source(text: str) -> None:
    assert found(text) == []


def test_a_source_covers_its_own_sentence_alone() -> None:
    assert found("Some 1,234 people came (Council survey, 2024). And 99 people left.") == ["99*"]


def test_lines_are_those_of_the_file() -> None:
    text = 'Some\ntext {{ rate("a",\n"b") }}\n\nand 12% here,\nwith 13%.'
    assert [(one.text, one.line) for one in typed_figures(Chapter("a", "01-a.md", text))] == [("12%", 5), ("13%", 6)]


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.id)
def test_the_chapters_that_ship_hold_no_typed_statistic(kind) -> None:
    for template in kind.templates():
        chapter = Chapter("a", template.name, template.read_text(encoding="utf-8"))
        assert [one for one in typed_figures(chapter) if one.is_statistic] == [], template.name
