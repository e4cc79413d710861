from django.db import migrations

from saferplan.web.partnerships.append_only import AppendOnly
from saferplan.web.partnerships.scope import SamePartnership

KEYS = {
    "document": ("begun_by",),
    "chapter": ("document",),
    "block": ("chapter",),
    "blockversion": ("block", "based_on", "merged_with", "by"),
    "comment": ("block", "by"),
    "commentsettled": ("comment", "by"),
    "suggestion": ("block", "based_on", "by"),
    "suggestionverdict": ("suggestion", "version", "by"),
    "change": ("document", "chapter", "block", "by"),
    "picture": ("document", "file", "by"),
}
ADDED_TO = ("blockversion", "comment", "commentsettled", "suggestion", "suggestionverdict", "change")


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [
        *(SamePartnership(model, field) for model, fields in KEYS.items() for field in fields),
        *(AppendOnly(model) for model in ADDED_TO),
    ]
