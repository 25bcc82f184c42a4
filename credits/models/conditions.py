"""What some credit asks beside a completion: a board's certificate, or a reflective note."""

from django.conf import settings
from django.db import models

from common.append_only import AppendOnly
from credits.models.ledger import Entry
from credits.models.offer import BOARD_CHOICES, CreditOffer


class Diplomate(models.Model):
    """That a learner says they are certified by a board; their number there is an `Identifier`."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="boards")
    board = models.CharField(max_length=8, choices=BOARD_CHOICES)

    class Meta:
        ordering = ["board"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "board"],
                name="credits_diplomate_once",
                violation_error_message="You have named this board already.",
            )
        ]

    def __str__(self):
        return f"{self.board}, {self.learner_id}"


class Awaiting(models.Model):
    """Credit of a completion that counts once the learner has written their reflective note.

    Its entry carries the same `source`, so it is given once. Closed while the grade behind it is
    lowered.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="awaiting")
    offer = models.ForeignKey(CreditOffer, models.PROTECT, related_name="awaiting")
    source = models.CharField(max_length=120, unique=True)
    facts = models.JSONField()
    earned_on = models.DateField()
    since = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-earned_on", "-pk"]
        verbose_name_plural = "awaiting"

    def __str__(self):
        return f"{self.offer}, awaiting a note of {self.learner_id}"


class Reflection(models.Model):
    """The note for which an entry was given; only its learner reads it."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="reflection")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""), name="credits_reflection_not_empty"
            ),
            AppendOnly(name="credits_reflection_append_only", erasable=["text"]),
        ]

    def __str__(self):
        return f"Reflection on entry {self.entry_id}"
