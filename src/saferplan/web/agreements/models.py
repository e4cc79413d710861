"""An agreement, its terms version by version, who has signed them, and what was done with it."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from saferplan.identities.purposes import Gateway
from saferplan.web.agreements.standing import HALTS, MAY_FOLLOW, Act, Recorded, Standing
from saferplan.web.agreements.vocabulary import categories, purposes
from saferplan.web.design_system.versions import EditedRecord
from saferplan.web.files.models import StoredFile
from saferplan.web.partnerships.models import Agency
from saferplan.web.partnerships.scope import PartnershipRecord
from saferplan.web.people.models import Member


class AgreementQuerySet(models.QuerySet):
    def with_terms(self) -> "AgreementQuerySet":
        """All that tells how each of them stands, in a fixed number of queries."""
        return self.prefetch_related(
            "statuses", "terms__parties__agency", "terms__parties__signature", "terms__purposes"
        )

    def between(self, *, reader: Agency, holder: Agency | None = None) -> "AgreementQuerySet":
        """Of which some version lets the reader read: records of the holder, where one is given."""
        sharing = Q() if holder is None else Q(terms__parties__agency=holder, terms__parties__shares=True)
        found = self.filter(terms__parties__agency=reader, terms__parties__reads=True).values("pk")
        return self.filter(sharing, pk__in=found).distinct()

    def unsigned_by(self, agency: int) -> "AgreementQuerySet":
        """Of which some version, perhaps an older one, names the agency by its key and has no signature of it."""
        unsigned = Party.objects.filter(terms__agreement=OuterRef("pk"), agency=agency, signature=None)
        return self.filter(Exists(unsigned))

    def ending(self, first: date, last: date) -> "AgreementQuerySet":
        """Of which some version has its last day then."""
        return self.filter(Exists(Terms.objects.filter(agreement=OuterRef("pk"), until__range=(first, last))))


class Agreement(PartnershipRecord):
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(Member, on_delete=models.PROTECT)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        default_related_name = "agreements"
        ordering = ("title",)
        constraints = [
            models.UniqueConstraint(fields=("partnership", "title"), name="agreement_has_one_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def latest(self) -> "Terms":
        return max(self.terms.all(), key=lambda terms: terms.number)

    def governing(self, on: date) -> "Terms | None":
        """The newest terms that all have signed and that have begun: earlier ones never come back."""
        begun = [terms for terms in self.terms.all() if terms.begins <= on and terms.is_complete(on)]
        return max(begun, key=lambda terms: terms.number, default=None)

    def halted(self, on: date) -> Standing | None:
        halts = [record for record in self._records(on) if record.status in HALTS]
        return {Recorded.SUSPENDED: Standing.SUSPENDED, Recorded.ENDED: Standing.ENDED}.get(
            max(halts, key=lambda record: record.pk).status if halts else None
        )

    def standing(self, on: date | None = None) -> Standing:
        day = on or timezone.localdate()
        return (self.governing(day) or self.latest).standing(day)

    def may(self, act: Act, on: date | None = None) -> bool:
        """Drafts are edited, sent and signed beside the terms that are in force until then."""
        day = on or timezone.localdate()
        governing, latest = self.governing(day), self.latest
        if act in (Act.EDIT, Act.SEND, Act.SIGN, Act.RENEW) or governing is None:
            return act in MAY_FOLLOW[latest.standing(day)]
        return act in MAY_FOLLOW[governing.standing(day)]

    def was_sent(self, terms: "Terms", on: date) -> bool:
        return any(record.terms_id == terms.pk and record.status == Recorded.SENT for record in self._records(on))

    def _records(self, on: date) -> list["AgreementStatus"]:
        return [record for record in self.statuses.all() if timezone.localdate(record.at) <= on]


class Terms(EditedRecord, PartnershipRecord):
    """What the parties sign. Once sent for signature they stay as they are: the database sees to it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    what_for = models.TextField()
    categories = ArrayField(models.CharField(max_length=40))
    begins = models.DateField()
    until = models.DateField()
    review_by = models.DateField()

    class Meta:
        default_related_name = "terms"
        ordering = ("agreement", "number")
        verbose_name_plural = "terms"
        constraints = [
            models.UniqueConstraint(fields=("agreement", "number"), name="terms_are_numbered_once"),
            models.CheckConstraint(condition=Q(until__gte=F("begins")), name="terms_end_after_they_begin"),
            models.CheckConstraint(
                condition=Q(review_by__gte=F("begins"), review_by__lte=F("until")), name="terms_are_reviewed_in_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, version {self.number}"

    def is_complete(self, on: date) -> bool:
        """Sent for signature, and signed by every party."""
        parties = self.parties.all()
        return bool(parties) and self.agreement.was_sent(self, on) and all(party.has_signed(on) for party in parties)

    def unsigned(self, on: date) -> list["Party"]:
        return [party for party in self.parties.all() if not party.has_signed(on)]

    def standing(self, on: date) -> Standing:
        """`until` is the last day on which they are in force."""
        governing, halted = self.agreement.governing(on), self.agreement.halted(on)
        if halted is Standing.ENDED:
            return Standing.ENDED
        if governing and self.number < governing.number:
            return Standing.REPLACED
        if governing and self.number == governing.number:
            return halted or (Standing.IN_FORCE if on <= self.until else Standing.LAPSED)
        if not self.agreement.was_sent(self, on):
            return Standing.DRAFT
        return Standing.SIGNED if self.is_complete(on) else Standing.SENT

    def sharing(self) -> list[Agency]:
        return [party.agency for party in self.parties.all() if party.shares]

    def reading(self) -> list[Agency]:
        return [party.agency for party in self.parties.all() if party.reads]


class Party(PartnershipRecord):
    """An agency that signs: its records may be read, or it may read, or both."""

    terms = models.ForeignKey(Terms, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT)
    shares = models.BooleanField()
    reads = models.BooleanField()

    class Meta:
        default_related_name = "parties"
        ordering = ("agency__name",)
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(fields=("terms", "agency"), name="agency_is_a_party_once"),
            models.CheckConstraint(condition=Q(shares=True) | Q(reads=True), name="party_shares_or_reads"),
        ]

    def __str__(self) -> str:
        return self.agency.name

    def has_signed(self, on: date) -> bool:
        signature = getattr(self, "signature", None)
        return signature is not None and timezone.localdate(signature.signed_at) <= on


class CoveredPurpose(PartnershipRecord):
    """A purpose of purposes.toml, and the gateway under which the parties share for it."""

    terms = models.ForeignKey(Terms, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=40)
    gateway = models.CharField(max_length=40)

    class Meta:
        default_related_name = "purposes"
        ordering = ("purpose",)
        constraints = [models.UniqueConstraint(fields=("terms", "purpose"), name="terms_name_a_purpose_once")]

    def __str__(self) -> str:
        known = purposes().get(self.purpose)
        return known.title if known else self.purpose

    @property
    def gateway_in_law(self) -> Gateway | None:
        known = purposes().get(self.purpose)
        return known.gateway(self.gateway) if known else None


class TermsDocument(PartnershipRecord):
    """A paper that belongs to the terms, and is signed with them. A later version may hold the same one."""

    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="documents")
    document = models.ForeignKey(StoredFile, on_delete=models.PROTECT)

    class Meta:
        default_related_name = "terms_documents"
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("terms", "document"), name="terms_hold_a_document_once")]


class Signature(PartnershipRecord):
    """By whom a party signed, and when. What was signed are the party's terms, which never change."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="signature")
    signed_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "signatures"


class AgreementStatus(PartnershipRecord):
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT)
    status = models.CharField(max_length=20, choices=Recorded)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Member, on_delete=models.PROTECT)
    why = models.TextField(blank=True)

    class Meta:
        default_related_name = "statuses"
        ordering = ("pk",)
        verbose_name_plural = "agreement statuses"


class LapseWarning(PartnershipRecord):
    """That everyone concerned was told of the terms' end."""

    terms = models.OneToOneField(Terms, on_delete=models.PROTECT, related_name="lapse_warning")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_related_name = "lapse_warnings"


def purpose_choices() -> list[tuple[str, str]]:
    return [(word, purpose.title) for word, purpose in purposes().items()]


def category_choices() -> list[tuple[str, str]]:
    return [(word, category.title) for word, category in categories().items()]
