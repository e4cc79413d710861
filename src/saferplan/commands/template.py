"""`saferplan template`: datasets that a partner fills in: what their columns mean, and empty files to start from."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import add_group, add_part, print_json, print_table, write_new
from saferplan.errors import UsageError

if TYPE_CHECKING:
    from saferplan.evidence.partners.standard import Standard
    from saferplan.evidence.sources.template import Template, TemplateColumn

# With a byte-order mark, without which spreadsheet programs take UTF-8 for an older encoding.
FOR_SPREADSHEETS = "utf-8-sig"
LISTED = {"name": "Template", "openness": "Part", "title": "Title"}
SHOWN = {"name": "Column", "type": "Type", "required": "", "meaning": "Meaning"}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parts = add_group(
        commands,
        "template",
        "Templates: datasets that a partner fills in.",
        "saferplan template list",
        "Datasets that no publisher gives in one format, which a partner fills in as CSV or a workbook.",
    )
    add_part(parts, "list", run_list, "List the templates.", "saferplan template list", lake=False)
    show = add_part(
        parts,
        "show",
        run_show,
        "Show what a template's columns mean.",
        "saferplan template show offence-records",
        lake=False,
    )
    write = add_part(
        parts,
        "write",
        run_write,
        "Write a CSV file with a template's headings and examples to overwrite; examples are never loaded.",
        "saferplan template write offence-records --out offences.csv",
        lake=False,
    )
    for command in (show, write):
        command.add_argument("name", metavar="NAME")
    write.add_argument(
        "--agency",
        metavar="NAME",
        help="of a template of incidents: who fills it in; its mapping profile is written beside the file, to be kept",
    )
    write.add_argument("--out", type=Path, required=True, metavar="FILE", help="a file that is not there yet")


def run_list(options: argparse.Namespace) -> int:
    from saferplan.evidence.partners.standard import standards
    from saferplan.evidence.sources.template import all_templates
    from saferplan.evidence.tables import PARTNER_INCIDENTS

    records = [
        {"name": one.name, "openness": str(one.table.openness), "title": one.title} for one in all_templates().values()
    ]
    records += [
        {"name": one.name, "openness": str(PARTNER_INCIDENTS.openness), "title": one.profile.title}
        for one in standards().values()
    ]
    if options.json:
        print_json(records)
    else:
        print_table(records, LISTED)
    return 0


def run_show(options: argparse.Namespace) -> int:
    from saferplan.evidence.sources.template import template_named

    if standard := _standard(options.name):
        return _show_standard(standard, as_json=options.json)
    template = template_named(options.name)
    columns = [described(column) for column in template.columns]
    if options.json:
        print_json(_document(template, columns))
        return 0
    print(f"{template.title}.\n{template.what_for}\n")
    _print_columns(columns)
    kept = f", and read for {', '.join(template.table.purposes)} alone" if template.table.purposes else ""
    print(f"\nThe table is {template.table.openness}{kept}. A newer file: {template.replaced_by}.")
    return 0


def _print_columns(columns: list[dict[str, Any]]) -> None:
    print_table([one | {"required": "needed" if one["required"] else ""} for one in columns], SHOWN)


def _standard(name: str) -> "Standard | None":
    """The ready-made profile of this name, whose files are of incidents."""
    from saferplan.evidence.partners.standard import standards

    return standards().get(name)


def _show_standard(standard: "Standard", *, as_json: bool) -> int:
    columns = described_fields(standard)
    if as_json:
        print_json(_document_of_standard(standard, columns))
        return 0
    print(f"{standard.profile.title}.\n{standard.what_for}\n")
    _print_columns(columns)
    print(f"\n{how_loaded(standard)}")
    return 0


def described_fields(standard: "Standard") -> list[dict[str, Any]]:
    """A column as a record, as `described` has it; of one that fills two fields, what both mean."""
    from saferplan.evidence.partners.fields import all_fields

    found = []
    for heading in standard.profile.headings:
        fields = [all_fields()[name] for name in standard.fields_of(heading)]
        said = [*(field.meaning for field in fields), *standard.limits_of(heading)]
        found.append(
            {
                "name": heading,
                "type": fields[0].kind,
                "required": standard.is_needed(heading),
                "meaning": "; ".join(said),
            }
        )
    return found


def how_loaded(standard: "Standard") -> str:
    """What a file must be called, and what a newer one replaces."""
    own = (
        f"Each agency has a profile of its own: saferplan template write {standard.name} --agency NAME --out FILE."
        if standard.several_agencies
        else f"A file with {standard.name} in its name is loaded without a profile being kept."
    )
    return f"The table is partner_incidents, which is restricted. {own} A newer file replaces the months that it holds."


def _document_of_standard(standard: "Standard", columns: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": standard.name,
        "title": standard.profile.title,
        "what_for": standard.what_for,
        "table": "partner_incidents",
        "openness": "restricted",
        "several_agencies": standard.several_agencies,
        "columns": columns,
        "examples": [dict(one) for one in standard.examples],
        "profile": standard.profile.text,
    }


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
    withheld = ["small counts are not given: leave the cell empty"] if column.withholds_small else []
    return [*least, *most, *withheld]


def run_write(options: argparse.Namespace) -> int:
    from saferplan.evidence.sources.template import template_named

    if standard := _standard(options.name):
        return _write_standard(standard, options)
    if options.agency:
        raise UsageError("--agency goes with templates of incidents", remedy="Leave it out.")
    template = template_named(options.name)
    write_new(options.out, template.as_csv(), FOR_SPREADSHEETS)
    if options.json:
        print_json({"template": template.name, "file": str(options.out)})
    else:
        print(f"{options.out}: fill it in, delete the rows that begin with EXAMPLE, then: saferplan load {options.out}")
    return 0


def _write_standard(standard: "Standard", options: argparse.Namespace) -> int:
    if standard.several_agencies and not options.agency:
        raise UsageError(
            f"several agencies fill in {standard.name}, and each needs a profile of its own",
            remedy='Name the agency, as in --agency "Harbour Homes".',
        )
    profile = options.out.with_suffix(".toml")
    text = standard.text_for(options.agency) if options.agency else ""
    wanted = _name_wanted(standard, options.agency)
    if wanted not in options.out.name.casefold():
        raise UsageError(f"the file must have {wanted} in its name, by which it is known again", where=str(options.out))
    if text:
        write_new(profile, text)
    write_new(options.out, standard.as_csv(), FOR_SPREADSHEETS)
    if options.json:
        written = {"template": standard.name, "file": str(options.out)}
        print_json(written | ({"profile": str(profile)} if text else {}))
        return 0
    keep = f"keep its profile once with: saferplan profile keep {profile}; then " if text else ""
    print(f"{options.out}: fill it in, then {keep}load it with: saferplan load {options.out}")
    return 0


def _name_wanted(standard: "Standard", agency: str | None) -> str:
    from saferplan.evidence.partners.standard import slug

    return f"{slug(agency)}-{standard.name}" if agency else standard.name
