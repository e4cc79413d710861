"""`saferplan template`: datasets that a partner fills in: what their columns mean, and empty files to start from."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import add_command, print_json, print_table
from saferplan.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from saferplan.evidence.sources.template import Template, TemplateColumn

LISTED = {"name": "Template", "openness": "Part", "title": "Title"}
SHOWN = {"name": "Column", "type": "Type", "required": "", "meaning": "Meaning"}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    whole = commands.add_parser(
        "template",
        help="Templates: datasets that a partner fills in.",
        description="Datasets that no publisher gives in one format, which a partner fills in as CSV or a workbook.",
        epilog="Example:\n  saferplan template list",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parts = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add(parts, "list", run_list, "List the templates.", "saferplan template list")
    show = _add(
        parts, "show", run_show, "Show what a template's columns mean.", "saferplan template show offence-records"
    )
    write = _add(
        parts,
        "write",
        run_write,
        "Write a CSV file with a template's headings and examples to overwrite; examples are never loaded.",
        "saferplan template write offence-records --out offences.csv",
    )
    for command in (show, write):
        command.add_argument("name", metavar="NAME")
    write.add_argument("--out", type=Path, required=True, metavar="FILE", help="a file that is not there yet")


def _add(
    parts: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: "Callable[[argparse.Namespace], int]",
    summary: str,
    example: str,
) -> argparse.ArgumentParser:
    command = add_command(parts, name, summary, example, lake=False)
    command.set_defaults(run=run)
    return command


def run_list(options: argparse.Namespace) -> int:
    from saferplan.evidence.sources.template import all_templates

    records = [
        {"name": one.name, "openness": str(one.table.openness), "title": one.title} for one in all_templates().values()
    ]
    if options.json:
        print_json(records)
    else:
        print_table(records, LISTED)
    return 0


def run_show(options: argparse.Namespace) -> int:
    from saferplan.evidence.sources.template import template_named

    template = template_named(options.name)
    columns = [described(column) for column in template.columns]
    if options.json:
        print_json(_document(template, columns))
        return 0
    print(f"{template.title}.\n{template.what_for}\n")
    print_table([one | {"required": "needed" if one["required"] else ""} for one in columns], SHOWN)
    kept = f", and read for {', '.join(template.table.purposes)} alone" if template.table.purposes else ""
    print(f"\nThe table is {template.table.openness}{kept}. A newer file: {template.replaced_by}.")
    return 0


def _document(template: "Template", columns: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": template.name,
        "title": template.title,
        "what_for": template.what_for,
        "table": template.table.name,
        "openness": str(template.table.openness),
        "purposes": list(template.table.purposes),
        "replaced_by": list(template.table.replaced_by),
        "columns": columns,
        "examples": [dict(one) for one in template.examples],
    }


def described(column: "TemplateColumn") -> dict[str, Any]:
    """A column as a record: its meaning says its unit, and what may stand in it."""
    said = [column.meaning, *([column.unit] if column.unit else []), *_limits(column)]
    return {"name": column.name, "type": column.kind, "required": column.required, "meaning": "; ".join(said)}


def _limits(column: "TemplateColumn") -> list[str]:
    if column.allowed:
        return [f"one of {', '.join(column.allowed)}"]
    least = [f"at least {column.minimum:,}"] if column.minimum is not None else []
    most = [f"at most {column.maximum:,}"] if column.maximum is not None else []
    return [*least, *most]


def run_write(options: argparse.Namespace) -> int:
    from saferplan.evidence.sources.template import template_named

    template = template_named(options.name)
    try:
        # With a byte-order mark, without which spreadsheet programs take UTF-8 for an older encoding.
        with options.out.open("x", encoding="utf-8-sig", newline="") as file:
            file.write(template.as_csv())
    except FileExistsError:
        raise UsageError(
            "the file is there already", where=str(options.out), remedy="Name one that is not there yet."
        ) from None
    except OSError as fault:
        raise UsageError(
            f"the file cannot be written ({fault.strerror})", where=str(options.out), remedy="Name another."
        ) from None
    if options.json:
        print_json({"template": template.name, "file": str(options.out)})
    else:
        print(f"{options.out}: fill it in, delete the rows that begin with EXAMPLE, then: saferplan load {options.out}")
    return 0
