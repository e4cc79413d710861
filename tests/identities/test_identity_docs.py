"""The pages on the restricted store and on purposes are true of the code."""

import re
import tomllib
from pathlib import Path

import pytest

from restricted import OTHER_KEY, TEST_KEY
from saferplan.cli import main
from saferplan.identities.purpose_files import AGREEMENT_FIELDS, FIELDS, read_purpose
from saferplan.identities.purposes import Group, Result, gateways

DOCS = Path(__file__).parents[2] / "docs"
CODE = DOCS.parent / "src" / "saferplan" / "identities"
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


def test_the_commands_of_the_how_to_work_in_their_order(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a reader would type them, from an empty database; what the shell itself does stands in here."""
    (example,) = re.findall(r"```toml\n(.*?)```", HOW_TO, flags=re.DOTALL)
    (tmp_path / "repeat-victims-2027.toml").write_text(example, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("SAFERPLAN_KEY", TEST_KEY)
    monkeypatch.setenv("SAFERPLAN_NEW_KEY", OTHER_KEY)
    typed = [line for block in re.findall(r"```sh\n(.*?)```", HOW_TO, flags=re.DOTALL) for line in block.splitlines()]
    commands = [line.split()[1:] for line in typed if line.startswith("saferplan")]
    assert len(commands) >= 6
    for words in commands:
        assert main(words) == 0, capsys.readouterr().err
    assert "Rotated: 0 people" in capsys.readouterr().out


def test_the_messages_that_the_how_to_explains_are_those_of_the_program() -> None:
    told = re.findall(r"^\| `(.+?)` \|", section(HOW_TO, "When something does not fit"), flags=re.MULTILINE)
    code = "".join(file.read_text(encoding="utf-8") for file in CODE.glob("*.py")).replace("{name}", "SAFERPLAN_KEY")
    assert len(told) == 6
    assert [message for message in told if message not in code] == []


def test_every_field_of_a_purpose_is_described() -> None:
    described = re.findall(r"^\| `([a-z_.]+)`", section(PURPOSE, "The file"), flags=re.MULTILINE)
    assert described == [*FIELDS, *(f"agreement.{name}" for name in AGREEMENT_FIELDS)]
    assert all(f"`{word}`" in PURPOSE for word in (*Group, *Result))


def test_every_gateway_is_described() -> None:
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (.*?):? .*\| (\S+) \|$", section(PURPOSE, "Gateways"), flags=re.MULTILINE)
    assert [(name, begins) for name, _, begins in rows] == [(one.name, str(one.begins)) for one in gateways().values()]
    assert all(one.citation.split(";")[0] in PURPOSE for one in gateways().values())
