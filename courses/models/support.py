"""Commercial support of an activity: agreements with supporters, and the account of the money."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q

from common.append_only import AppendOnly
from courses.domain.support import IN_KIND, InKind
from courses.models.activity import ActivityPage
from courses.models.company import Company


def agreement_storage() -> Storage:
    """Return where signed agreements are kept: nobody reaches them but through a view."""
    return storages["agreements"]


class SupportAgreement(models.Model):
    """What a company gives to an activity, as both have signed; it is never changed, only ended."""

    activity = models.ForeignKey(ActivityPage, models.PROTECT, related_name="agreements")
    company = models.ForeignKey(Company, models.PROTECT, related_name="agreements")
    signed_on = models.DateField("signed by both on")
    amount = models.DecimalField("money, in US dollars", max_digits=12, decimal_places=2, default=0)
    in_kind = ArrayField(
        models.CharField(max_length=10, choices=[(e.value, w) for e, w in IN_KIND.items()]),
        default=list,
        blank=True,
    )
    nature = models.CharField(
        "in-kind support in words", max_length=200, blank=True,
        help_text="As learners read it, without products or brands. No estimate of its worth.",
    )  # fmt: skip
    file = models.FileField(storage=agreement_storage, max_length=200)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0)
                & Q(in_kind__contained_by=[each.value for each in InKind])
                & (Q(amount__gt=0) | ~Q(in_kind=[])),
                name="courses_supportagreement_gives_something",
                violation_error_message="Say what is given: money, something in kind, or both.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(ended_because=""),
                name="courses_supportagreement_ended_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.company}, {self.activity_id}"


class SupportLine(models.Model):
    """Money of an agreement that came in, or was spent; a mistake is reversed by a line of its own."""

    class Kind(models.TextChoices):
        """Which way the money went."""

        RECEIVED = "received", "Received"
        SPENT = "spent", "Spent"

    agreement = models.ForeignKey(SupportAgreement, models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    purpose = models.CharField(max_length=200, help_text="What it was for.")
    day = models.DateField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, reverses__isnull=True)
                | Q(amount__lt=0, reverses__isnull=False) & ~Q(reverses=F("pk")),
                name="courses_supportline_negative_only_as_reversal",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["received", "spent"]) & ~Q(purpose=""),
                name="courses_supportline_kind_known",
            ),
            AppendOnly(name="courses_supportline_append_only"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.amount}, {self.purpose}"
