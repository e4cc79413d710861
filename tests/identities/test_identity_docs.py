"""The pages on the restricted store and on purposes are true of the code."""

import re
import tomllib
from pathlib import Path

from saferplan.identities.purpose_files import AGREEMENT_FIELDS, FIELDS, read_purpose
from saferplan.identities.purposes import Group, Result, gateways

DOCS = Path(__file__).parents[2] / "docs"
HOW_TO = (DOCS / "how-to" / "set-up-the-restricted-store.md").read_text(encoding="utf-8")
PURPOSE = (DOCS / "reference" / "purpose.md").read_text(encoding="utf-8")


def section(page: str, heading: str) -> str:
    return page.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_the_purpose_of_the_how_to_is_one(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", HOW_TO, flags=re.DOTALL)
    file = tmp_path / "purpose.toml"
    file.write_text(example, encoding="utf-8")
    assert read_purpose(file).name == tomllib.loads(example)["name"]
    assert f"saferplan purpose record {read_purpose(file).name}.toml" in HOW_TO


def test_every_field_of_a_purpose_is_described() -> None:
    described = re.findall(r"^\| `([a-z_.]+)`", section(PURPOSE, "The file"), flags=re.MULTILINE)
    assert described == [*FIELDS, *(f"agreement.{name}" for name in AGREEMENT_FIELDS)]
    assert all(f"`{word}`" in PURPOSE for word in (*Group, *Result))


def test_every_gateway_is_described() -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (.*?):? .*\| (\S+) \|$", section(PURPOSE, "Gateways"), flags=re.MULTILINE)
    assert [(name, begins) for name, _, begins in rows] == [(one.name, str(one.begins)) for one in gateways().values()]
    assert all(one.citation.split(";")[0] in PURPOSE for one in gateways().values())
