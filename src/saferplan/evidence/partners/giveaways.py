"""What would tell in the lake who somebody is: names among references, contact details among categories."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from saferplan.errors import FileRefused
from saferplan.evidence.partners.cells import text_of
from saferplan.evidence.partners.fields import all_fields
from saferplan.evidence.partners.mentions import Subject
from saferplan.evidence.partners.names import looks_like_a_name, names_of
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.partners.reading.tables import FoundTable
from saferplan.evidence.partners.texts import Flags, is_known, matches, matches_by_distinct, query, replaced
from saferplan.evidence.sources.base import Delivered

# With more names than this among its references, a column is not one of references, and the file is refused; up to it,
# the rows are rejected.
MOST_NAMES = 0.01
_CONTACT = r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}|(?:\+44|\b0)[0-9 ()-]{9,13}[0-9]\b"
# What tells who somebody is and is never an agency's reference: a way to reach them, a whole postcode, a National
# Insurance number (HMRC, National Insurance Manual NIM39110).
_PERSONAL = (
    rf"{_CONTACT}|(?i:\b[A-Z]{{1,2}}[0-9][0-9A-Z]? [0-9][A-Z]{{2}}\b)"
    r"|(?i:\b[A-CEGHJ-PR-TW-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]\b)"
)
# Shorter surnames are part of too many words and references to tell anything.
SHORTEST_IN_REFERENCE = 5


def refuse_names_in_references(delivered: Delivered, profile: Profile, table: FoundTable) -> None:
    """Raises FileRefused, with the column and the share, where cells of a column of references look like names."""
    for rule in profile.columns:
        if not rule.field.is_reference:
            continue
        texts = text_of(rule, table)
        personal, filled = int(_no_references(texts).sum()), int(is_known(texts).sum())
        if personal > MOST_NAMES * filled:
            raise _people_found(delivered, rule.shown, personal, filled)


def _people_found(delivered: Delivered, heading: str, personal: int, filled: int) -> FileRefused:
    return delivered.refuse(
        f"{personal:,} of the {filled:,} cells ({personal / filled:.0%}) of the column '{heading}' look like names of"
        " people or ways to reach them, and it is to hold references",
        remedy="Map another column, or have these taken out of it.",
    )


def _no_references(texts: pa.Array) -> Flags:
    """Cells that look like names, also with signs in the place of spaces, or like other details of people."""
    return looks_like_a_name(replaced(texts, "[_/]+", " ")) | matches(texts, _PERSONAL)


def giveaways(profile: Profile, values: dict[str, pa.Array]) -> Iterator[tuple[str, Flags, str]]:
    """(heading, rows, reason) of what tells who somebody is in the columns that go to the lake as they are."""
    known = all_fields()
    own = _names_of_rows(profile, values)
    for rule in profile.columns:
        field = rule.field
        if field.is_reference:
            reason = "looks like a person's name or a way to reach one, not a reference"
            yield rule.shown, _no_references(values[field.name]), reason
        elif field.kind in ("text", "slug"):
            reason = "holds what looks like a telephone number or an e-mail address"
            yield rule.shown, matches_by_distinct(values[field.name], _CONTACT), reason
        else:
            continue
        for forenames, surname in own if not known[field.name].is_personal else ():
            named = _named(values[field.name], forenames, surname, is_reference=field.is_reference)
            yield rule.shown, named, "holds the name of a person of the row"
        for told, test in _details_of_rows(values) if not known[field.name].is_personal else ():
            yield rule.shown, _holds(values[field.name], told, test), "holds details of a person of the row"


def _details_of_rows(values: dict[str, pa.Array]) -> list[tuple[pa.Array, str]]:
    """What else the rows tell of their people, and how a text is asked whether it repeats that."""
    return [
        (values[f"{subject}.{detail}"], test)
        for subject in Subject
        for detail, test in _DETAILS.items()
        if f"{subject}.{detail}" in values
    ]


def _holds(texts: pa.Array, details: pa.Array, test: str) -> Flags:
    rows = pa.table({"text": texts, "detail": details.cast(pa.string())})
    return np.asarray(query(rows, f"SELECT coalesce({test}, false) AS held FROM cells")["held"].to_numpy(), dtype=bool)


def _names_of_rows(profile: Profile, values: dict[str, pa.Array]) -> list[tuple[pa.Array, pa.Array]]:
    found = []
    for subject in Subject:
        if whole := profile.rules.get(f"{subject}.full_name"):
            found.append(tuple(names_of(values[f"{subject}.full_name"], surname_first=whole.surname_first)))
        elif {f"{subject}.forenames", f"{subject}.surname"} <= values.keys():
            found.append((values[f"{subject}.forenames"], values[f"{subject}.surname"]))
    return found


def _named(texts: pa.Array, forenames: pa.Array, surname: pa.Array, *, is_reference: bool) -> Flags:
    """Rows whose text has the first forename and the surname as words; a reference, the surname as a part."""
    found = np.zeros(len(texts), dtype=bool)
    both = is_known(texts) & is_known(surname)
    at = pa.array(both)
    rows = pa.table({"text": texts.filter(at), "forenames": forenames.filter(at), "surname": surname.filter(at)})
    if rows.num_rows:
        test = _IN_REFERENCE if is_reference else _IN_WORDS
        named = query(rows, f"SELECT coalesce({test}, false) AS named FROM cells")["named"]
        found[both] = np.asarray(named.to_numpy(), dtype=bool)
    return found


_WORDS = "' ' || regexp_replace(lower(text), '[^\\pL'']+', ' ', 'g') || ' '"
# The surname as mere letters first: few texts have it, and only those are taken apart into words.
_IN_WORDS = (
    f"CASE WHEN contains(lower(text), lower(surname)) THEN contains({_WORDS}, ' ' || lower(surname) || ' ')"
    f" AND contains({_WORDS}, ' ' || lower(split_part(forenames, ' ', 1)) || ' ') END"
)
_IN_REFERENCE = f"length(surname) >= {SHORTEST_IN_REFERENCE} AND contains(lower(text), lower(surname))"
_WRITTEN_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%d %b %Y", "%d %B %Y")
# A text that is a part of an address tells where somebody lives where it has a number in it.
_PART_OF_ADDRESS, _WHOLE_POSTCODE = 8, 5
_PLAIN_TEXT, _PLAIN_DETAIL = (f"lower(replace({name}, ' ', ''))" for name in ("text", "detail"))
_DETAILS = {
    "date_of_birth": " OR ".join(f"contains(text, strftime(detail::DATE, '{form}'))" for form in _WRITTEN_DATES),
    "postcode": f"length(detail) >= {_WHOLE_POSTCODE} AND contains({_PLAIN_TEXT}, {_PLAIN_DETAIL})",
    "address": f"least(length(text), length(detail)) >= {_PART_OF_ADDRESS}"
    " AND regexp_matches(text, '[0-9]') AND regexp_matches(text, '\\pL')"
    f" AND (contains({_PLAIN_DETAIL}, {_PLAIN_TEXT}) OR contains({_PLAIN_TEXT}, {_PLAIN_DETAIL}))",
}
"""SQL by detail: whether a text repeats it."""
