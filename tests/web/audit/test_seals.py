"""What was sealed cannot be changed unnoticed, not even by whoever owns the database."""

import threading

import psycopg
import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from saferplan.web.audit.models import Entry, Seal
from saferplan.web.audit.sealing import Ranges, as_ranges, ranges_of, seal_finished
from saferplan.web.audit.verifying import Fault, Wrong, verify
from site_people import a_user

A_USER = (
    "INSERT INTO people_user (password, email, name, is_active, joined) VALUES ('', 'slow@x.org', 'S', true, now())"
)
pytestmark = pytest.mark.django_db(transaction=True)


def entry_of(user) -> int:
    return Entry.objects.get(table_name="people_user", record=user.pk, operation="insert").pk


def as_owner(statement: str, *values) -> None:
    """As somebody who owns the database would: no trigger sees it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)


def another_connection() -> psycopg.Connection:
    told = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    return psycopg.connect(**{name: told[name] for name in names if name in told})


@pytest.fixture
def sealed() -> list[int]:
    """Nine entries under three seals."""
    numbers = []
    for _ in range(3):
        numbers += [entry_of(a_user()) for _ in range(3)]
        assert seal_finished().entries == 3
    return numbers


def test_a_log_that_nobody_touched_verifies(sealed):
    waiting = a_user()

    verdict = verify()

    assert verdict.fault is None
    assert (verdict.seals, verdict.entries, verdict.waiting) == (3, 9, 1)
    assert verdict.code == bytes(Seal.objects.last().code).hex()
    assert entry_of(waiting) > sealed[-1]


def test_nothing_new_is_not_sealed(sealed):
    assert seal_finished() is None


def test_an_empty_log_verifies():
    assert verify().fault is None
    assert verify().code == ""


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'member', user_id = 1",
        'after = \'{"name": "Somebody else"}\'',
        "at = at - interval '1 second'",
        "record = '0'",
        "partnership_id = 7",
        "request = 'another'",
        "purpose = 'tasking'",
        "operation = 'read'",
        "transaction = transaction + 1",
        "salt = gen_random_uuid()",
        "before = '{}'",
        "content_digest = sha256('x')",
        "digest = sha256('x')",
    ],
)
def test_an_altered_entry_is_named(change, sealed):
    as_owner(f"UPDATE audit_entry SET {change} WHERE id = %s", sealed[4])

    assert verify().fault == Fault(Wrong.ALTERED, 2, sealed[4])


def test_an_entry_altered_with_all_its_digests_made_new_is_named(sealed):
    from saferplan.web.audit.digests import content_of, digested_of

    as_owner("UPDATE audit_entry SET after = '{}' WHERE id = %s", sealed[4])
    as_owner(f"UPDATE audit_entry e SET content_digest = sha256(convert_to({content_of('e')}, 'UTF8'))")
    as_owner(f"UPDATE audit_entry e SET digest = sha256(convert_to({digested_of('e')}, 'UTF8'))")

    assert verify().fault == Fault(Wrong.ALTERED, 2, sealed[4])


@pytest.mark.parametrize("which", [0, 4, 8])
def test_a_removed_entry_is_named(which, sealed):
    as_owner("DELETE FROM audit_entry WHERE id = %s", sealed[which])

    assert verify().fault == Fault(Wrong.REMOVED, which // 3 + 1, sealed[which])


def test_the_first_of_several_is_named(sealed):
    as_owner("DELETE FROM audit_entry WHERE id = %s", sealed[6])
    as_owner("UPDATE audit_entry SET record = '0' WHERE id = %s", sealed[1])

    assert verify().fault == Fault(Wrong.ALTERED, 1, sealed[1])


def test_an_entry_inserted_into_the_past_is_named(sealed):
    with transaction.atomic():
        gap = entry_of(a_user())
        transaction.set_rollback(True)
    a_user()
    seal_finished()
    as_owner(
        "INSERT INTO audit_entry (id, at, transaction, request, actor, table_name, record, operation, purpose,"
        " content_digest, digest) SELECT %s, at, transaction, request, actor, table_name, record, operation, purpose,"
        " content_digest, digest FROM audit_entry WHERE id = %s",
        gap, sealed[4],
    )  # fmt: skip

    assert verify().fault == Fault(Wrong.INSERTED, entry=gap)


def test_an_emptied_entry_that_no_deletion_emptied_is_named(sealed):
    as_owner("UPDATE audit_entry SET before = NULL, after = NULL, salt = NULL WHERE id = %s", sealed[4])

    assert verify().fault == Fault(Wrong.ALTERED, 2, sealed[4])


@pytest.mark.parametrize(
    "change",
    ["ids = '1-2'", "entries = 2", "tags = ''", "until = until + 1", "at = at + interval '1 hour'", "restored = true",
     "code = sha256('x')"],
)  # fmt: skip
def test_an_altered_seal_is_named(change, sealed):
    as_owner(f"UPDATE audit_seal SET {change} WHERE number = 2")

    assert verify().fault == Fault(Wrong.SEAL, 2)


def test_a_seal_taken_out_is_named(sealed):
    as_owner("DELETE FROM audit_seal WHERE number = 2")

    assert verify().fault == Fault(Wrong.SEAL_MISSING, 2)


def test_the_end_cut_off_is_found_by_the_seal_that_somebody_kept(sealed):
    """Of a chain whose end is gone the rest still holds together: that is why a code is kept elsewhere."""
    kept = Seal.objects.last()
    as_owner("DELETE FROM audit_entry WHERE id > %s", sealed[5])
    as_owner("DELETE FROM audit_seal WHERE number = 3")

    assert verify().fault is None
    assert verify(kept_number=3, kept_code=bytes(kept.code).hex()).fault == Fault(Wrong.SEAL_MISSING, 3)


def test_a_chain_forged_by_whoever_has_the_secret_differs_from_the_code_that_was_kept(sealed):
    kept = bytes(Seal.objects.last().code).hex()
    as_owner("DELETE FROM audit_seal")
    as_owner("UPDATE audit_entry SET record = '0' WHERE id = %s", sealed[1])
    seal_finished()
    a_user()
    seal_finished()
    a_user()
    seal_finished()

    assert verify(kept_number=3, kept_code=kept).fault == Fault(Wrong.NOT_AS_KEPT, 3)


def test_a_kept_code_may_be_typed_in_capitals_with_spaces_around(sealed):
    kept = bytes(Seal.objects.get(number=2).code).hex()

    assert verify(kept_number=2, kept_code=f" {kept.upper()} \n").fault is None


def test_after_a_change_of_secret_the_old_seals_hold_as_long_as_the_old_secret_is_told(sealed, settings):
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another secret"
    a_user()
    seal_finished()
    settings.SECRET_KEY_FALLBACKS = [old]
    assert verify().fault is None

    settings.SECRET_KEY_FALLBACKS = []
    assert verify().fault == Fault(Wrong.ANOTHER_KEY, 1)


def test_a_transaction_that_ends_after_a_seal_is_in_the_next(sealed):
    """Its entry has a lower number, and an earlier transaction, than what others committed meanwhile."""
    with another_connection() as slow:
        slow.execute(A_USER)
        quick = a_user()
        assert seal_finished() is None, "nothing is sealed past a transaction that has not ended"
        slow.commit()
    after = seal_finished()

    assert after.entries == 2
    assert entry_of(quick) in {number for first, last in ranges_of(after.ids) for number in range(first, last + 1)}
    assert verify().fault is None


def test_a_transaction_that_is_rolled_back_holds_nothing_up_for_good(sealed):
    with another_connection() as slow:
        slow.execute(A_USER)
        a_user()
        slow.rollback()

    assert seal_finished().entries == 1
    assert verify().fault is None


def test_two_sealers_at_once_make_one_chain(sealed):
    a_user()
    made = []

    def sealer() -> None:
        made.append(seal_finished())
        connection.close()

    threads = [threading.Thread(target=sealer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [seal.number for seal in made if seal] == [4]
    assert verify().fault is None


def test_after_the_database_came_back_on_a_server_that_counts_anew_sealing_goes_on(sealed):
    """A restored server gives transactions numbers from the beginning; these entries were not sealed before it fell."""
    unsealed = a_user()
    as_owner("UPDATE audit_seal SET until = until + 1000000 WHERE number = 3")
    _chain_anew()
    a_user()

    first = seal_finished()
    assert first.restored
    assert first.entries == 2
    assert entry_of(unsealed) == ranges_of(first.ids)[0][0]
    assert verify().fault is None

    a_user()
    assert seal_finished().entries == 1
    assert verify().fault is None


def _chain_anew() -> None:
    from django.conf import settings

    from saferplan.web.audit.sealing import code_of, seal_key

    before = b""
    for seal in Seal.objects.order_by("number"):
        before = code_of(seal, before=before, key=seal_key(settings.SECRET_KEY))
        as_owner("UPDATE audit_seal SET code = %s WHERE number = %s", before, seal.number)


@given(st.sets(st.integers(1, 60)))
def test_ranges_tell_the_same_numbers(numbers):
    told = ranges_of(as_ranges(sorted(numbers)))
    known = Ranges(told)

    assert {n for first, last in told for n in range(first, last + 1)} == numbers
    assert [n in known for n in range(70)] == [n in numbers for n in range(70)]
