"""What the fields of the canonical incident are called on screen."""

from functools import cache

from saferplan.evidence.partners.fields import all_fields

ACRONYMS = {"lsoa": "LSOA", "uprn": "UPRN", "asb": "anti-social behaviour"}


def in_words(name: str) -> str:
    """'Victim: date of birth' of victim.date_of_birth."""
    subject, _, own = name.rpartition(".")
    words = " ".join(ACRONYMS.get(word, word) for word in own.split("_"))
    return f"{subject.capitalize()}: {words}" if subject else words[:1].upper() + words[1:]


@cache
def field_choices() -> list[tuple[str, str]]:
    return [(name, in_words(name)) for name in all_fields()]
