"""The design system's components, called by name: `govuk("button", {"text": "Save"})`, here and in templates.

The options are those of the GOV.UK Design System's own pages.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.template import engines
from jinja2.runtime import Macro
from markupsafe import Markup


def govuk(name: str, options: Mapping[str, Any]) -> Markup:
    return _macro(name)(options)


@cache
def _macro(name: str) -> Macro:
    template = engines["jinja2"].env.get_template(f"govuk_frontend_jinja/components/{name}/macro.html")
    return getattr(template.module, "govuk" + "".join(word.capitalize() for word in name.split("-")))
