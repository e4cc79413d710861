"""Writes a suggestion as the TOML of a profile, with what is unsure and what is missing as remarks beside it."""

import json
from collections.abc import Iterator

from saferplan.evidence.partners.fields import TIMES, all_fields
from saferplan.evidence.partners.mentions import Subject
from saferplan.evidence.partners.profile import AGENCY_KINDS
from saferplan.evidence.partners.suggesting.assigning import Proposal
from saferplan.evidence.partners.suggesting.likeness import is_of_reporter
from saferplan.evidence.partners.suggesting.suggestion import Asked, Suggestion
from saferplan.evidence.partners.suggesting.value_maps import ValueMap

MOST_FIELDS_LISTED = 4


def as_toml(suggestion: Suggestion) -> str:
    """The whole profile. Nothing in it is a cell of a column that may be of a person."""
    return "\n".join([*_head(suggestion.asked), *_file(suggestion), *_columns(suggestion), *_values(suggestion)]) + "\n"


def _head(asked: Asked) -> Iterator[str]:
    yield "# Proposed by saferplan profile suggest: read every line and put right what is wrong."
    yield f"feed = {quoted(asked.feed)}"
    yield "version = 1"
    yield f"agency = {quoted(asked.agency)}"
    choose = "" if asked.agency_kind else f"  # choose: {', '.join(AGENCY_KINDS)}"
    yield f"agency_kind = {quoted(asked.agency_kind)}{choose}"
    yield f"kind = {quoted(asked.kind)}  # one of {', '.join(all_fields()['kind'].allowed)}"
    yield f"title = {quoted(f'Records of {asked.agency} ({asked.kind})')}"
    yield f"source = {quoted(f'{asked.agency}, list of records')}  # as a source line prints it"
    remark = "" if asked.retention_months else "  # write how many months the agreement with the agency allows"
    yield f"retention_months = {asked.retention_months}{remark}"
    yield 'delivers = "months"  # or "additions", where a file holds only what is new or changed'
    yield ""


def _file(suggestion: Suggestion) -> Iterator[str]:
    if not suggestion.name_pattern and not suggestion.sheets:
        return
    yield "[file]"
    if suggestion.name_pattern:
        yield f"name = {quoted(suggestion.name_pattern)}"
    if suggestion.sheets:
        yield f"sheets = [{', '.join(map(quoted, suggestion.sheets))}]"
    yield ""


def _columns(suggestion: Suggestion) -> Iterator[str]:
    told = {one.field for one in suggestion.proposals}
    yield "[columns]"
    for one in suggestion.proposals:
        if one.field != "kind":
            yield f"{_key(one.field)} = {_entry(one, suggestion)}  # {one.confidence}, {one.fit:.2f}{_doubt(one)}"
    if "reference" not in told:
        yield '# reference = ""  # needed: the agency\'s own number of each incident'
    if not told & set(TIMES):
        yield '# reported_time = ""  # needed: when the agency was told'
    if suggestion.unplaced:
        yield "# Not placed:"
    for column in suggestion.unplaced:
        yield f"#   {quoted(column.heading)}" + ("" if column.filled else " (empty)")
    yield ""


def _doubt(one: Proposal) -> str:
    is_doubtful = all_fields()[one.field].subject == Subject.VICTIM and is_of_reporter(one.column)
    return ": strike it out where whoever reports is not the victim" if is_doubtful else ""


def _entry(one: Proposal, suggestion: Suggestion) -> str:
    options = {}
    if one.field in suggestion.formats:
        options["format"] = suggestion.formats[one.field]
    if one.field in suggestion.surnames_first:
        options["order"] = "surname-first"
    if one.field in suggestion.maps:
        options["values"] = suggestion.maps[one.field].shipped or one.field
    listed = ", ".join(map(quoted, one.headings))
    column = f"[{listed}]" if one.others else listed
    if not options and not one.others:
        return column
    more = "".join(f", {name} = {quoted(value)}" for name, value in options.items())
    return f"{{ column = {column}{more} }}"


def _values(suggestion: Suggestion) -> Iterator[str]:
    for name, proposed in suggestion.maps.items():
        if not proposed.shipped:
            yield f"[values.{_key(name)}]  # a value that is not here costs its row"
            yield from _pairs(proposed, all_fields()[name].allowed)
            yield ""


def _pairs(proposed: ValueMap, allowed: tuple[str, ...]) -> Iterator[str]:
    for value, meant in proposed.known.items():
        yield f"{quoted(value)} = {quoted(meant)}"
    listed = ", ".join(allowed[:MOST_FIELDS_LISTED]) + (" …" if len(allowed) > MOST_FIELDS_LISTED else "")
    for value, rows in proposed.unknown.items():
        yield f'{quoted(value)} = ""  # of {rows:,} rows: write {listed}; "" says nothing'
    if proposed.not_shown:
        yield f'# {proposed.not_shown:,} values that stand in few rows are not shown; "*" says what all others mean'
    if not proposed.known and not proposed.unknown:
        yield '"*" = ""'


def _key(name: str) -> str:
    return quoted(name) if "." in name else name


def quoted(text: str) -> str:
    """As a TOML string: JSON's is one, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
