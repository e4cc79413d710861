"""Entries that retention has emptied, held against the deletions on record: nothing else may have emptied one."""

from hashlib import sha256

from django.db.models import QuerySet

from saferplan.web.audit.log_retention import WORD as LOG
from saferplan.web.audit.models import Deletion, Entry, Operation

DELETIONS = Deletion._meta.db_table


def digest_of(entries: QuerySet) -> str:
    """Of the entries' numbers and digests, in order: which ones were emptied, and nothing of what they held."""
    told = sha256()
    for number, digest in entries.order_by("pk").values_list("pk", "digest").iterator():
        told.update(f"{number}:{bytes(digest).hex()};".encode())
    return told.hexdigest()


def wrongly_emptied() -> int | None:
    """The first entry that was emptied by no deletion, or by one that is not as the log has it."""
    emptied = Entry.objects.exclude(redacted_by=None)
    suspects = [emptied.exclude(redacted_by__in=Deletion.objects.values("pk"))]
    suspects += [emptied.filter(redacted_by=each.pk) for each in Deletion.objects.exclude(kind=LOG) if not _holds(each)]
    numbers = [number for entries in suspects for number in entries.order_by("pk").values_list("pk", flat=True)[:1]]
    return min(numbers, default=None)


def _holds(deletion: Deletion) -> bool:
    """Once the log has lost old entries of its own, those that are left cannot be more than there were."""
    entries = Entry.objects.filter(redacted_by=deletion.pk)
    log_was_cut = Deletion.objects.filter(kind=LOG, at__gt=deletion.at).exists()
    if log_was_cut:
        return entries.count() <= deletion.entries
    written = Entry.objects.filter(table_name=DELETIONS, record=deletion.pk, operation=Operation.INSERT).first()
    told = written.after if written else {}
    return told.get("entries_digest") == deletion.entries_digest == digest_of(entries)
