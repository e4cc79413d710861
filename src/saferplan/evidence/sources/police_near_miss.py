"""What to say of a file that is nearly one of data.police.uk: saved in another encoding, or with other columns."""

from saferplan.errors import FileRefused
from saferplan.evidence.sources.base import Delivered
from saferplan.evidence.sources.plain_text import DOWNLOAD_AGAIN, UTF16_MARKS, check_text
from saferplan.evidence.sources.police_uk import POLICE_FORMATS, PoliceFormat

# A file counts as nearly of a format if it has more than half of its columns.
SHARE_OF_COLUMNS = 0.5
# Spreadsheets set to another country's ways write these in the place of commas.
OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def police_near_miss(delivered: Delivered) -> FileRefused | None:
    """Why a file that looks like one of data.police.uk cannot be read as such; None where it does not look so."""
    first_line = _first_line(delivered)
    for delimiter in (",", *OTHER_DELIMITERS):
        heading = [cell.strip(' "\r') for cell in first_line.split(delimiter)]
        if closest := _closest(heading):
            return _refusal(delivered, closest, heading, delimiter)
    return None


def _first_line(delivered: Delivered) -> str:
    encoding = "utf-16" if delivered.head[:2] in UTF16_MARKS else "utf-8-sig"
    return delivered.head.decode(encoding, errors="replace").replace("\0", "").split("\n", 1)[0]


def _closest(heading: list[str]) -> PoliceFormat | None:
    """The format to which the fewest columns are lacking or strange, of those that most are there of."""
    given = {_comparable(cell) for cell in heading}
    known = {one: {_comparable(name) for name in one.headings} for one in POLICE_FORMATS}
    near = [one for one in POLICE_FORMATS if len(known[one] & given) > SHARE_OF_COLUMNS * len(known[one])]
    return min(near, key=lambda one: len(known[one] ^ given), default=None)


def _comparable(heading: str) -> str:
    return " ".join(heading.casefold().replace("_", " ").split())


def _refusal(delivered: Delivered, closest: PoliceFormat, heading: list[str], delimiter: str) -> FileRefused:
    try:
        check_text(delivered)
    except FileRefused as refused:
        return refused
    if delimiter != ",":
        problem = f"the cells are separated by {OTHER_DELIMITERS[delimiter]}, not by commas"
        return delivered.refuse(problem, line=1, remedy=DOWNLOAD_AGAIN)
    return delivered.refuse(
        f"this looks like {closest.format}, but {' and '.join(_wrong_columns(closest, heading))}",
        line=1,
        remedy="Load the file as it was published.",
    )


def _wrong_columns(closest: PoliceFormat, heading: list[str]) -> list[str]:
    given = set(heading)
    lacking, strange = sorted(closest.missing(given)), sorted(given - set(closest.headings))
    twice = sorted({cell for cell in heading if heading.count(cell) > 1})
    wrong = [f"it lacks the columns {', '.join(lacking)}"] if lacking else []
    wrong += [f"it has columns unknown to that format ({', '.join(strange)})"] if strange else []
    return wrong + ([f"it has columns twice ({', '.join(twice)})"] if twice else [])
