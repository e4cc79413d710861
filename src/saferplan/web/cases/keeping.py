"""How long cases are kept: counted from the day on which a case was last closed. An open one is never due."""

from datetime import date, datetime, time

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from saferplan.web.audit.retention import keeps
from saferplan.web.cases.models import Case, CaseStatus, Open


def _closed(cutoff: date) -> QuerySet:
    last = CaseStatus.objects.filter(case=OuterRef("pk")).order_by("-pk")
    standing = Case.objects.annotate(stands=Subquery(last.values("status")[:1]), since=Subquery(last.values("at")[:1]))
    return standing.filter(stands=Open.CLOSED, since__lt=timezone.make_aware(datetime.combine(cutoff, time.min)))


keeps("case", due=_closed, number="number")
