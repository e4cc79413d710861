"""Every address with what nobody thought of: it never fails, and answers as openapi.json says.

Not every period that is spelt well can be answered (one that ends before it begins), so that what is well spelt is
accepted is not asked for.
"""

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from schemathesis.specs.openapi.checks import positive_data_acceptance

EXAMPLES = 10
OPERATIONS = 23
TRIED = how(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.fixture
def described(gridhams, monkeypatch):
    """The site in this thread and on the test's own connection, which no request may close."""
    monkeypatch.setattr(settings, "API_LIMITS", {})
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operations(described):
    return [found.ok() for found in described.get_all_operations()]


def tried(described, check):
    """Calls `check` with cases of every operation."""

    def of_a_case(case):
        check(case)

    for operation in operations(described):
        TRIED(given(case=operation.as_strategy())(of_a_case))()


def check_answer(case):
    case.call_and_validate(excluded_checks=[positive_data_acceptance])


def test_asked_by_anyone(described):
    tried(described, check_answer)


def test_of_a_partnership_that_there_is_with_a_token(described, a_token):
    headers = {"Authorization": f"Bearer {a_token('duties', 'evidence')}"}
    answered = set()

    def check(case):
        if "partnership" in case.path_parameters:
            case.path_parameters["partnership"] = "chalkshire"
        answer = case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])
        answered.add(answer.status_code)

    tried(described, check)
    assert 200 in answered


def test_every_operation_is_described(described):
    told = operations(described)

    assert len(told) == OPERATIONS
    assert len({one.definition.raw["operationId"] for one in told}) == OPERATIONS
    assert all(one.definition.raw["summary"] and one.definition.raw["tags"] for one in told)
