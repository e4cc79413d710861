"""Pictures of a document: uploaded with words for those who do not see them, under a name that a chapter can say."""

import re
from pathlib import PurePosixPath

from django.db import transaction
from django.utils.text import slugify

from saferplan.web.documents.beginning import free_slug
from saferplan.web.documents.models import Document, Picture
from saferplan.web.files.actions import keep_file
from saferplan.web.files.checking import CheckedFile
from saferplan.web.people.models import Member

ENDINGS = {"image/png": "png", "image/jpeg": "jpg"}
_NAME = re.compile(r"\.(png|jpg)$")


@transaction.atomic
def add_picture(*, document: Document, file: CheckedFile, alternative: str, by: Member) -> Picture:
    Document.objects.select_for_update().get(pk=document.pk)
    taken = {_NAME.sub("", name) for name in document.pictures.values_list("name", flat=True)}
    stem = free_slug(slugify(PurePosixPath(file.name).stem), taken)
    stored = keep_file(file, partnership=document.partnership, by=by)
    return Picture.objects.create(
        partnership=document.partnership,
        document=document,
        name=f"{stem}.{ENDINGS[stored.media_type]}",
        alternative=alternative,
        file=stored,
        by=by,
    )
