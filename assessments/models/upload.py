"""Files that learners sent as answers."""

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from assessments.domain.files import FORMATS, LONGEST_NAME, MEGABYTE, MOST_MEGABYTES, HeldFile
from assessments.models.attempt import Attempt
from common.append_only import AppendOnly
from common.refuse_insert import RefuseInsert

FOLDER = "answers"
CLOSED = """
SELECT 1 FROM assessments_attempt WHERE id = NEW.attempt_id AND state <> 'in_progress'
"""


def file_store() -> Storage:
    """Return where the bytes lie, by their hash; nothing of it is served but by permission."""
    return storages["answers"]


class Upload(models.Model):
    """A file that a learner sent to one question of an attempt; what is sent again stands once."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="uploads")
    position = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="In bytes.")
    format = models.CharField(
        max_length=16, choices=[(name, each.label) for name, each in FORMATS.items()]
    )
    name = models.CharField(
        max_length=LONGEST_NAME, help_text="As the learner called it; markers never see it."
    )
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["attempt", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position", "sha256"],
                name="assessments_upload_once_per_answer",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="assessments_upload_named_by_its_hash",
            ),
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=MOST_MEGABYTES * MEGABYTE),
                name="assessments_upload_neither_empty_nor_too_large",
            ),
            models.CheckConstraint(
                condition=Q(format__in=sorted(FORMATS)), name="assessments_upload_of_a_known_format"
            ),
            RefuseInsert(name="assessments_upload_while_answering", found=CLOSED),
            AppendOnly(name="assessments_upload_append_only"),
        ]

    def __str__(self):
        return f"{self.attempt_id}/{self.position}: {self.sha256[:12]}"

    @property
    def described(self) -> HeldFile:
        """Return what an answer holds of it."""
        return HeldFile(
            sha256=self.sha256,
            size=self.size,
            format=self.format,
            name=self.name,
            uploaded_at=self.uploaded_at.isoformat(),
        )


def place_of(sha256: str) -> str:
    """Return where in the store the bytes with a hash lie."""
    return f"{FOLDER}/{sha256[:2]}/{sha256}"
