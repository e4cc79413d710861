"""The site does not start while an address has no rule, or a rule no address."""

from collections.abc import Iterator

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from saferplan.web.access.table import Door, rules


@register()
def every_address_has_a_rule(app_configs, **options) -> list[Error]:
    known = dict(addresses())
    return (
        [
            Error(f"the address {name} is not in access.toml", hint="Say who may open it.", id="saferplan.E001")
            for name in sorted(known.keys() - rules().keys())
        ]
        + [
            Error(f"access.toml tells of {name}, and there is no such address", id="saferplan.E002")
            for name in sorted(rules().keys() - known.keys())
        ]
        + [
            Error(f"{name} is for members, and its address names no partnership", id="saferplan.E003")
            for name, route in sorted(known.items())
            if name in rules() and rules()[name].door is Door.MEMBER and "<slug:partnership>" not in route
        ]
    )


def addresses(resolver: URLResolver | None = None, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Name and route of every address. One without a name has no rule, and answers 404."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            if entry.name:
                yield f"{space}{entry.name}", route
        else:
            yield from addresses(entry, route, f"{space}{entry.namespace}:" if entry.namespace else space)
