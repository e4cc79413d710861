"""Components print what the GOV.UK Design System's own examples show, and what is told to them is text."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from saferplan.web.design_system.components import govuk

EXAMPLES = Path(__file__).parents[3] / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"
SHOWN = [
    "back-link",
    "breadcrumbs",
    "button",
    "character-count",
    "checkboxes",
    "date-input",
    "details",
    "error-summary",
    "file-upload",
    "input",
    "inset-text",
    "notification-banner",
    "pagination",
    "password-input",
    "phase-banner",
    "radios",
    "select",
    "service-navigation",
    "skip-link",
    "summary-list",
    "tag",
    "task-list",
    "textarea",
    "warning-text",
]


class _Tokens(HTMLParser):
    """Tags with their attributes in no order, and words without the space around them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list) -> None:
        told = {name: " ".join(value.split()) if value else value for name, value in attributes}
        self.found.append((tag, told))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)

    def handle_data(self, data: str) -> None:
        self.found += data.split()


@pytest.mark.parametrize("name", SHOWN)
def test_a_component_prints_as_its_examples_do(name):
    file = EXAMPLES / name / "fixtures.json"
    if not file.is_file():
        pytest.skip("needs govuk-frontend: npm ci")
    examples = [one for one in json.loads(file.read_text())["fixtures"] if not one["hidden"]]
    assert examples
    for example in examples:
        printed = _Tokens(govuk(name, example["options"])).found
        assert printed == _Tokens(example["html"]).found, example["name"]


HOSTILE = '<script>alert("x")</script>\' onfocus=alert(1) x="'


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("button", {"text": HOSTILE}),
        ("tag", {"text": HOSTILE}),
        ("input", {"name": "n", "id": "n", "label": {"text": HOSTILE}, "value": HOSTILE, "hint": {"text": HOSTILE}}),
        ("textarea", {"name": "n", "id": "n", "label": {"text": "L"}, "value": HOSTILE}),
        ("select", {"name": "n", "id": "n", "label": {"text": "L"}, "items": [{"value": HOSTILE, "text": HOSTILE}]}),
        ("radios", {"name": "n", "idPrefix": "n", "items": [{"value": HOSTILE, "text": HOSTILE}]}),
        ("error-summary", {"titleText": "T", "errorList": [{"text": HOSTILE, "href": "#n"}]}),
        ("notification-banner", {"text": HOSTILE}),
        ("summary-list", {"rows": [{"key": {"text": HOSTILE}, "value": {"text": HOSTILE}}]}),
        ("service-navigation", {"navigation": [{"text": HOSTILE, "href": "/"}]}),
        ("input", {"name": "n", "id": "n", "label": {"text": "L"}, "attributes": {"data-x": HOSTILE}}),
    ],
)
def test_what_is_told_to_a_component_is_text(name, options):
    tokens = _Tokens(govuk(name, options)).found
    attributes = [attribute for token in tokens if isinstance(token, tuple) for attribute in token[1]]
    assert not [token for token in tokens if isinstance(token, tuple) and token[0] == "script"]
    assert "onfocus" not in attributes


def test_a_component_that_there_is_not_is_a_mistake_of_ours():
    with pytest.raises(Exception, match="carousel"):
        govuk("carousel", {})
