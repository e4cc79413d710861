"""Records are written once, and nothing names another partnership."""

from django.db import migrations

from saferplan.web.partnerships.append_only import AppendOnly
from saferplan.web.partnerships.scope import SamePartnership

KEYS = [
    ("case", "holder"),
    ("case", "owner"),
    ("casestatus", "case"),
    ("casestatus", "by"),
    ("riskjudgement", "case"),
    ("riskjudgement", "by"),
    ("caseperson", "case"),
    ("note", "case"),
    ("note", "by"),
    ("breakglass", "case"),
    ("breakglass", "member"),
    ("breakglassreview", "use"),
    ("breakglassreview", "by"),
    ("escalation", "case"),
    ("escalation", "terms"),
    ("escalationdecision", "escalation"),
    ("escalationdecision", "by"),
]
WRITTEN_ONCE = [
    "casestatus",
    "riskjudgement",
    "note",
    "breakglass",
    "breakglassreview",
    "escalation",
    "escalationdecision",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("agreements", "0002_what_the_database_keeps")]

    operations = [
        *(SamePartnership(model, field) for model, field in KEYS),
        *(AppendOnly(model) for model in WRITTEN_ONCE),
    ]
