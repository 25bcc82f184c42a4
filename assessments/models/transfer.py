"""What came from files: each import with its report, and each question's own source."""

from django.conf import settings
from django.db import models

from assessments.models.question import Question, QuestionBank


class QuestionImport(models.Model):
    """A file brought to a bank: a preview while `file` is kept, afterwards the record of what came."""

    bank = models.ForeignKey(QuestionBank, models.CASCADE, related_name="imports")
    format = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    file = models.BinaryField(null=True)
    report = models.JSONField(help_text="assessments.domain.interchange.report.Report")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.file_name


class QuestionSource(models.Model):
    """The text from which a question was imported, as its file had it."""

    question = models.OneToOneField(Question, models.CASCADE, related_name="source")
    came_with = models.ForeignKey(QuestionImport, models.CASCADE, related_name="sources")
    line = models.PositiveIntegerField()
    text = models.TextField(blank=True)

    def __str__(self):
        return f"{self.came_with}, line {self.line}"
