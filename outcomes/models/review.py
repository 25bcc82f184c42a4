"""Who may review whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from courses.models import Provider


class ReviewGrant(models.Model):
    """An accreditor may read a provider's outcome reports, for a time."""

    accreditor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="review_grants"
    )
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="review_grants")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    granted_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["accreditor", "provider"], name="outcomes_reviewgrant_once_per_provider"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("granted_at")),
                name="outcomes_reviewgrant_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.accreditor} may review {self.provider}"
