"""The files that saferplan takes in: templates, and the fields and maps of profiles."""

from typing import Any

from parts.grid import grid
from saferplan.commands.template import described, described_fields, how_loaded
from saferplan.evidence.partners.code_lists import SHIPPED_MAPS, shipped_map
from saferplan.evidence.partners.fields import Field, all_fields
from saferplan.evidence.partners.mentions import Subject
from saferplan.evidence.partners.standard import Standard, standards
from saferplan.evidence.sources.template import Template, all_templates
from saferplan.evidence.sources.template_files import format_name


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
    return grid(("column", "type", "needed", "meaning"), rows)


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
    return grid(("field", "kind", "apart", "meaning"), rows)


def _of_field(field: Field) -> str:
    said = [field.meaning, *([f"one of {', '.join(field.allowed)}"] if field.allowed else [])]
    return "; ".join([*said, *(["needed"] if field.needed else [])])


def shipped_maps_part() -> str:
    rows = [
        (f"`{name}`", f"{len(shipped_map(name)):,}", ", ".join(sorted(set(shipped_map(name).values()) - {""})))
        for name in SHIPPED_MAPS
    ]
    return grid(("map", "values known", "what they mean"), rows)


def template_formats_part() -> str:
    return grid(
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
