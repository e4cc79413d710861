"""The log's own end: entries whose time is over go with the seals that hold them, oldest first. The seals stay.

What a seal said of its entries then proves nothing but that they were there; the chain from seal to seal still holds.
"""

from datetime import date, datetime, time

from django.db import connection, transaction
from django.utils import timezone

from saferplan.web.audit.acting import acting_as
from saferplan.web.audit.models import DeletedRows, Deletion, Entry, Seal
from saferplan.web.audit.retention import schedule
from saferplan.web.audit.sealing import LOCK, ranges_of

WORD = "audit"


@transaction.atomic(durable=True)
def remove_old_entries(on: date | None = None) -> Deletion | None:
    kind = schedule()[WORD]
    cutoff = kind.cutoff(on or timezone.localdate())
    before = timezone.make_aware(datetime.combine(cutoff, time.min))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    over = list(Seal.objects.filter(at__lt=before, number__gt=emptied_until()))
    if not over:
        return None
    with acting_as("job: retention"):
        deletion = Deletion.objects.create(
            kind=WORD,
            cutoff=cutoff,
            months=kind.months,
            records=sum(seal.entries for seal in over),
            entries=0,
            entries_digest="",
            removed_before=before,
            seals_until=over[-1].number,
        )
        DeletedRows.objects.create(deletion=deletion, table_name=Entry._meta.db_table, rows=deletion.records)
        for first, last in (each for seal in over for each in ranges_of(seal.ids)):
            Entry.objects.filter(pk__range=(first, last), at__lt=before).delete()
    return deletion


def emptied_until() -> int:
    """The last seal whose entries have been removed; 0 for none."""
    last = Deletion.objects.filter(kind=WORD).order_by("seals_until").last()
    return last.seals_until if last else 0
