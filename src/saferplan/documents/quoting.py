"""What a chapter is given in place of findings and exhibits: values that remember which finding they come from.

A value taken from a finding is an int, float or str of an own class, so that comparing and sorting work as
usual; whatever is worked out from such values remembers all of their findings.
"""

from collections.abc import Mapping
from typing import Any

from jinja2 import Undefined

from saferplan.documents import numbers
from saferplan.documents.exhibits import Exhibit
from saferplan.evidence.findings import Finding


class Quoted:
    """Mixed into str, int and float: where the value comes from and how it is printed."""

    findings: tuple[Finding, ...]
    kind: str
    is_reckoned: bool


class QuotedText(Quoted, str):
    pass


class QuotedWhole(Quoted, int):
    pass


class QuotedDecimal(Quoted, float):
    pass


class QuotedFinding:
    """A finding in a chapter: prints its text; offers `value`, `text`, `unit`, `id` and every field of its record."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding

    def attribute(self, name: str) -> Any:
        """Raises AttributeError where the finding has no such field."""
        finding = self.finding
        if name == "value":
            return quoted_value(finding.value, (finding,), numbers.kind_of(name, finding.unit))
        if name in {"text", "unit", "id"}:
            return quoted_value(getattr(finding, name), (finding,), "text")
        if name in finding.record:
            return quoted_value(finding.record[name], (finding,), numbers.kind_of(name))
        raise AttributeError(name)

    @property
    def fields(self) -> list[str]:
        return ["value", "text", "unit", "id", *self.finding.record]


class QuotedExhibit:
    """An exhibit in a chapter: printing it places it; nothing else can be done with it."""

    def __init__(self, exhibit: Exhibit) -> None:
        self.exhibit = exhibit


class ExhibitName:
    """What `see("ward-league")` gives: printed as 'Figure 3'."""

    def __init__(self, exhibit_id: str) -> None:
        self.exhibit_id = exhibit_id


class ToWrite:
    """What `to_write("Why did burglary rise?")` gives: printed as a prompt for the author, in brackets."""

    def __init__(self, prompt: str) -> None:
        self.prompt = prompt

    @property
    def text(self) -> str:
        return f"[To be written: {self.prompt}]"


def quoted(result: Any) -> Any:
    """What a chapter sees of a vocabulary's result; lists and mappings are taken apart."""
    if isinstance(result, Finding):
        return QuotedFinding(result)
    if isinstance(result, Exhibit):
        return QuotedExhibit(result)
    if isinstance(result, Mapping):
        return {key: quoted(value) for key, value in result.items()}
    if isinstance(result, list | tuple):
        return [quoted(value) for value in result]
    return result


def quoted_value(value: Any, findings: tuple[Finding, ...], kind: str, *, is_reckoned: bool = False) -> Any:
    """`value` with its origin; None, booleans and anything unprintable stay what they are.

    `is_reckoned`: the chapter worked the value out, so that the finding alone does not explain it.
    """
    plain = value.item() if hasattr(value, "item") else value
    if plain is None or isinstance(plain, bool):
        return plain
    for plain_type, quoted_type in ((str, QuotedText), (int, QuotedWhole), (float, QuotedDecimal)):
        if isinstance(plain, plain_type):
            result = quoted_type(plain)
            result.findings = findings
            result.kind = kind
            result.is_reckoned = is_reckoned
            return result
    return plain


def unquoted(value: Any) -> Any:
    """The plain value, for handing back to a vocabulary's function."""
    if isinstance(value, QuotedFinding):
        return value.finding
    if isinstance(value, QuotedExhibit):
        return value.exhibit
    for quoted_type, plain_type in ((QuotedText, str), (QuotedWhole, int), (QuotedDecimal, float)):
        if isinstance(value, quoted_type):
            return plain_type(value)
    if isinstance(value, dict):
        return {key: unquoted(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [unquoted(entry) for entry in value]
    return value


def origins(*values: Any) -> tuple[Finding, ...]:
    """The findings that the values come from, each once."""
    found: dict[str, Finding] = {}
    for value in values:
        if isinstance(value, QuotedFinding):
            found[value.finding.id] = value.finding
        elif isinstance(value, Quoted):
            found.update({finding.id: finding for finding in value.findings})
    return tuple(found.values())


def written(value: Any) -> str:
    """`value` as the text prints it. Raises TypeError or ValueError, in the author's words, where it cannot be."""
    if isinstance(value, QuotedFinding):
        return _not_blank(value.finding.text, f"figure '{value.finding.id}' is missing: it has no text")
    if isinstance(value, ToWrite):
        return _not_blank(value.prompt, "to_write() says nothing of what is to be written") and value.text
    if isinstance(value, Undefined):
        return str(value)
    if value is None or numbers.is_missing(value):
        raise ValueError("the figure is missing here: it has no value")
    if isinstance(value, Quoted):
        return _not_blank(numbers.printed(value, value.kind), "the figure is missing here: its text is empty")
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"{_described(value)} cannot be printed")


def _not_blank(text: str, problem: str) -> str:
    if not text.strip():
        raise ValueError(problem)
    return text


def _described(value: Any) -> str:
    if isinstance(value, bool):
        return "a yes or no"
    if isinstance(value, list | tuple | dict | range):
        return "a list"
    return "a function without its brackets ( )" if callable(value) else f"a {type(value).__name__}"


def reckoned(*values: Any) -> bool:
    """Whether the chapter worked any of the values out."""
    return any(value.is_reckoned for value in values if isinstance(value, Quoted))


def common_kind(*values: Any) -> str:
    """The kind of what is worked out from `values`: theirs where they agree, else 'number'."""
    kinds = {value.kind for value in values if isinstance(value, Quoted)}
    return kinds.pop() if len(kinds) == 1 else "number"
