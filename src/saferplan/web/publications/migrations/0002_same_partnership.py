from django.db import migrations

from saferplan.web.partnerships.append_only import AppendOnly
from saferplan.web.partnerships.scope import SamePartnership

KEYS = {
    "check": ("document", "by"),
    "checkremark": ("found_by", "block"),
    "build": ("document", "by"),
    "buildversion": ("build",),
    "approvalstep": ("group",),
    "submission": ("document", "build", "by"),
    "submissionstep": ("submission", "group"),
    "submissionend": ("submission", "by"),
    "approval": ("step", "by"),
    "publication": ("document", "version", "submission", "by"),
    "notice": ("publication", "by"),
}
ADDED_TO = (
    "check",
    "checkremark",
    "build",
    "buildversion",
    "submissionstep",
    "submissionend",
    "approval",
    "publication",
    "notice",
)


class Migration(migrations.Migration):
    dependencies = [("publications", "0001_initial")]

    operations = [
        *(SamePartnership(model, field) for model, fields in KEYS.items() for field in fields),
        *(AppendOnly(model) for model in ADDED_TO),
    ]
