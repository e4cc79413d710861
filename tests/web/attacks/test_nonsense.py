"""Nonsense sent to every address, by people of every role: refused or passed over, and never an error of the site.

Schemathesis makes the nonsense from a description of the site: its addresses, and the fields of its forms. It is the
same in every run; NONSENSE=100 in the environment tries as much of each.
"""

import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from django.db import connection, transaction
from django.test import Client
from furnished import World, client_of
from hypothesis import HealthCheck, Phase, given, settings
from known import OF_PARTNERSHIPS, Known

from saferplan.web.access.checks import addresses
from saferplan.web.access.table import Door, rules
from saferplan.web.people.roles import Role, roles

ROUTES = dict(addresses())
FORM = "application/x-www-form-urlencoded"
EXAMPLES = int(os.environ.get("NONSENSE", "6"))
ODD = ("", "\0", "9" * 40, "-1", "é" * 3000, "2026-02-30", "1e400", "\ud7ff", "None", "0x10", "on")
BODIES = (b"", b"\xff\xfe\0", b"a=1&" * 2000, b"=" * 5000, b"%" * 100, "é=ü".encode("latin-1"))
KINDS = (FORM, "multipart/form-data; boundary=x", "multipart/form-data", "application/json", "a/b", "")
NUMBER_BEYOND = 2**63  # of what the database's numbers hold
# Signing in and out, where most tries are refused by their pace alone, has tests of its own.
# Readiness says 503, and is right: no worker is there.
TRIED = sorted(
    name
    for name, rule in rules().items()
    if (name in OF_PARTNERSHIPS or rule.door is not Door.MEMBER) and name != "operations:ready"
)
QUIET = {"database": None, "deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}


def described(name: str, known: Known) -> dict[str, Any]:
    """The address as OpenAPI describes one: numbers of records or any others, words of choices or any others."""
    path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", "/" + ROUTES[name].replace("^", "").replace("$", ""))
    parts = [
        {"name": part, "in": "path", "required": True, "schema": _part(kind, part, name, known)}
        for kind, part in re.findall(r"<(?:(\w+):)?(\w+)>", ROUTES[name])
    ]
    fields = {one.name: one for form in known.forms if form.route == name for one in form.fields.values()}
    asked = [{"name": one, "in": "query", "schema": _word(field.values)} for one, field in fields.items()]
    body = {"type": "object", "properties": {one: _word(field.values) for one, field in fields.items()}}
    content = {"content": {FORM: {"schema": body}}, "required": True}
    answers = {"responses": {"200": {"description": "a page"}}, "parameters": parts}
    page = {"name": "page", "in": "query", "schema": {"type": "string"}}
    return {
        "openapi": "3.0.2",
        "info": {"title": "saferplan", "version": "1"},
        "paths": {
            path: {
                "get": answers | {"parameters": [*parts, *asked, page]},
                "post": answers | {"requestBody": content},
            }
        },
    }


def _part(kind: str, part: str, name: str, known: Known) -> dict[str, Any]:
    if part == "partnership":
        return {"type": "string", "enum": ["chalkshire"]}
    real = {str(one[part]) for found in known.records.values() for one in found if part in one}
    if kind == "int":
        any_number = {"type": "integer", "minimum": 0, "maximum": 2 * NUMBER_BEYOND}
        return {"anyOf": [{"enum": sorted(int(one) for one in real if one.isdecimal()) or [1]}, any_number]}
    any_word = {"type": "string", "pattern": "^[a-z0-9-]{1,80}$"}
    return {"anyOf": [{"enum": sorted(real)}, any_word]} if real else any_word


def _word(values: list[str]) -> dict[str, Any]:
    words = [{"enum": values}] if values else []
    return {"anyOf": [*words, {"type": "string"}, {"enum": list(ODD)}]}


def sent(client: Client, case: Any) -> int:
    """In a transaction of its own, as the site has it; what the database would refuse at its end is refused here."""
    address = quote(case.formatted_path) + (f"?{urlencode(case.query, doseq=True)}" if case.query else "")
    body = urlencode(case.body, doseq=True, errors="replace") if isinstance(case.body, dict) else ""
    with transaction.atomic():
        answer = client.generic(case.method, address, body, content_type=FORM)
        status = answer.status_code
        if answer.streaming:
            list(answer)
        connection.check_constraints()
        transaction.set_rollback(True)
    return status


@pytest.fixture(scope="module")
def nonsense(made_world: World) -> dict[str, list[list[Any]]]:
    """By name of the address, for each of its methods: what is sent."""
    return {name: list(_made(name, made_world.known)) for name in TRIED}


def _made(name: str, known: Known) -> Iterator[list[Any]]:
    for found in schemathesis.openapi.from_dict(described(name, known)).get_all_operations():
        yield _examples(found.ok().as_strategy())


def _examples(cases: Any) -> list[Any]:
    made = []

    @settings(max_examples=EXAMPLES, phases=[Phase.generate], **QUIET)
    @given(case=cases)
    def keep(case: Any) -> None:
        made.append(case)

    keep()
    return made


@pytest.mark.parametrize("name", TRIED)
def test_nonsense_is_never_an_error(name: str, nonsense: dict, world: World, attack: Client):
    for cases in nonsense[name]:
        for case in cases:
            assert sent(attack, case) < 500, (case.formatted_path, case.query, case.body)


def is_open(name: str, role: Role) -> bool:
    needed = rules()[name].permission
    return needed is None or needed in role.permissions


@pytest.mark.parametrize("role", roles())
def test_nor_from_anybody_with_one_role(role: str, nonsense: dict, world: World):
    """At the addresses that are open to the role. What the others answer is asked in test_who_may_open_what."""
    member = world.own.members.filter(roles__role=role).exclude(pk=world.attacker.pk).first()
    client = client_of(member)
    for name in (one for one in OF_PARTNERSHIPS if is_open(one, roles()[role])):
        for first, *_ in nonsense[name]:
            assert sent(client, first) < 500, first.formatted_path


def test_nor_from_strangers(nonsense: dict, world: World):
    for name in TRIED:
        for first, *_ in nonsense[name]:
            assert sent(Client(), first) < 500, first.formatted_path


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize("kind", KINDS)
def test_bodies_that_are_no_form_are_no_error(body: bytes, kind: str, world: World, attack: Client):
    for address in ("duties:add", "people:invite", "agreements:draft"):
        answer = attack.generic("POST", world.known.addresses[address][0], body, content_type=kind)
        assert answer.status_code < 500


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "BREW"])
def test_other_methods_are_no_error(method: str, world: World, attack: Client):
    for found in world.known.addresses.values():
        for address in found[:1]:
            assert attack.generic(method, address).status_code < 500, address
