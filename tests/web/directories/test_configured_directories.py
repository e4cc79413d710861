"""The file of directories: what it may say, and that a mistake in it is told with its place."""

import subprocess
import sys

import pytest

from saferplan.errors import UsageError
from saferplan.web.config.environment import Environment
from saferplan.web.directories.checks import rules_lead_to_agencies
from saferplan.web.directories.configured import GroupRule, read
from saferplan.web.operations.checks import what_is_wrong

SECRET = {"SAFERPLAN_DIRECTORY_POLICE_SECRET": "hush-hush-hush"}
GOOD = """
[directories.police]
name = "Chalkshire Police"
issuer = "https://login.police.example/tenant/v2.0"
client_id = "saferplan"
email_domains = ["police.example"]

[[directories.police.groups]]
group = "crime analysts"
partnership = "chalkshire"
agency = "Chalkshire Police"
roles = ["analyst"]
"""


@pytest.fixture
def file(tmp_path):
    def write(text: str):
        path = tmp_path / "directories.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_directory(file):
    (known,) = read(file(GOOD), SECRET).values()

    assert (known.word, known.name, known.secret) == ("police", "Chalkshire Police", "hush-hush-hush")
    assert known.groups == (GroupRule("crime analysts", "chalkshire", "Chalkshire Police", frozenset({"analyst"})),)
    assert known.origin == "https://login.police.example"
    assert (known.groups_claim, known.vouches_for_email) == ("groups", False)


def test_without_the_variable_there_is_none():
    assert Environment.read(told()).directories == {}


def test_the_environment_names_the_file(file):
    given = told() | SECRET | {"SAFERPLAN_DIRECTORIES": str(file(GOOD))}

    assert list(Environment.read(given).directories) == ["police"]


def told() -> dict[str, str]:
    return {"DATABASE_URL": "postgresql://u@h/d", "SAFERPLAN_SECRET": "x", "SAFERPLAN_HOME": "."}


def test_the_secret_is_never_printed(file):
    (known,) = read(file(GOOD), SECRET).values()

    assert "hush" not in repr(known)
    assert "hush" not in repr(Environment.read(told() | SECRET | {"SAFERPLAN_DIRECTORIES": str(file(GOOD))}))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("https://login", "http://login"), "issuer that is not an address"),
        (("https://login.police.example/tenant/v2.0", "login.police.example"), "issuer that is not an address"),
        (("https://login.police.example", "https://user@login.police.example"), "issuer that is not an address"),
        (('"police.example"', ""), "names no email_domains"),
        (('"police.example"', '"@police.example"'), "names no email_domains"),
        (('"police.example"', '"*"'), "names no email_domains"),
        (('["police.example"]', '"police.example"'), "no list of email_domains"),
        (('"analyst"', '"king"'), "names a role that there is not: king"),
        (('client_id = "saferplan"', ""), "has no client_id"),
        (('client_id = "saferplan"', "client_id = 7"), "has no client_id"),
        (('client_id = "saferplan"', 'client_id = "s"\nsecret = "hush"'), "an entry that there is not: secret"),
        (('group = "crime analysts"', ""), "has no group"),
        (("[directories.police]", "[directories.Police]"), "short name of small letters"),
        (("[directories.police]", "[police]"), "alone, not police"),
        (("name =", "name"), "cannot be read"),
    ],
)
def test_a_mistake_is_told(change, why, file):
    with pytest.raises(UsageError, match=why) as told:
        read(file(GOOD.replace(*change)), SECRET)

    assert "directories.toml" in told.value.message
    assert "hush-hush" not in told.value.message


def test_a_secret_that_is_not_set_is_named(file):
    with pytest.raises(UsageError, match="SAFERPLAN_DIRECTORY_POLICE_SECRET is not set"):
        read(file(GOOD), {})


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / "none.toml", SECRET)


@pytest.mark.parametrize("issuer", ["http://localhost:9000", "http://127.0.0.1:9000/realm"])
def test_a_directory_on_the_same_machine_may_do_without_encryption(issuer, file):
    (known,) = read(file(GOOD.replace("https://login.police.example/tenant/v2.0", issuer)), SECRET).values()

    assert known.issuer == issuer


@pytest.mark.parametrize(
    ("email", "spoken_for"),
    [
        ("pat@police.example", True),
        ("PAT@Police.Example", True),
        ("pat@sub.police.example", False),
        ("pat@notpolice.example", False),
        ("police.example", False),
        ("@police.example", False),
        ("", False),
    ],
)
def test_a_directory_speaks_for_its_own_domains(email, spoken_for, file):
    (known,) = read(file(GOOD), SECRET).values()

    assert known.speaks_for(email) == spoken_for


def test_the_browser_may_send_its_form_to_the_directory_and_to_nobody_else(file):
    """A Content-Security-Policy is worked out when the settings are read, so in a process of its own."""
    given = told() | SECRET | {"SAFERPLAN_DIRECTORIES": str(file(GOOD)), "PATH": ""}
    policy = "it.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action']"
    words = f"from saferplan.web.config import settings as it; print({policy})"

    said = subprocess.run([sys.executable, "-c", words], env=given, capture_output=True, text=True, check=True).stdout

    assert said.strip() == """["'self'", 'https://login.police.example']"""


def test_the_check_names_an_agency_that_a_partnership_does_not_have(file, partnership, settings):
    settings.DIRECTORIES = read(file(GOOD.replace('agency = "Chalkshire Police"', 'agency = "Polis"')), SECRET)
    (warning,) = rules_lead_to_agencies(None, databases=["default"])
    assert "chalkshire has no agency Polis" in warning.msg

    settings.DIRECTORIES = read(file(GOOD), SECRET)
    assert rules_lead_to_agencies(None, databases=["default"]) == []


def test_an_administrator_is_told_of_it_by_the_check_of_the_site(file, partnership, settings, tmp_path):
    settings.BASE_URL, settings.STATIC_ROOT = "https://csp.example.org", tmp_path
    settings.DIRECTORIES = read(file(GOOD.replace('agency = "Chalkshire Police"', 'agency = "Polis"')), SECRET)

    assert any("chalkshire has no agency Polis" in line for line in what_is_wrong())
    assert not any("Polis" in line for line in what_is_wrong(database=False)), "it keeps no site from being served"
