"""Seals: what the log held when its transactions had ended, chained, and keyed with a secret kept elsewhere."""

from django.db import models
from django.utils import timezone


class Seal(models.Model):
    """Of all entries of transactions from `since` up to, and without, `until`.

    `ids` tells them as ranges ("1-40,42-50"), `tags` has 16 bytes of each one's digest in the order of their ids, so
    that the one which was altered, removed or inserted can be named. `restored` marks the first seal after the
    database was brought back to another server, where transactions are counted anew: it takes in everything not
    sealed before.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    since = models.BigIntegerField()
    until = models.BigIntegerField()
    restored = models.BooleanField(default=False)
    entries = models.IntegerField()
    ids = models.TextField(blank=True)
    tags = models.BinaryField()
    key_check = models.CharField(max_length=8)
    code = models.BinaryField()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return f"Seal {self.number}"


class SealCheck(models.Model):
    """What holding every entry against its seal found; `fault` is empty where nothing is wrong."""

    at = models.DateTimeField(default=timezone.now)
    seals = models.PositiveBigIntegerField()
    entries = models.PositiveBigIntegerField()
    waiting = models.PositiveBigIntegerField()
    kept_number = models.PositiveBigIntegerField(null=True, help_text="Of the seal that somebody kept, and gave")
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"Check {self.pk}"
