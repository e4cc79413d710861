"""A page as a program sees it: its links and its forms."""

from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve


@dataclass
class Field:
    """`values`: what may be chosen; of a field to type into, none. `value`: as the page came."""

    name: str
    kind: str
    value: str = ""
    values: list[str] = field(default_factory=list)


@dataclass
class Form:
    """`page` is where it stands; `action` where it goes."""

    page: str
    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    @cached_property
    def route(self) -> str:
        return route_of(self.action)

    def filled(self, **replaced: str) -> dict[str, str]:
        """As a browser would send it: what stands in it, and the first choice where none is made."""
        told = {one.name: one.value or (one.values[0] if one.values else "") for one in self.fields.values()}
        return {name: value for name, value in told.items() if value != ""} | replaced


class Page(HTMLParser):
    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address, self.links, self.forms = address, [], []
        self._form: Form | None = None
        self._select: Field | None = None
        self._area: Field | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attributes}
        match tag:
            case "a" if told.get("href"):
                self.links.append(urljoin(self.address, told["href"]))
            case "form":
                action = urljoin(self.address, told.get("action") or self.address)
                self._form = Form(self.address, action, told.get("method", "get").lower())
                self.forms.append(self._form)
            case "input" | "button" if self._form is not None and told.get("name"):
                self._input(told, tag)
            case "select" if self._form is not None:
                self._select = self._form.fields.setdefault(told["name"], Field(told["name"], "select"))
            case "option" if self._select is not None:
                self._select.values.append(told.get("value", ""))
                if "selected" in told:
                    self._select.value = told.get("value", "")
            case "textarea" if self._form is not None:
                self._area = self._form.fields.setdefault(told["name"], Field(told["name"], "textarea"))

    def _input(self, told: dict[str, str], tag: str) -> None:
        kind = "submit" if tag == "button" else told.get("type", "text")
        found = self._form.fields.setdefault(told["name"], Field(told["name"], kind))
        if kind in ("radio", "checkbox", "submit"):
            found.values.append(told.get("value", "on"))
            if "checked" in told:
                found.value = told.get("value", "on")
        else:
            found.value = told.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


def route_of(address: str) -> str:
    """The name of the address; nothing where there is no such page."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""
