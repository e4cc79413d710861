"""How long the record of what was asked of the workers is kept."""

from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from saferplan.web.audit.retention import keeps
from saferplan.web.jobs.models import Job


def _ended(cutoff: date) -> QuerySet:
    return Job.objects.filter(finished_at__lt=timezone.make_aware(datetime.combine(cutoff, time.min)))


keeps("job", due=_ended)
