"""People who must be found nowhere: invented, with names that no other text holds, in every form they could take."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

FIRST = (
    "Zyxandra",
    "Qorvimund",
    "Wexolina",
    "Jubrikar",
    "Vympetra",
    "Kozmirel",
    "Phaxione",
    "Uldrithe",
    "Ycklara",
    "Nørbjork",
)
LAST = ("Quillwander", "Mopthrup", "Zeffirbane", "Craxelworth", "O'Vandrick", "Drumfizzle", "Haxby-Trewoon", "Łanzwick",
        "Bexquitto", "Snorvault")  # fmt: skip


@dataclass(frozen=True)
class Canary:
    number: int

    @property
    def forename(self) -> str:
        return FIRST[self.number % len(FIRST)]

    @property
    def surname(self) -> str:
        return LAST[(self.number * 3 + self.number // len(FIRST)) % len(LAST)]

    @property
    def born(self) -> date:
        return date(1931 + self.number, 3 + self.number % 7, 13 + self.number % 9)

    @property
    def phone(self) -> str:
        return f"01632 9607{self.number:02}"

    @property
    def email(self) -> str:
        return f"{self.forename}.{self.number}@canary-roost.example".lower()

    @property
    def street(self) -> str:
        return f"{self.number + 3} Skylarkgate"

    @property
    def postcode(self) -> str:
        return f"ZZ7 {self.number % 10}QX"

    @property
    def uprn(self) -> str:
        return f"7755{self.number:02}331177"

    def row(self, reference: str, **cells: str) -> dict[str, str]:
        """As a landlord's list has it."""
        named = {
            "Case Ref": reference,
            "Reported": f"{1 + self.number % 27:02}/{4 + self.number % 8:02}/2024 10:15",
            "Type": "Noise nuisance",
            "Nature": "Loud music",
            "Result": "Warning letter",
            "Complainant": f"{self.surname}, {self.forename}",
            "DOB": f"{self.born:%d/%m/%Y}",
            "Address": f"Flat 2, {self.street}",
            "Post Code": self.postcode,
            "UPRN": self.uprn,
            "Tel": self.phone,
            "Email": self.email,
            "Alleged perpetrator": "",
            "Alleged DOB": "",
            "Location": self.street,
            "Location Post Code": self.postcode,
            "Tenant No": f"T-{self.number:05}",
        }
        return named | cells


# The last one is nobody's match: he is only told of as a suspect.
PEOPLE = tuple(Canary(number) for number in range(14))
SUSPECT = Canary(19)


def words(people: tuple[Canary, ...] = (*PEOPLE, SUSPECT)) -> frozenset[str]:
    """Each of them alone gives somebody away. Dates of birth in every way of writing them that agencies have."""
    return frozenset(word for one in people for word in _words_of(one))


def _words_of(one: Canary) -> Iterator[str]:
    yield from (one.forename, one.surname, one.email, one.uprn, "Skylarkgate", "canary-roost", one.postcode)
    yield from (
        one.phone,
        one.phone.replace(" ", ""),
        one.postcode.replace(" ", ""),
        f"+44{one.phone[1:].replace(' ', '')}",
    )
    born = one.born
    yield from (f"{born:%d/%m/%Y}", born.isoformat(), f"{born:%d.%m.%Y}", f"{born:%d-%m-%Y}", f"{born:%Y%m%d}")
    yield from (f"{born.day} {born:%B %Y}", f"{born.year}, {born.month}, {born.day}", f"{born:%d %b %Y}")


def needles() -> dict[bytes, str]:
    """Every form in which a word can stand in a file, and the word. Content is lowered before it is searched."""
    found: dict[bytes, str] = {}
    for word in words():
        for text in {word, word.replace("'", ""), word.replace("'", "’"), _plain(word)}:
            for form in _forms(text.lower()):
                found[form] = word
        for form in (word.encode(), word.lower().encode()):
            found[form.hex().encode()] = word
            found |= dict.fromkeys(_in_base64(form), word)
    return found


def _in_base64(word: bytes) -> Iterator[bytes]:
    """What stands there wherever the word begins: the letters that no neighbour has a part in."""
    for shift in range(3):
        written = base64.b64encode(b"\0" * shift + word + b"\0" * 3)
        yield written[-(-shift * 8 // 6) : (shift + len(word)) * 8 // 6].lower()


def _forms(text: str) -> set[bytes]:
    old = text.encode("latin-1", errors="replace")
    return {
        text.encode(),
        text.encode("utf-16-le"),
        text.encode("utf-16-be"),
        text.encode() if b"?" in old else old,
        quote(text).lower().encode(),
        text.encode("unicode_escape"),
        "".join(f"&#{ord(letter)};" for letter in text).encode(),
    }  # fmt: skip


def _plain(word: str) -> str:
    """As folding and old systems write it."""
    return word.replace("ø", "o").replace("Ø", "O").replace("Ł", "L").replace("ł", "l")
