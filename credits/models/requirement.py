"""What licences and certifications ask, as dated versions, and which credit boards take."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models import Profession
from common.append_only import AppendOnly
from common.fields import CheckboxArrayField


class Confidence(models.TextChoices):
    """How sure a version is."""

    VERIFIED = "verified", "Verified with the source"
    SECONDARY = "secondary", "From a secondary source"
    UNVERIFIED = "unverified", "Not verified"


class Requirement(models.Model):
    """A licence or certification that asks for continuing education; its versions say how much."""

    slug = models.SlugField(max_length=60, unique=True)
    authority = models.CharField(max_length=160, help_text="The board, in full.")
    jurisdiction = models.CharField(
        max_length=10, help_text="As ISO 3166 writes it, for example US-TX; US for all of them."
    )
    professions = CheckboxArrayField(
        models.CharField(max_length=32, choices=Profession.choices), default=list
    )
    credential = models.CharField(max_length=160, help_text="What is held, as the board names it.")

    class Meta:
        ordering = ["jurisdiction", "authority", "credential"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "credential"],
                name="credits_requirement_once_per_credential",
                violation_error_message="There is a requirement for this credential already.",
            )
        ]

    def __str__(self):
        return f"{self.authority}: {self.credential}"


class RequirementVersion(models.Model):
    """What a requirement asks from a day on; never changed, a newer one takes its place."""

    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)
    body = models.JSONField(help_text="As credits.domain.requirements.model reads it.")
    source = models.CharField(max_length=400, help_text="Where it is written.")
    checked_on = models.DateField(help_text="When somebody last compared it with the source.")
    confidence = models.CharField(max_length=12, choices=Confidence.choices)
    note = models.TextField(blank=True, help_text="Learners read it.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["requirement", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "number"], name="credits_requirementversion_number_once"
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="credits_requirementversion_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(source=""), name="credits_requirementversion_has_a_source"
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=Confidence.values),
                name="credits_requirementversion_confidence_known",
            ),
            AppendOnly(name="credits_requirementversion_append_only"),
        ]

    def __str__(self):
        return f"{self.requirement_id}, version {self.number}"


class AcceptanceRule(models.Model):
    """Credit of this type counts in that category of boards; never the other way round."""

    credit_type = models.SlugField(max_length=40)
    category = models.SlugField(
        max_length=40, help_text="As requirements name it, for example cat1."
    )
    factor = models.DecimalField(
        max_digits=6,
        decimal_places=3,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.001"))],
        help_text="How much one credit counts.",
    )
    cap = models.DecimalField(
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="The most that counts in one cycle; empty: no limit.",
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=400)
    checked_on = models.DateField()

    class Meta:
        ordering = ["credit_type", "category", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(factor__gt=0), name="credits_acceptancerule_factor_positive"
            ),
            models.CheckConstraint(
                condition=Q(cap__isnull=True) | Q(cap__gt=0),
                name="credits_acceptancerule_cap_positive",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="credits_acceptancerule_ends_after_it_begins",
                violation_error_message="The rule ends before it begins.",
            ),
            models.UniqueConstraint(
                fields=["credit_type", "category", "valid_from"],
                nulls_distinct=False,
                name="credits_acceptancerule_once",
                violation_error_message="There is such a rule from this day on already.",
            ),
        ]

    def __str__(self):
        return f"{self.credit_type} as {self.category}"
