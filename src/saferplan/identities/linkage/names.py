"""Names brought to a form in which they can be compared: letters folded, parts told apart, spellings gathered.

Nothing is guessed about a person from a name: what is worked out here says only how two names may be one.
"""

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from saferplan.identities.folding import folded

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "master", "dr", "prof", "rev", "sir", "dame", "lady", "lord"})
# A suffix tells father from son where it stands; as part of a name it only hides that the rest agrees.
_SUFFIXES = frozenset({"jnr", "jr", "snr", "sr", "junior", "senior"})
# Particles that one clerk writes apart and another joins to the name that follows.
_JOINED = frozenset(
    {"mac", "mc", "o", "fitz", "de", "del", "della", "di", "da", "la", "le", "van", "von", "der", "den", "st"}
)
# Articles and parts that one transliteration writes and another leaves out.
_LEFT_OUT = frozenset({"al", "el", "ul", "bin", "ibn", "bint", "binti"})

# How sounds of other scripts, and of English, come to be written with different letters; in this order.
_SOUNDS = tuple((re.compile(pattern), letters) for pattern, letters in (
    (r"ch(?=r)", "k"), (r"tsch|tch|sch|ch|sh|sz|cz|zh", "s"), (r"ph|gh$", "f"), (r"gh|kh|q|ck", "k"), (r"x", "ks"),
    (r"c(?=[eiy])", "s"), (r"c", "k"), (r"dj|j", "y"), (r"ts|tz|z", "s"), (r"th", "t"), (r"w", "v"), (r"(?<=.)h", ""),
))  # fmt: skip
_VOWELS = re.compile(r"(?<=.)[aeiouy]")
_DOUBLED = re.compile(r"(.)\1+")


class Name(NamedTuple):
    """A name taken apart.

    `first`: the part compared; `parts`: all of them; `sound`: alike for spellings of one name; `kin`: alike also for
    spellings that only the reviewed files bring together, to find pairs by; `forms`: names that it may stand for.
    """

    first: str
    parts: list[str]
    sound: str
    kin: str
    forms: list[str]


def parts_of(text: str) -> list[str]:
    """The parts of a name in their order: no titles and suffixes, particles joined to what follows, O'Neil one part."""
    kept = [word for word in folded(text).split() if word not in _TITLES and word not in _SUFFIXES]
    plain = [word for word in kept if word not in _LEFT_OUT]
    return _joined(plain or kept)


def _joined(words: list[str]) -> list[str]:
    parts: list[str] = []
    held = ""
    for word in words:
        if word in _JOINED:
            held += word
            continue
        parts.append(held + word)
        held = ""
    return [*parts, held] if held else parts


def sound(part: str) -> str:
    """First letter as sounded and the consonants after it: the same for muhammad and mohamed, for yusuf and yousef."""
    sounded = _DOUBLED.sub(r"\1", part)
    for pattern, letters in _SOUNDS:
        sounded = pattern.sub(letters, sounded)
    sounded = re.sub(r"^[aeiou]", "a", sounded)
    return _VOWELS.sub("", sounded)


def forename(text: str) -> Name | None:
    """Forenames as given; the first is the one compared. None where no letter is left."""
    parts = parts_of(text)
    if not parts:
        return None
    named = forms(parts[0])
    return Name(parts[0], parts, sound(parts[0]), sound(_family(named[-1])), named)


def surname(text: str) -> Name | None:
    """A surname; its parts are those of a double-barrelled one, and `first` is all of them in one."""
    parts = parts_of(text)
    if not parts:
        return None
    whole = "".join(parts)
    stands_for = sorted({name for part in parts for name in forms(part)})
    return Name(whole, parts, sound(whole), sound(_family(forms(parts[0])[-1])), stands_for)


def forms(part: str) -> list[str]:
    """Names that a part may stand for, itself first: `alex` for alexander as for alexandra, which share none.

    Forenames and surnames are looked up alike, because either may stand in the other's column.
    """
    return [part, *sorted(_names_of_form().get(part, frozenset()) - {part})]


@cache
def known_names() -> frozenset[str]:
    """Every forename of the reviewed file: a difference between two of them is no typing error."""
    return frozenset(name for row in _rows("forenames.csv") for name in (row["name"], row["form"]))


@cache
def _names_of_form() -> dict[str, frozenset[str]]:
    """What each short form, spelling or transliteration may stand for, through other spellings of that name too."""
    stands: dict[str, set[str]] = {}
    for row in _all_rows():
        stands.setdefault(row["form"], set()).add(row["name"])
    spelt = _spellings()
    return {
        form: frozenset(names | {other for name in names for other in spelt.get(name, ())})
        for form, names in stands.items()
    }


def _spellings() -> dict[str, set[str]]:
    spelt: dict[str, set[str]] = {}
    for row in _all_rows():
        if row["kind"] != "short form":
            spelt.setdefault(row["form"], set()).add(row["name"])
    return spelt


@cache
def _family(part: str) -> str:
    """One name for all that the reviewed files bring together as spellings, however indirectly."""
    reached, ahead = {part}, [part]
    while ahead:
        further = _related().get(ahead.pop(), set()) - reached
        reached |= further
        ahead += further
    return min(reached)


@cache
def _related() -> dict[str, set[str]]:
    related: dict[str, set[str]] = {}
    for form, names in _spellings().items():
        for name in names:
            related.setdefault(form, set()).add(name)
            related.setdefault(name, set()).add(form)
    return related


def _all_rows() -> Iterable[dict[str, str]]:
    yield from _rows("forenames.csv")
    yield from _rows("surnames.csv")


def _rows(file: str) -> Iterable[dict[str, str]]:
    return csv.DictReader(files("saferplan.identities.linkage").joinpath(file).read_text(encoding="utf-8").splitlines())
