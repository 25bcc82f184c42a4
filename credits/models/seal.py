"""Seals of the ledger (credits.domain.sealing)."""

from django.db import models
from django.db.models import F, Q

from common.append_only import AppendOnly
from credits.models.ledger import Entry


class Seal(models.Model):
    """A signed statement about some entries and everything sealed before them."""

    number = models.PositiveIntegerField(unique=True)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="following"
    )
    statement = models.TextField(help_text="Canonical JSON, as signed.")
    hash = models.CharField(max_length=64, unique=True)
    signature = models.JSONField()
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number=1, previous__isnull=True)
                | Q(number__gt=1, previous__isnull=False),
                name="credits_seal_only_the_first_has_none_before",
            ),
            models.CheckConstraint(
                condition=Q(previous__isnull=True) | ~Q(previous=F("pk")),
                name="credits_seal_not_before_itself",
            ),
            AppendOnly(name="credits_seal_append_only"),
        ]

    def __str__(self):
        return f"Seal {self.number}"


class SealedEntry(models.Model):
    """The place of an entry in a seal."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="sealed")
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="entries")
    index = models.PositiveIntegerField()
    leaf = models.CharField(max_length=64, help_text="Hash of the entry and what it rests on.")

    class Meta:
        ordering = ["seal", "index"]
        constraints = [
            models.UniqueConstraint(
                fields=["seal", "index"], name="credits_sealedentry_place_once_per_seal"
            ),
            AppendOnly(name="credits_sealedentry_append_only"),
        ]

    def __str__(self):
        return f"Entry {self.entry_id} in seal {self.seal_id}"
