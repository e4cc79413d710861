"""The tutorial of the site is walked as it is written: what it says in bold is done, and what it quotes is seen."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from person import Person

TUTORIAL = Path(__file__).parents[3] / "docs/tutorial/first-document-on-the-site.md"
PUBLISHED_AT = "/published/buckinghamshire/burglary-in-our-wards/"

SIGNS_IN = r"sign in as \*\*([^*]+)\*\*"
DONE: dict[str, Callable[..., None]] = {
    r"choose \*\*([^*]+)\*\* under \*\*([^*]+)\*\*": lambda reader, option, field: reader.selects(field, option),
    r"choose \*\*([^*]+)\*\*": Person.chooses,
    r"`([^`]+?)` under \*\*([^*]+)\*\*": lambda reader, text, field: reader.types(field, text),
    r"under \*\*([^*]+)\*\*, write: ```markdown (.+?) ```": Person.types,
    r"follow \*\*([^*]+)\*\*": Person.follows,
    r"press \*\*([^*]+)\*\*": Person.presses,
    r"open \*\*([^*]+)\*\*": Person.unfolds,
    r"wait for the work": Person.waits_for_the_work,
    r'"(.+?)"': Person.sees,
}


class Step(NamedTuple):
    wording: str
    words: tuple[str, ...]
    begin: int
    end: int


def test_from_a_file_to_a_page_that_everyone_reads(someone):
    someone("analyst").looks_again_until_there_is("Files to look at")  # the demo's worker has tried them
    reader = someone()
    for step in steps(told()):
        if step.wording == SIGNS_IN:
            reader = someone()
            reader.presses(f"Sign in as {step.words[0]}")
        else:
            DONE[step.wording](reader, *step.words)

    resident = someone()
    resident.opens(PUBLISHED_AT)
    resident.is_on("Burglary in our wards")
    resident.finds_it_accessible()
    resident.presses("Read it")
    resident.sees("police recorded 816 burglaries", "which homes were burgled twice")


def test_nothing_that_is_said_in_bold_is_passed_over():
    walked = [bold for step in steps(told()) for bold in re.findall(r"\*\*.+?\*\*", told()[step.begin : step.end])]

    assert walked == re.findall(r"\*\*.+?\*\*", told())


def told() -> str:
    """From the start of the site to its end, without line breaks."""
    numbered = TUTORIAL.read_text(encoding="utf-8").partition("## 1. ")[2].partition("## From here")[0]
    return " ".join(numbered.split())


def steps(text: str) -> list[Step]:
    """In the order of the text. Where two wordings fit the same place, the first holds."""
    found = [
        Step(wording, match.groups(), *match.span())
        for wording in (SIGNS_IN, *DONE)
        for match in re.finditer(wording, text, re.IGNORECASE)
    ]
    kept: list[Step] = []
    for step in sorted(found, key=lambda one: one.begin):
        if not kept or step.begin >= kept[-1].end:
            kept.append(step)
    return kept
