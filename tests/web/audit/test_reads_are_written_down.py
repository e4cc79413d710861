"""Who read which record, and what for, is written down before the page is shown; what cannot be is not shown."""

import pytest
from django.db import IntegrityError, connection, transaction

from saferplan.web.audit.acting import acting_as
from saferplan.web.audit.models import Entry
from saferplan.web.audit.reading import log_read, log_reads
from saferplan.web.partnerships.models import Agency
from site_people import a_member


def reads() -> list[Entry]:
    return list(Entry.objects.filter(operation="read").order_by("id"))


def test_a_read_says_who_what_when_and_what_for(partnership):
    member, record = a_member(partnership), partnership.agencies.first()
    with acting_as(member, request="abc"):
        log_read(member=member, record=record, purpose="asb-casework", what="the page of the case", break_glass=True)

    (read,) = reads()

    assert (read.member_id, read.user_id, read.partnership_id) == (member.pk, member.user_id, partnership.pk)
    assert (read.table_name, read.record, read.purpose) == ("partnerships_agency", str(record.pk), "asb-casework")
    assert read.after == {"what": "the page of the case", "break_glass": True}
    assert read.request == "abc"


def test_the_agreement_under_which_it_was_read_is_kept(partnership):
    member, record, agreement = a_member(partnership), *partnership.agencies.all()[:2]
    log_read(member=member, record=record, purpose="asb-casework", agreement=agreement)

    assert reads()[0].after == {"agreement": agreement.pk}


def test_outside_a_request_the_member_is_told_all_the_same(partnership):
    member = a_member(partnership)
    log_read(member=member, record=partnership.agencies.first(), purpose="asb-casework")

    assert reads()[0].member_id == member.pk


def test_a_member_cannot_be_made_to_answer_for_anothers_read(partnership):
    asks, other = a_member(partnership), a_member(partnership)
    with acting_as(asks), pytest.raises(ValueError, match="one member acts"):
        log_read(member=other, record=partnership.agencies.first(), purpose="asb-casework")

    assert reads() == []


def test_several_records_on_one_page_take_one_statement(partnership, django_assert_num_queries):
    member, records = a_member(partnership), list(partnership.agencies.all())
    with acting_as(member), django_assert_num_queries(1):
        log_reads(member=member, records=records, purpose="asb-casework")

    assert {read.record for read in reads()} == {str(record.pk) for record in records}


def test_none_at_all_is_no_read(partnership):
    log_reads(member=a_member(partnership), records=[], purpose="asb-casework")

    assert reads() == []


def test_a_read_without_a_purpose_is_refused(partnership):
    with pytest.raises(ValueError, match="purpose"):
        log_read(member=a_member(partnership), record=partnership.agencies.first(), purpose="")


def test_another_partnerships_record_is_refused_and_nothing_of_the_page_is_written(partnership, other_partnership):
    member = a_member(partnership)
    records = [partnership.agencies.first(), other_partnership.agencies.first()]

    with pytest.raises(ValueError, match="no record of the member's partnership"):
        log_reads(member=member, records=records, purpose="asb-casework")
    assert reads() == []


def test_a_record_that_was_never_saved_is_refused(partnership):
    with pytest.raises(ValueError, match="no record"):
        log_read(member=a_member(partnership), record=Agency(partnership=partnership), purpose="asb-casework")


def test_what_cannot_be_written_down_raises(partnership):
    member, record = a_member(partnership), partnership.agencies.first()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry ADD CONSTRAINT disk_full CHECK (operation <> 'read') NOT VALID")
    with pytest.raises(IntegrityError), transaction.atomic():
        log_read(member=member, record=record, purpose="asb-casework")
