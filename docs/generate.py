"""Writes the generated parts of the reference from the code that they describe, so that the two cannot part.

`python docs/generate.py` writes them; `python docs/generate.py --check` names those that are out of date, and fails.
A part stands between `<!-- generated: NAME -->` and `<!-- end of NAME -->`; what stands around it is written by hand.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from saferplan.cli import parser
from saferplan.commands.template import described, described_fields, how_loaded
from saferplan.errors import SaferplanError
from saferplan.evidence.measures.definition import Measure, all_measures
from saferplan.evidence.partners.code_lists import SHIPPED_MAPS, shipped_map
from saferplan.evidence.partners.fields import Field, all_fields
from saferplan.evidence.partners.mentions import Subject
from saferplan.evidence.partners.standard import Standard, standards
from saferplan.evidence.snapshot import LOADS_SCHEMA
from saferplan.evidence.sources.police_categories import crime_types
from saferplan.evidence.sources.template import Template, all_templates
from saferplan.evidence.sources.template_files import format_name
from saferplan.evidence.tables import ALL_TABLES, Table
from saferplan.web.duties.statutory import Template as Duty
from saferplan.web.duties.statutory import templates
from saferplan.web.people.roles import Role, roles

DOCS = Path(__file__).parent
REFERENCE, DECISIONS = DOCS / "reference", DOCS / "adr"
LEAP_YEAR = 2028  # has every day of the year
TYPE_NAMES = {
    pa.string(): "text",
    pa.int64(): "whole number",
    pa.float64(): "number",
    pa.date32(): "date",
    pa.timestamp("us"): "time",
    pa.bool_(): "yes or no",
    pa.binary(): "bytes",
}
LOADS_MEANINGS = {
    "load_id": "number of the load, from 1",
    "loaded_at": "when it came into force, ISO 8601, UTC",
    "versions": "JSON: the version of every table that is in force from then on",
    "summary": "JSON: what `saferplan load --json` printed; of a row that removed others, `removed` says why",
    "generations": "JSON: the folder of each restricted table in force from then on; older ones are gone for good",
}


def main(arguments: list[str] | None = None) -> int:
    options = argparse.ArgumentParser(description="Write the generated parts of the reference.")
    options.add_argument("--check", action="store_true", help="write nothing; fail where a part is out of date")
    check = options.parse_args(arguments).check
    stale = [path for path, text in pages() if path.read_text(encoding="utf-8") != text]
    for path in stale:
        if not check:
            path.write_text(dict(pages())[path], encoding="utf-8")
        sys.stdout.write(f"{'out of date' if check else 'written'}: {path.relative_to(DOCS.parent)}\n")
    return 1 if stale and check else 0


def pages() -> Iterator[tuple[Path, str]]:
    """Every page with generated parts, as it should be."""
    parts = {
        REFERENCE / "commands.md": ("commands", commands_part()),
        REFERENCE / "lake.md": ("tables", tables_part()),
        REFERENCE / "template.md": ("templates", templates_part()),
        REFERENCE / "files.md": ("template formats", template_formats_part()),
        REFERENCE / "exit-codes.md": ("exit codes", exit_codes_part()),
        REFERENCE / "measures.md": ("measures", measures_part()),
        REFERENCE / "profile.md": ("profile fields", profile_fields_part()),
        REFERENCE / "roles.md": ("roles", roles_part()),
        REFERENCE / "duties.md": ("duties", duties_part()),
        DECISIONS / "README.md": ("decisions", decisions_part()),
    }
    for path, (part, content) in parts.items():
        page = with_part(path.read_text(encoding="utf-8"), part, content)
        # The one page with two parts.
        yield path, with_part(page, "shipped maps", shipped_maps_part()) if path.name == "profile.md" else page


def with_part(page: str, part: str, content: str) -> str:
    """The page with the content between the part's two marks. Raises ValueError where it has no such marks."""
    start, end = f"<!-- generated: {part} -->", f"<!-- end of {part} -->"
    before, opened, rest = page.partition(start)
    _, closed, after = rest.partition(end)
    if not (opened and closed):
        raise ValueError(f"the page lacks the marks of '{part}'")
    return f"{before}{start}\n\n{content.strip()}\n\n{end}{after}"


def commands() -> Iterator[argparse.ArgumentParser]:
    """Every command and subcommand of the command line, in the order in which `saferplan --help` lists them."""
    yield from _below(parser())


