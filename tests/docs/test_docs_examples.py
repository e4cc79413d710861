"""The examples of the pages do what the pages say, on the demo's lake."""

from pathlib import Path

import pytest
from examples import Shell, matches
from markdown_pages import ROOT, Block, blocks

from restricted import TEST_KEY
from saferplan.documents.document import Document
from saferplan.documents.evaluation import evaluate
from saferplan.documents.folder import read_folder
from saferplan.documents.strategic_assessment.vocabulary import vocabulary_of
from saferplan.evidence.assessment.tables import AssessmentTables

RUN = (
    "docs/tutorial/first-assessment.md",
    "docs/how-to/write-your-own-chapters.md",
    "docs/how-to/write-an-assessment.md",
    "docs/how-to/write-next-years-assessment.md",
    "docs/how-to/compare-with-a-wards-list.md",
    "docs/how-to/load-what-partners-count.md",
    "docs/how-to/add-a-landlord.md",
    "docs/how-to/use-from-a-script.md",
    "docs/how-to/read-a-past-date.md",
)
# Examples that are there to fail, by what they end with.
TO_FAIL = {
    "saferplan coverage --as-at 2001-01-01": 6,
    "saferplan document check assessment": 9,
    # One case of the landlord's list has no date.
    "saferplan profile apply harbour-homes-asb.toml harbour-homes-2025-07.csv --out tried": 3,
    "saferplan load harbour-homes-2025-07.csv --lake landlords": 3,
    "saferplan document check my-document": 9,
    "saferplan document build my-document --final": 9,
}


@pytest.mark.parametrize("name", RUN)
def test_examples_of_a_page(name: str, workspace: Path) -> None:
    """Each page on its own, from the top, as a reader would."""
    _follow(name, Shell(workspace))


def test_the_way_with_a_synthetic_partnership(workspace: Path, store_url: str) -> None:
    """The page has the reader make an empty store and a key; the tests have both."""
    shell = Shell(workspace)
    shell.environment |= {"DATABASE_URL": store_url, "SAFERPLAN_KEY": TEST_KEY}
    _follow("docs/how-to/try-a-synthetic-partnership.md", shell)


def _follow(name: str, shell: Shell) -> None:
    printed = ""
    for block in blocks(ROOT / name):
        where = f"{name}, line {block.line}"
        if block.language == "sh" and block.is_run:
            printed = shell.run(block.text)
            assert shell.exit_code == _expected_code(block), f"{where} ends with {shell.exit_code}:\n{printed}"
        elif block.language == "python":
            printed = shell.python(block.text)
            assert shell.exit_code == 0, f"{where}:\n{printed}"
        elif block.language == "text" and printed:
            assert matches(printed, block.text), f"{where} shows something else than is printed:\n{printed}"
            printed = ""
        else:
            printed = ""


def _expected_code(block: Block) -> int:
    return next((code for end, code in TO_FAIL.items() if block.text.endswith(end)), 0)


def test_the_tutorial_leaves_the_documents_it_speaks_of(workspace: Path) -> None:
    assert (workspace / "build/demo/from-figures/assessment-E06000060/assessment.html").is_file()


CHAPTERS = [
    (name, block)
    for name in (
        "docs/tutorial/first-assessment.md",
        "docs/how-to/write-your-own-chapters.md",
        "docs/how-to/write-an-assessment.md",
    )
    for block in blocks(ROOT / name)
    if block.language == "markdown"
]


@pytest.mark.parametrize(
    ("name", "block"), CHAPTERS, ids=[f"{Path(name).stem}-{block.line}" for name, block in CHAPTERS]
)
def test_chapters_of_the_pages_can_be_built(
    name: str, block: Block, assessed: AssessmentTables, tmp_path: Path
) -> None:
    document = _built(block.text, assessed, tmp_path)
    assert document.printed or "{%" in block.text, f"{name}, line {block.line} prints no figure"


def _built(text: str, assessed: AssessmentTables, folder: Path) -> Document:
    (folder / "document.toml").write_text('title = "Example"\n', encoding="utf-8")
    chapter = text if text.startswith("# ") else f"# Example\n\n{text}"
    (folder / "01-example.md").write_text(chapter + "\n", encoding="utf-8")
    return evaluate(read_folder(folder), vocabulary_of(assessed, generated_on="1 January 2026"))


def test_the_message_that_the_how_to_shows(assessed: AssessmentTables, tmp_path: Path) -> None:
    (shown,) = [
        block.text for block in blocks(ROOT / "docs/how-to/write-your-own-chapters.md") if block.language == "text"
    ]
    with pytest.raises(Exception) as raised:  # noqa: PT011 - whatever it is, its message is compared
        _built('# Summary\n\n{{ volume("burglry") }}', assessed, tmp_path)
    assert f"saferplan: {raised.value}".replace("01-example.md", "01-summary.md") == shown


@pytest.mark.parametrize(
    ("printed", "expected", "fits"),
    [
        ("Written in 1.2 s: a\n", "Written in … s: a", True),
        ("Written in 1.2 s: b\n", "Written in … s: a", False),
        ("one\ntwo\nthree\nfour\n", "one\n…\nfour", True),
        ("one\nfour\n", "one\n…\nfour", True),
        ("one\ntwo\n", "one\n…\nfour", False),
        ("one\ntwo\n", "one", False),
        ("a  b   \nc", "a  b\nc", True),
        ("1.5 (x)", "1.5 (x)", True),
        ("1x5 (x)", "1.5 (x)", False),
    ],
)
def test_what_a_page_shows_is_compared_strictly(printed: str, expected: str, fits: bool) -> None:
    assert matches(printed, expected) is fits


def test_the_summary_in_the_readme_is_that_of_the_demo(workspace: Path) -> None:
    from page_text import plain_text_of

    page = plain_text_of(workspace / "build/demo/from-figures/assessment-E06000060/assessment.html")
    quoted = [line[1:].strip() for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.startswith(">")]
    paragraphs = " ".join(quoted_line or "\n" for quoted_line in quoted).replace("**", "").split("\n")
    assert len(paragraphs) >= 4
    assert [one.strip() for one in paragraphs if " ".join(one.split()) not in page] == []
