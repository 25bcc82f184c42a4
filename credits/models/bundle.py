"""A year's certificates in one file, made in the background and kept for a while."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from credits.models.ledger import certificate_storage

PAPERS = [("a4", "A4"), ("letter", "Letter")]


class Bundle(models.Model):
    """A learner's wish for a year's certificates, how far it is, and the file."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bundles")
    year = models.PositiveSmallIntegerField()
    paper = models.CharField(max_length=6, choices=PAPERS, default="a4")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    ready_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    file = models.FileField(storage=certificate_storage, max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner"],
                condition=Q(ready_at__isnull=True, failed_at__isnull=True),
                name="credits_bundle_one_under_way",
            ),
            models.CheckConstraint(
                condition=Q(ready_at__isnull=True) | ~Q(file=""),
                name="credits_bundle_ready_has_file",
            ),
            models.CheckConstraint(
                condition=Q(done__lte=F("total")), name="credits_bundle_done_of_total"
            ),
        ]

    def __str__(self):
        return f"Certificates of {self.year}"
