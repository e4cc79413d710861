"""The site does not start without its styles and scripts, nor with a navigation that leads nowhere."""

from django.contrib.staticfiles import finders
from django.core.checks import Error, register

from saferplan.web.access.table import rules
from saferplan.web.design_system.navigation import entries

ASSETS = tuple(
    f"saferplan/{name}"
    for name in ("site.css", "site.js", "supported.js", "htmx.js", "map.css", "map.js", "map-worker.js")
)


@register()
def assets_are_built(app_configs, **options) -> list[Error]:
    return [
        Error(f"{name} is not built", hint="Run `make assets`; an installed wheel has it.", id="saferplan.E010")
        for name in ASSETS
        if not finders.find(name)
    ]


@register()
def navigation_leads_somewhere(app_configs, **options) -> list[Error]:
    return [
        Error(f"navigation.toml leads to {entry.address}, and access.toml has no such address", id="saferplan.E011")
        for entry in entries()
        if entry.address not in rules()
    ]
