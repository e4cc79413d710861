"""Answers to people who ask what is held about them: that one was prepared, and, for a while, the answer itself."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.people.models import Member


class SubjectAccessRequest(PartnershipRecord):
    """The person's details are not kept: `reference` is the number under which the officer files the request."""

    reference = models.CharField(max_length=60)
    received_on = models.DateField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "subject_access_requests"
        ordering = ("-received_on", "-id")
        constraints = [
            models.UniqueConstraint(fields=("partnership", "reference"), name="subject_access_once_a_reference")
        ]


class PreparedAnswerQuerySet(models.QuerySet):
    def lasting(self) -> "PreparedAnswerQuerySet":
        return self.filter(expires_at__gt=timezone.now())


class PreparedAnswer(PartnershipRecord):
    """`sealed` is a zip file, encrypted. The row goes when it expires; the request stays."""

    request = models.ForeignKey(SubjectAccessRequest, on_delete=models.PROTECT, related_name="answers")
    sealed = models.BinaryField()
    row = models.UUIDField(unique=True)
    records = models.PositiveIntegerField()
    to_redact = models.PositiveIntegerField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT)
    at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects = PreparedAnswerQuerySet.as_manager()

    class Meta:
        default_related_name = "prepared_answers"
        ordering = ("-at",)
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("at")), name="answer_expires_after_it_was_made")
        ]
