"""The design system's components, called by name: `govuk("button", {"text": "Save"})`, here and in templates.

The options are those of the GOV.UK Design System's own pages. The components are rendered in an environment of their
own: they read options that nobody gave, which in our templates is a mistake.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, PrefixLoader
from jinja2.runtime import Macro
from markupsafe import Markup

PACKAGE = "govuk_frontend_jinja"


def govuk(name: str, options: Mapping[str, Any]) -> Markup:
    return _macro(name)(options)


@cache
def _macro(name: str) -> Macro:
    template = environment().get_template(f"{PACKAGE}/components/{name}/macro.html")
    return getattr(template.module, "govuk" + "".join(word.capitalize() for word in name.split("-")))


@cache
def environment() -> Environment:
    loader = PrefixLoader({PACKAGE: PackageLoader(PACKAGE)})
    return Environment(loader=loader, autoescape=True, auto_reload=False, trim_blocks=True, lstrip_blocks=True)
