"""The ledger: credit earned is appended, never changed; a balance is a sum."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q

from common.append_only import AppendOnly
from credits.models.offer import CreditOffer, CreditType


class Entry(models.Model):
    """Credit given (positive) or taken back (a reversal of one entry, negative)."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="entries")
    credit_type = models.ForeignKey(CreditType, models.PROTECT, related_name="entries")
    offer = models.ForeignKey(CreditOffer, models.PROTECT, related_name="entries")
    amount = models.DecimalField(max_digits=6, decimal_places=2)
    source = models.CharField(max_length=120, unique=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    facts = models.JSONField(
        help_text="Why it was given, as it stood: activity, versions, attempt."
    )
    earned_on = models.DateField(help_text="The day the activity was completed.")
    awarded_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["awarded_at", "pk"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["learner", "awarded_at"], name="credits_entry_of_learner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, reverses__isnull=True)
                | Q(amount__lt=0, reverses__isnull=False),
                name="credits_entry_negative_only_as_reversal",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reverses=F("pk")),
                name="credits_entry_not_its_own_reversal",
            ),
            AppendOnly(name="credits_entry_append_only"),
        ]

    def __str__(self):
        return f"{self.amount:+} {self.credit_type} to {self.learner_id}"


def certificate_storage() -> Storage:
    """Return where certificates are kept."""
    return storages["certificates"]


class Certificate(models.Model):
    """The document of one entry; its code is what a stranger checks."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="certificate")
    code = models.CharField(max_length=20, unique=True)
    printed = models.JSONField(
        help_text="Everything that stands on it, as credits.domain.certificate wrote it."
    )
    file = models.FileField(storage=certificate_storage, max_length=200)
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["-issued_at"]
        constraints = [
            AppendOnly(name="credits_certificate_append_only", erasable=["printed", "file"])
        ]

    def __str__(self):
        return self.code

    @property
    def is_erased(self):
        """Whether its holder closed their account: no name and no file are left."""
        return not self.file


class Badge(models.Model):
    """A certificate as an Open Badge: the credential as signed, which wallets keep.

    Its number in the status list is the certificate's key.
    """

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="badge")
    credential = models.JSONField(help_text="Open Badges 3.0 with its Data Integrity proofs.")
    token = models.TextField(help_text="The same credential as a JSON Web Token.")
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            AppendOnly(name="credits_badge_append_only", erasable=["credential", "token"])
        ]

    def __str__(self):
        return f"Badge {self.certificate_id}"
