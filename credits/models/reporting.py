"""Reports of credit: one for each entry and destination, the to-do list of whatever sends them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from common.append_only import AppendOnly
from credits.domain.destinations import DESTINATIONS
from credits.domain.reporting import (
    FOR_STAFF,
    LABELS,
    PROBLEMS,
    SENT,
    TOLD,
    Problem,
    Status,
    due_on,
)
from credits.models.ledger import Entry

STATUSES = [(status.value, words) for status, words in LABELS.items()]
TROUBLES = [(problem.value, words) for problem, words in PROBLEMS.items()]
FINAL = sorted([*(status.value for status in SENT), "withdrawn", "not_eligible"])
CCID = "^ccid:[^:]+:[^:]+$"
PLACES = [(code, place.name) for code, place in DESTINATIONS.items()]


class CreditReport(models.Model):
    """What one destination is to hear about one entry; of a reversal, that it is to delete."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="reports")
    destination = models.CharField(max_length=20, choices=PLACES)
    is_deletion = models.BooleanField(
        default=False,
        help_text="Whether it tells the destination to delete what it was told before.",
    )
    credit_id = models.CharField(
        "credit ID", max_length=300, help_text="Names the credit there; its deletion repeats it."
    )
    is_eligible = models.BooleanField()
    status = models.CharField(max_length=24, choices=STATUSES)
    reason = models.CharField(max_length=300, blank=True)
    problem = models.CharField(
        max_length=20, choices=TROUBLES, blank=True, help_text="What the provider has to put right."
    )
    held_because = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["status", "destination"], name="credits_report_to_do")]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "destination"], name="credits_creditreport_once_per_destination"
            ),
            models.CheckConstraint(
                condition=Q(is_eligible=False, status="not_eligible")
                | (Q(is_eligible=True) & ~Q(status="not_eligible")),
                name="credits_creditreport_only_of_the_eligible",
            ),
            models.UniqueConstraint(
                fields=["destination", "credit_id", "is_deletion"],
                name="credits_creditreport_credit_id_once",
            ),
            models.CheckConstraint(
                condition=Q(credit_id__regex=CCID),
                name="credits_creditreport_credit_id_well_formed",
            ),
            models.CheckConstraint(
                condition=Q(problem="") | Q(problem__in=[value for value, _words in TROUBLES]),
                name="credits_creditreport_problem_known",
            ),
            models.CheckConstraint(
                condition=Q(problem="") | ~Q(status__in=FINAL),
                name="credits_creditreport_sent_without_a_problem",
            ),
            models.CheckConstraint(
                condition=Q(problem=Problem.HELD.value) ^ Q(held_because=""),
                name="credits_creditreport_held_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[value for value, _words in STATUSES]),
                name="credits_creditreport_status_known",
            ),
        ]

    def __str__(self):
        return f"{self.get_destination_display()}, entry {self.entry_id}"

    @property
    def place(self):
        return DESTINATIONS[self.destination]

    @property
    def credit(self):
        """Return amount and kind in a few words."""
        return f"{self.entry.amount} {self.entry.credit_type.short_name}"

    @property
    def action(self):
        return "delete" if self.is_deletion else "add"

    @property
    def provider_name(self):
        """Return the provider as the completed version named it."""
        given = self.entry.reverses or self.entry
        return given.facts["activity"]["provider"]

    @property
    def due_on(self):
        """Return the last day on which the destination wants to hear of it."""
        return due_on(self.place, self.entry.earned_on)

    @property
    def for_staff(self):
        """Return where it stands, for those who look after it."""
        return FOR_STAFF[Status(self.status)]

    @property
    def words(self):
        """Return where it stands, for its learner."""
        if self.problem and self.status == "queued":
            return TOLD[Problem(self.problem)]
        return str(self.get_status_display())


class ReportEvent(models.Model):
    """A step of a report, with its reason."""

    report = models.ForeignKey(CreditReport, models.PROTECT, related_name="events")
    was = models.CharField(max_length=24, choices=STATUSES)
    status = models.CharField(max_length=24, choices=STATUSES)
    problem_was = models.CharField(max_length=20, choices=TROUBLES, blank=True)
    problem = models.CharField(max_length=20, choices=TROUBLES, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(was=F("status"), problem_was=F("problem")),
                name="credits_reportevent_changes_something",
            ),
            AppendOnly(name="credits_reportevent_append_only", erasable=["reason"]),
        ]

    def __str__(self):
        return f"{self.get_was_display()} → {self.get_status_display()}"

    @property
    def for_staff(self):
        return FOR_STAFF[Status(self.status)]
