"""Companies that people name, and whether they are ineligible."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from courses.models.provider import Provider


class Company(models.Model):
    """A company in a provider's registry; one that people typed twice is merged into the other."""

    class Eligibility(models.TextChoices):
        """What staff found."""

        UNREVIEWED = "unreviewed", "Not reviewed"
        INELIGIBLE = "ineligible", "Ineligible company"
        ELIGIBLE = "eligible", "Not an ineligible company"

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="companies")
    name = models.CharField(max_length=160)
    eligibility = models.CharField(
        max_length=10, choices=Eligibility.choices, default=Eligibility.UNREVIEWED
    )
    rationale = models.TextField(blank=True, help_text="What its primary business is.")
    source = models.CharField(
        max_length=300, blank=True, help_text="Where this was read: an address or a document."
    )
    reviewed_on = models.DateField(null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "companies"
        constraints = [
            models.UniqueConstraint(
                "provider",
                Lower("name"),
                name="courses_company_name_once_per_provider",
                violation_error_message="This company is in the registry already.",
            ),
            models.CheckConstraint(
                condition=Q(eligibility="unreviewed")
                | Q(reviewed_on__isnull=False, reviewed_by__isnull=False) & ~Q(rationale=""),
                name="courses_company_reviewed_with_rationale",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="courses_company_not_into_itself",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_ineligible(self):
        """Whether it is an ineligible company, None while nobody has looked."""
        found = {"ineligible": True, "eligible": False}
        return found.get(self.eligibility)
