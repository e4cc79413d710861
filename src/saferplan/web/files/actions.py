"""Keeps and removes uploaded files, together with the record that they belong to."""

from django.db import transaction

from saferplan.web.files import places
from saferplan.web.files.checking import CheckedFile
from saferplan.web.files.models import StoredFile
from saferplan.web.files.sweeping import remove_content
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member


@transaction.atomic
def keep_file(checked: CheckedFile, *, partnership: Partnership, by: Member) -> StoredFile:
    """The content lies in its place before the row is written; if the transaction fails, the daily sweep takes it away.

    Raises NotKept where the disk has no room.
    """
    place = places.new_place(partnership.slug)
    places.put_in_place(checked.incoming.path, place)
    return StoredFile.objects.create(
        partnership=partnership,
        purpose=checked.purpose.word,
        name=checked.name,
        media_type=checked.kind.media_type,
        size=checked.incoming.size,
        sha256=checked.incoming.sha256,
        place=place,
        uploaded_by=by,
    )


@transaction.atomic
def remove_file(stored: StoredFile) -> None:
    """The row goes now, the content when that is certain. Where a backup is being made, the daily sweep does it."""
    place = stored.place
    stored.delete()
    transaction.on_commit(lambda: remove_content(place))
