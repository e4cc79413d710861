"""The words of findings about people: kinds of record, of agency, of tenure, with their titles."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

NOT_TOLD = "not-told"
ALL = "all"
TOGETHER = "+"
THREE_OR_MORE = "three-or-more"


@cache
def words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("saferplan.evidence.people").joinpath("findings.toml").read_text(encoding="utf-8"))


def kinds_of(subject: str) -> tuple[str, ...]:
    """Kinds of record that a subject counts."""
    return tuple(words()["subjects"][subject]["kinds"])


def agencies_title(group: str) -> str:
    """'police+landlord' as 'Police and social landlords'; a kind that the list lacks by its own name."""
    names = [words()["agency_kinds"].get(kind) or _title(kind) for kind in group.split(TOGETHER)]
    shown = [names[0], *(name if name[:2].isupper() else name[:1].lower() + name[1:] for name in names[1:])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def group_title(breakdown: str, group: str) -> str:
    """A group of a breakdown in words, but for areas and months, whose names are not known here."""
    if breakdown in ("agency-kind", "agency-kinds"):
        return agencies_title(group)
    if breakdown == "subject":
        return words()["subjects"][group]["title"]
    if breakdown == "tenure":
        return words()["tenures"][group]["title"]
    if breakdown == "category":
        return words()["asb_categories"][group]
    return _title(group)


def _title(slug: str) -> str:
    return slug.replace("-", " ").capitalize()
