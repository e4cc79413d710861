"""How long answers to subject access requests are kept. The log's own end stands in log_retention.py."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from saferplan.web.audit.models import PreparedAnswer, SubjectAccessRequest
from saferplan.web.audit.retention import keeps


def _requests(cutoff: date) -> QuerySet:
    return SubjectAccessRequest.objects.filter(received_on__lt=cutoff, answers=None)


def _answers(cutoff: date) -> QuerySet:
    return PreparedAnswer.objects.filter(expires_at__lt=timezone.now(), expires_at__date__lt=cutoff)


keeps("prepared-answer", due=_answers)
keeps("subject-access", due=_requests, number="reference")
