"""Reports of credit: one for each entry and destination, the to-do list of whatever sends them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from common.append_only import AppendOnly
from credits.domain.destinations import DESTINATIONS
from credits.domain.reporting import LABELS
from credits.models.ledger import Entry

STATUSES = [(status.value, words) for status, words in LABELS.items()]
PLACES = [(code, place.name) for code, place in DESTINATIONS.items()]


class CreditReport(models.Model):
    """What one destination is to hear about one entry; of a reversal, that it is to delete."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="reports")
    destination = models.CharField(max_length=20, choices=PLACES)
    is_eligible = models.BooleanField()
    status = models.CharField(max_length=24, choices=STATUSES)
    reason = models.CharField(max_length=300, blank=True)
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
    def is_deletion(self):
        """Whether it tells the destination to delete what it was told before."""
        return self.entry.reverses_id is not None


class ReportEvent(models.Model):
    """A step of a report, with its reason."""

    report = models.ForeignKey(CreditReport, models.PROTECT, related_name="events")
    was = models.CharField(max_length=24, choices=STATUSES)
    status = models.CharField(max_length=24, choices=STATUSES)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(was=F("status")), name="credits_reportevent_changes_something"
            ),
            AppendOnly(name="credits_reportevent_append_only"),
        ]

    def __str__(self):
        return f"{self.get_was_display()} → {self.get_status_display()}"
