"""What was found when a document was looked through: of which text, on which load of the evidence."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from saferplan.documents.life.remarks import About, Severity
from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.publications.models.building import A_DIGEST


class Check(PartnershipRecord):
    """`text_digest` names the exact text. `job` is the number of the job that did it, which is not kept as long."""

    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="checks")
    job = models.PositiveBigIntegerField(unique=True)
    text_digest = models.CharField(max_length=64)
    load = models.PositiveIntegerField()
    by = models.ForeignKey("people.Member", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "checks"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(condition=Q(text_digest__regex=A_DIGEST), name="check_is_of_a_text"),
        ]

    def __str__(self) -> str:
        return f"Check of {self.document} on {self.at:%d %B %Y}"


class CheckRemark(PartnershipRecord):
    """As documents.life.remarks has it. `block`: where the line stands; empty where it is in none, such as a title.

    `is_exempt`: the block was, when it was looked through. `is_public_only`: it holds of the public version alone,
    which lacks what is exempt.
    """

    found_by = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="remarks")
    about = models.CharField(max_length=20)
    severity = models.CharField(max_length=10)
    chapter = models.CharField(max_length=200)
    line = models.PositiveIntegerField()
    problem = models.TextField()
    to_do = models.TextField()
    matter = models.CharField(max_length=60, blank=True)
    block = models.ForeignKey("documents.Block", on_delete=models.PROTECT, null=True, related_name="+")
    is_exempt = models.BooleanField(default=False)
    is_public_only = models.BooleanField(default=False)

    class Meta:
        default_related_name = "check_remarks"
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=Q(about__in=list(About)), name="remark_is_about_something_known"),
            models.CheckConstraint(condition=Q(severity__in=list(Severity)), name="remark_has_a_severity"),
        ]

    def __str__(self) -> str:
        return self.problem

    @property
    def is_error(self) -> bool:
        return self.severity == Severity.ERROR
