"""Whoever runs the installation finds out at the command line whether the audit is as it was sealed."""

import json

import pytest
from django.db import connection, transaction

from saferplan.cli import main
from saferplan.web.audit.models import Seal, SealCheck
from saferplan.web.audit.sealing import seal_finished
from site_people import a_user

VERIFY = ["site", "verify-seals"]
USAGE, NOT_AS_SEALED = 2, 15

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sealed():
    a_user()
    return seal_finished()


def alter_past_the_site() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE audit_entry SET actor = 'somebody else' WHERE id = (SELECT min(id) FROM audit_entry)")


def test_an_audit_that_nobody_touched_is_as_it_was_sealed(sealed, capsys):
    assert main(VERIFY) == 0

    out = capsys.readouterr().out
    assert f"All {sealed.entries} entries under 1 seal are as they were sealed." in out
    assert bytes(sealed.code).hex() in out
    assert SealCheck.objects.get().fault == "", "the page of the seals tells of the check too"


def test_before_the_first_seal_there_is_nothing_to_hold_against(capsys):
    assert main(VERIFY) == 0

    assert "Nothing is sealed yet." in capsys.readouterr().out


def test_an_altered_entry_is_named_and_has_an_exit_code_of_its_own(sealed, capsys):
    alter_past_the_site()

    assert main(VERIFY) == NOT_AS_SEALED
    assert ": altered. Keep this database as it is" in capsys.readouterr().err


def test_for_programs_the_fault_is_json_too(sealed, capsys):
    alter_past_the_site()

    assert main([*VERIFY, "--json"]) == NOT_AS_SEALED
    told = json.loads(capsys.readouterr().out)
    assert told["fault"].endswith(": altered")
    assert (told["seals"], told["entries"]) == (1, sealed.entries)


def test_a_kept_seal_has_to_be_among_those_of_the_database(sealed, capsys):
    kept = bytes(sealed.code).hex()

    assert main([*VERIFY, "--number", "1", "--code", kept.upper()]) == 0
    assert main([*VERIFY, "--number", "1", "--code", "0" * 64]) == NOT_AS_SEALED
    assert main([*VERIFY, "--number", "2", "--code", kept]) == NOT_AS_SEALED
    assert SealCheck.objects.first().kept_number == 2


@pytest.mark.parametrize("half", [["--number", "1"], ["--code", "0" * 64], ["--number", "1", "--code", "abc"]])
def test_half_a_kept_seal_is_no_reason_to_say_that_all_is_well(half, sealed, capsys):
    assert main([*VERIFY, *half]) == USAGE
    assert not SealCheck.objects.exists()


def test_seals_of_an_older_secret_hold_while_that_secret_is_told(sealed, settings, capsys):
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another secret"
    a_user()
    seal_finished()

    assert main(VERIFY) == NOT_AS_SEALED
    assert "SAFERPLAN_OLD_SECRETS" in capsys.readouterr().err

    settings.SECRET_KEY_FALLBACKS = [old]
    assert main(VERIFY) == 0
    assert Seal.objects.count() == 2
