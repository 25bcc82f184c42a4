"""What was reported to which body: files with their lines, who fetched them, what came back."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from common.append_only import AppendOnly
from courses.models import Provider
from credits.models import CreditReport
from credits.models.reporting import PLACES
from outcomes.domain.reports.formats import FORMATS

FOLDER = "reports"
FORMAT_CHOICES = [(code, each.name) for code, each in FORMATS.items()]
HASH = r"^[0-9a-f]{64}$"


def report_store() -> Storage:
    """Return where reports lie, encrypted; nothing of it is served but by permission."""
    return storages["reports"]


class ReportingSetup(models.Model):
    """What a provider tells a destination in every file: columns where they are a map, and constants."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="reporting_setups")
    destination = models.CharField(max_length=20, choices=PLACES)
    columns = models.JSONField(
        default=dict, help_text="Pairs of heading and field by format; none: as they come."
    )
    constants = models.JSONField(
        default=dict, help_text="Numbers and codes that the destination gave, by name."
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "destination"],
                name="outcomes_reportingsetup_once_per_destination",
            ),
        ]

    def __str__(self):
        return f"{self.provider}, {self.get_destination_display()}"


class Export(models.Model):
    """A file of reports for one destination: asked for, then made whole or not at all.

    The file is personal and goes after a while; its hash, its lines and its counts stay.
    """

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="exports")
    destination = models.CharField(max_length=20, choices=PLACES)
    format = models.CharField(max_length=20, choices=FORMAT_CHOICES)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="In bytes.")
    added = models.PositiveIntegerField(default=0)
    deleted = models.PositiveIntegerField(default=0)
    left_behind = models.PositiveIntegerField(default=0)
    by_service = models.BooleanField(
        default=False, help_text="Whether its records are sent over the web, one at a time."
    )
    deliver_at = models.DateTimeField(
        null=True, help_text="When delivery is tried next; none once there is nothing to deliver."
    )
    delivery_tries = models.PositiveSmallIntegerField(default=0)
    delivery_failure = models.CharField(max_length=300, blank=True)
    is_kept = models.BooleanField(default=False, help_text="Whether the file is still here.")

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(
                fields=["provider", "destination", "-asked_at"], name="outcomes_export_newest"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "destination"],
                condition=Q(made_at__isnull=True, failed_at__isnull=True),
                name="outcomes_export_one_under_way",
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True) | Q(sha256__regex=HASH),
                name="outcomes_export_made_has_hash",
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=True) | Q(failed_at__isnull=True),
                name="outcomes_export_made_or_failed",
            ),
            models.CheckConstraint(
                condition=Q(deliver_at__isnull=True) | Q(by_service=True, made_at__isnull=False),
                name="outcomes_export_delivered_once_made",
            ),
            models.CheckConstraint(
                condition=Q(is_kept=False) | Q(made_at__isnull=False),
                name="outcomes_export_kept_once_made",
            ),
        ]

    def __str__(self):
        return f"{self.get_destination_display()} {self.pk}"

    @property
    def form(self):
        return FORMATS[self.format]

    @property
    def lines_written(self):
        """Return how many reports it holds."""
        return self.added + self.deleted

    @property
    def is_under_way(self):
        return self.made_at is None and self.failed_at is None

    @property
    def place(self):
        """Return where the file lies, by the hash of what it says."""
        return f"{FOLDER}/{self.sha256[:2]}/{self.sha256}"

    @property
    def file_name(self):
        return f"{self.destination}-{self.pk}.{self.form.ending}"


class ExportLine(models.Model):
    """One report in a file, open until its destination has answered or staff have put it back."""

    OUTCOMES = [
        ("sent", "Sent"),
        ("accepted", "Accepted"),
        ("rejected", "Rejected"),
        ("put_back", "Put back"),
    ]
    export = models.ForeignKey(Export, models.PROTECT, related_name="lines")
    report = models.ForeignKey(CreditReport, models.PROTECT, related_name="export_lines")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=OUTCOMES, default="sent")
    delivered_at = models.DateTimeField(
        null=True, help_text="When the web service answered; none where a file is uploaded by hand."
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["export", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["export", "report"], name="outcomes_exportline_once_per_file"
            ),
            models.UniqueConstraint(
                fields=["export", "number"], name="outcomes_exportline_number_once"
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(closed_at__isnull=True),
                name="outcomes_exportline_one_open_per_report",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="sent")
                | Q(
                    closed_at__isnull=False,
                    outcome__in=["accepted", "rejected", "put_back"],
                ),
                name="outcomes_exportline_closed_with_an_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.export_id}/{self.number}"


class ExportDownload(models.Model):
    """Somebody fetched a file, which names people in full."""

    export = models.ForeignKey(Export, models.PROTECT, related_name="downloads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [AppendOnly(name="outcomes_exportdownload_append_only")]

    def __str__(self):
        return f"{self.export_id}, {self.at}"


class Answer(models.Model):
    """A file of answers that was read in: once, whatever is done with it again."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="answers")
    destination = models.CharField(max_length=20, choices=PLACES)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "destination", "sha256"], name="outcomes_answer_read_in_once"
            ),
            AppendOnly(name="outcomes_answer_append_only"),
        ]

    def __str__(self):
        return self.name
