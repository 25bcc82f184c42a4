"""What a learner holds, what they told about themselves, and credit from elsewhere."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from credits.domain.external import KINDS
from credits.models.requirement import Requirement


class Licence(models.Model):
    """A licence or certification that a learner holds, with the facts its rules depend on.

    Its number is an `Identifier` of the learner's, under the requirement's slug.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="licences")
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="licences")
    issued_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    facts = models.JSONField(
        default=dict, blank=True, help_text="By name, as credits.domain.requirements.facts lists."
    )
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["requirement__jurisdiction", "requirement__authority", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "requirement"], name="credits_licence_once_per_requirement"
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gt=F("issued_on")),
                name="credits_licence_expires_after_issue",
            ),
        ]

    def __str__(self):
        return f"{self.requirement_id} of {self.learner_id}"


class ExternalCredit(models.Model):
    """Credit that a learner says they earned elsewhere; it counts to requirements, never to our ledger."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="external_credits"
    )
    kind = models.CharField(max_length=40, choices=list(KINDS.items()))
    title = models.CharField(max_length=200)
    provider = models.CharField(max_length=160, blank=True)
    amount = models.DecimalField(max_digits=6, decimal_places=2)
    earned_on = models.DateField()
    topics = models.JSONField(
        default=list, blank=True, help_text="Parts of the amount, written as those of an offer."
    )
    evidence = models.FileField(upload_to="evidence/%Y/", max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-earned_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="credits_externalcredit_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(KINDS)), name="credits_externalcredit_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(title=""), name="credits_externalcredit_has_a_title"
            ),
            models.UniqueConstraint(
                fields=["learner", "kind", "title", "earned_on"], name="credits_externalcredit_once"
            ),
        ]

    def __str__(self):
        return f"{self.amount} {self.kind} of {self.learner_id}"
