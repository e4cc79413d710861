"""A partnership's colours as custom properties, which the site's own stylesheet uses."""

from collections.abc import Mapping

PROPERTIES = {
    "brand": "--govuk-brand-colour",
    "on_brand": "--saferplan-on-brand-colour",
    "link": "--govuk-link-colour",
}


def stylesheet_of(colours: Mapping[str, str]) -> str:
    lines = [f"{PROPERTIES[name]}:{colour}" for name, colour in colours.items()]
    return ":root{" + ";".join(lines) + "}\n"
