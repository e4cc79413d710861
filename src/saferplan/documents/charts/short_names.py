"""Names of areas made to fit small marks: 'Aylesbury North West' becomes 'Aylesbury / North West' or 'Ayl / NW'."""

from collections.abc import Iterator, Sequence

from saferplan.documents.charts import theme

LETTERS = 12
COMPASS = {"north": "N", "south": "S", "east": "E", "west": "W", "central": "C"}
JOINING = {"and", "the", "of", "with", "&"}
FEWEST, MOST = 3, 12
"""Letters that the first word keeps."""
MOST_INITIALS = 3


def fitted_names(names: Sequence[str], room: float, size: float = LETTERS) -> list[list[str]]:
    """Each name in one or two lines no wider than `room` pixels, all of them different.

    The whole name where it fits; otherwise its first word, shortened as far as needed, over the initials of the
    others, in which points of the compass keep their letter.
    """
    fitted: list[list[str]] = []
    for name in names:
        forms = (form for form in _forms(name, room, size) if form not in fitted and _fits(form, room, size))
        fitted.append(next(forms, [theme.shortened(name, room, size)]))
    return fitted


def _forms(name: str, room: float, size: float) -> Iterator[list[str]]:
    yield [name]
    wrapped = theme.wrapped(name, room, size)
    if " ".join(wrapped) == name:
        yield wrapped
    words = [word for word in name.replace("-", " ").replace(",", " ").split() if word.lower() not in JOINING]
    first, others = (words[0], words[1:]) if words else (name, [])
    initials = "".join(COMPASS.get(word.lower(), word[0].upper()) for word in others)
    for kept in range(MOST, FEWEST - 1, -1):
        for shown in (initials, initials[:MOST_INITIALS], initials[:1] + initials[-1:]):
            yield [first[:kept], shown] if shown else [first[:kept]]


def _fits(lines: Sequence[str], room: float, size: float) -> bool:
    return theme.widest(list(lines), size) <= room