def _below(command: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield below
                yield from _below(below)


def arguments_of(command: argparse.ArgumentParser) -> list[argparse.Action]:
    """What can follow the command's name, --help left out."""
    left_out = (argparse._HelpAction, argparse._SubParsersAction)
    return [action for action in command._actions if not isinstance(action, left_out)]


def commands_part() -> str:
    return "\n\n".join(_command(command) for command in commands())


def _command(command: argparse.ArgumentParser) -> str:
    """Not argparse's own help text, which each version of Python lays out in its own way."""
    rows = [(_written(action), _meaning(command, action)) for action in arguments_of(command)]
    example = (command.epilog or "").removeprefix("Example:\n").strip()
    said = [f"## `{command.prog}`", command.description or ""]
    if example:
        said.append("\n".join(["```sh", *(line.strip() for line in example.splitlines()), "```"]))
    if rows:
        said.append(_grid(("argument", "meaning"), rows))
    return "\n\n".join(said)


def _written(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.metavar or action.dest}`"
    value = "" if action.nargs == 0 else f" {action.metavar or _choices(action) or action.dest.upper()}"
    return f"`{', '.join(action.option_strings)}{value}`"


def _choices(action: argparse.Action) -> str:
    return "{" + ",".join(map(str, action.choices)) + "}" if action.choices else ""


def _meaning(command: argparse.ArgumentParser, action: argparse.Action) -> str:
    page = command.prog.split()[1]
    text = (action.help or f"see [{page}]({page}.md)") % (vars(action) | {"prog": command.prog})
    return f"{text} (needed)" if action.option_strings and action.required else text


def tables_part() -> str:
    overview = _grid(
        ("table", "what it holds", "a load replaces", "part"),
        [
            (f"[`{one.name}`](#{one.name})", one.title, " and ".join(one.replaced_by), str(one.openness))
            for one in ALL_TABLES.values()
        ],
    )
    return "\n\n".join([overview, *(_table(one) for one in ALL_TABLES.values()), _loads()])


def _table(table: Table) -> str:
    rows = [
        (f"`{column.name}`", TYPE_NAMES[column.type], column.meaning + (f" ({column.unit})" if column.unit else ""))
        for column in table.columns
    ]
    layout = f" Files are kept apart by {' and '.join(table.partitioned_by)}." if table.partitioned_by else ""
    return f"### {table.name}\n\n{table.title}.{layout}\n\n{_grid(('column', 'type', 'meaning'), rows)}"


def _loads() -> str:
    rows = [(f"`{field.name}`", TYPE_NAMES[field.type], LOADS_MEANINGS[field.name]) for field in LOADS_SCHEMA]
    return f"### loads\n\nEvery load, a row a load: the commit point.\n\n{_grid(('column', 'type', 'meaning'), rows)}"


def templates_part() -> str:
    """Datasets of templates first, then templates of incidents, which are ready-made profiles."""
    return "\n\n".join([*map(_template, all_templates().values()), *map(_standard, standards().values())])


def _standard(standard: Standard) -> str:
    loaded = how_loaded(standard).replace("partner_incidents", "[partner_incidents](lake.md#partner_incidents)")
    return "\n\n".join(
        [
            f"### {standard.name}",
            f"{standard.profile.title}. {standard.what_for}",
            _columns(described_fields(standard)),
            loaded,
        ]
    )


def _columns(records: list[dict[str, Any]]) -> str:
    rows = [(f"`{one['name']}`", one["type"], "yes" if one["required"] else "", one["meaning"]) for one in records]
    return _grid(("column", "type", "needed", "meaning"), rows)


def _template(template: Template) -> str:
    """The limits of a column stand behind its meaning, as `saferplan template show` prints them."""
    table = f"[{template.table.name}](lake.md#{template.table.name})"
    replaced = f"{template.replaced_by[0].upper()}{template.replaced_by[1:]}"
    kept = f"{replaced}. Goes to {table}, which is {template.table.openness}."
    return "\n\n".join(
        [
            f"### {template.name}",
            f"{template.title}. {template.what_for}",
            _columns([described(column) for column in template.columns]),
            kept,
        ]
    )


def profile_fields_part() -> str:
    """Fields of a person once, for victims and suspects alike."""
    fields = [field for field in all_fields().values() if field.subject != Subject.SUSPECT]
    rows = [
        (f"`{field.name.replace('victim.', '…')}`", field.kind, "yes" if field.identifies else "", _of_field(field))
        for field in fields
    ]
    return _grid(("field", "kind", "apart", "meaning"), rows)


def _of_field(field: Field) -> str:
    said = [field.meaning, *([f"one of {', '.join(field.allowed)}"] if field.allowed else [])]
    return "; ".join([*said, *(["needed"] if field.needed else [])])


def shipped_maps_part() -> str:
    rows = [
        (f"`{name}`", f"{len(shipped_map(name)):,}", ", ".join(sorted(set(shipped_map(name).values()) - {""})))
        for name in SHIPPED_MAPS
    ]
    return _grid(("map", "values known", "what they mean"), rows)


def template_formats_part() -> str:
    return _grid(
        ("format", "what", "table"),
        [
            (
                f"`{format_name(one)}`",
                f"[{one.title}](template.md#{one.name})",
                f"[{one.table.name}](lake.md#{one.table.name})",
            )
            for one in all_templates().values()
        ],
    )


def exit_codes_part() -> str:
    """0, then every kind of error of a command by its code. Its docstring says when it is raised."""
    of_commands = [kind for kind in SaferplanError.__subclasses__() if not kind.__module__.startswith("saferplan.web.")]
    kinds = sorted([SaferplanError, *of_commands], key=lambda kind: kind.exit_code)
    rows = [("0", "", "All went well.")]
    rows += [(str(kind.exit_code), f"`{kind.__name__}`", " ".join((kind.__doc__ or "").split())) for kind in kinds]
    return _grid(("code", "in the code", "when"), rows)


def measures_part() -> str:
    measures = all_measures().values()
    overview = _grid(
        ("measure", "title", "rate"), [(f"[`{one.name}`](#{one.name})", one.title, one.unit) for one in measures]
    )
    return "\n\n".join([overview, *(_measure(one) for one in measures)])


def _measure(measure: Measure) -> str:
    lines = [
        ("Title", measure.title),
        ("Counts", measure.what_it_counts),
        ("Why it matters", measure.why_it_matters),
        ("Crime types", _types_of(measure)),
        ("Rate", measure.unit),
        ("Source", measure.source),
        ("Written by", measure.authored_by),
        ("Checked by", measure.checked_by or "nobody yet"),
        ("Next review", str(measure.next_review)),
    ]
    return "\n".join([f"### {measure.name}", "", *(f"- {name}: {text}" for name, text in lines)])


def _types_of(measure: Measure) -> str:
    left_out = [one.slug for one in crime_types() if one.slug not in measure.crime_types]
    if len(left_out) < len(measure.crime_types):
        return f"all but {', '.join(left_out)}"
    return ", ".join(measure.crime_types)


def roles_part() -> str:
    """What a role is for, and what it may do, in the words of the code."""
    return "\n\n".join(f"## {role.name}\n\n{role.description}\n\n{_permissions(role)}" for role in roles().values())


def _permissions(role: Role) -> str:
    return ", ".join(f"`{one}`" for one in sorted(role.permissions)) or "No permission beyond a member's."


def duties_part() -> str:
    return "\n\n".join(_duty(duty) for duty in templates().values())


def _duty(duty: Duty) -> str:
    laws = [(nation, law.citation, f"{law.applies_from:%Y-%m-%d}") for nation, law in duty.laws.items()]
    where = "Only where a council of the area is of tier one. " if duty.tier_one else ""
    where += "Only in a county with districts. " if duty.two_tier else ""
    first = f" First due on {date(LEAP_YEAR, duty.first.month, duty.first.day):%-d %B}." if duty.first else ""
    checked = f"Checked on {duty.checked:%Y-%m-%d}: {duty.certainty.in_words}."
    return "\n\n".join(
        [
            f"### {duty.title}",
            f"{duty.what} {where}{duty.note}".strip(),
            f"{duty.when}.{first} {checked}",
            _grid(("nation", "citation", "applies from"), laws),
        ]
    )


def decisions_part() -> str:
    """A line a decision, by the title of its page."""
    pages = [path for path in DECISIONS.glob("*.md") if path.name != "README.md"]
    titles = {path.name: path.read_text(encoding="utf-8").split("\n", 1)[0] for path in pages}
    return "\n".join(f"- [{title.removeprefix('# ')}]({name})" for name, title in sorted(titles.items()))


def _grid(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [headings, tuple("---" for _ in headings), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
