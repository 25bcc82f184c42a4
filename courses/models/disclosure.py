"""What people in control of content declare, and what is decided about it for each activity."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from common.append_only import AppendOnly
from courses.domain.disclosure import (
    EXEMPTIONS,
    INCLUSIONS,
    METHODS,
    NATURES,
    Method,
    Nature,
)
from courses.models.activity import ActivityPage
from courses.models.company import Company
from courses.models.people import Person


class DisclosureRequest(models.Model):
    """A person is asked to declare, by a link that its letters carry; the row is the to-do list."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="requests")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    link_number = models.PositiveIntegerField(default=1)
    link_made_at = models.DateTimeField()
    link_expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="courses_disclosurerequest_one_open",
            ),
            models.CheckConstraint(
                condition=Q(link_expires_at__gt=F("link_made_at")),
                name="courses_disclosurerequest_expires_after_made",
            ),
        ]

    def __str__(self):
        return f"Asked {self.person_id} on {self.asked_at:%Y-%m-%d}"


class DisclosureLetter(models.Model):
    """One letter of a request, the first or a reminder: to be sent until `sent_at` says it was."""

    request = models.ForeignKey(DisclosureRequest, models.CASCADE, related_name="letters")
    link_number = models.PositiveIntegerField()
    days_after = models.PositiveSmallIntegerField()
    noted_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "link_number", "days_after"],
                name="courses_disclosureletter_once",
            )
        ]

    def __str__(self):
        return f"{self.request_id}: {self.days_after} days after"


class Declaration(models.Model):
    """What a person declared at one time; the newest one counts, none is changed."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="declarations")
    request = models.ForeignKey(
        DisclosureRequest, models.PROTECT, null=True, related_name="declarations"
    )
    words = models.TextField(help_text="Definition, question and attestation as they were shown.")
    signed_as = models.CharField(max_length=120)
    window_start = models.DateField()
    declared_on = models.DateField()
    expires_on = models.DateField()
    declared_at = models.DateTimeField()
    has_none = models.BooleanField()
    is_carried_over = models.BooleanField(
        default=False, help_text="Typed by staff before people declared for themselves."
    )

    class Meta:
        ordering = ["-declared_at", "-pk"]
        get_latest_by = ["declared_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(window_start__lt=F("declared_on"), declared_on__lt=F("expires_on")),
                name="courses_declaration_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(is_carried_over=True) | ~Q(signed_as="") & ~Q(words=""),
                name="courses_declaration_signed",
            ),
            AppendOnly(name="courses_declaration_append_only"),
        ]

    def __str__(self):
        return f"Declaration of {self.declared_on:%-d %B %Y}"


class Relationship(models.Model):
    """A financial relationship that a declaration names."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="relationships")
    company = models.ForeignKey(Company, models.PROTECT, null=True, related_name="relationships")
    named = models.TextField("company as typed")
    nature = models.CharField(max_length=12, choices=[(e.value, NATURES[e]) for e in Nature])
    has_ended = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(company__isnull=False) | Q(nature="as_told"),
                name="courses_relationship_with_a_company",
            ),
            models.CheckConstraint(
                condition=Q(nature__in=[each.value for each in Nature]) & ~Q(named=""),
                name="courses_relationship_nature_known",
            ),
            AppendOnly(name="courses_relationship_append_only"),
        ]

    def __str__(self):
        return f"{self.get_nature_display()}, {self.named}"


class RelevanceDecision(models.Model):
    """What somebody decided about a relationship for one activity; the newest one counts."""

    activity = models.ForeignKey(ActivityPage, models.PROTECT, related_name="decisions")
    relationship = models.ForeignKey(Relationship, models.PROTECT, related_name="decisions")
    is_relevant = models.BooleanField()
    method = models.CharField(
        max_length=12, choices=[(e.value, METHODS[e]) for e in Method], blank=True
    )
    inclusion = models.CharField(
        max_length=14, choices=[(e.value, words) for e, words in INCLUSIONS.items()], blank=True
    )
    reason = models.TextField()
    done_on = models.DateField(null=True, help_text="When the mitigation was done.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_relevant=False, method="", done_on__isnull=True)
                | Q(is_relevant=True, done_on__isnull=False) & ~Q(method=""),
                name="courses_relevancedecision_relevant_is_mitigated",
            ),
            models.CheckConstraint(
                condition=~Q(reason="")
                & (Q(decided_by__isnull=False) | Q(method="as_told") | Q(is_relevant=False)),
                name="courses_relevancedecision_has_a_reason",
            ),
            AppendOnly(name="courses_relevancedecision_append_only"),
        ]

    def __str__(self):
        return f"{self.relationship_id} in {self.activity_id}"


class StandardExemption(models.Model):
    """That the rules on relationships do not apply to an activity; holds once a second person agrees."""

    activity = models.ForeignKey(ActivityPage, models.PROTECT, related_name="exemptions")
    kind = models.CharField(
        max_length=14, choices=[(e.value, words) for e, words in EXEMPTIONS.items()]
    )
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity"],
                condition=Q(withdrawn_at__isnull=True),
                name="courses_standardexemption_one_standing",
            ),
            models.CheckConstraint(
                condition=~Q(reason="")
                & (
                    Q(approved_by__isnull=True, approved_at__isnull=True)
                    | Q(approved_by__isnull=False, approved_at__isnull=False)
                    & ~Q(approved_by=F("proposed_by"))
                ),
                name="courses_standardexemption_second_person_approves",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.activity_id}"
