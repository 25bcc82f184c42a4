"""Lessons: what a learner reads and watches."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import Page
from wagtail.search import index

from assessments.models import Objective
from common.fields import BlocksField
from courses.blocks import LessonBlock
from courses.models.address import ServedByViews


class LessonPage(ServedByViews, Page):
    """One sitting's worth of reading in an activity; lessons follow the page order."""

    minutes = models.PositiveSmallIntegerField(
        "reading time, minutes", validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    objectives = ParentalManyToManyField(Objective, blank=True, related_name="lessons")
    body = BlocksField(LessonBlock())

    parent_page_types = ["courses.ActivityPage"]
    subpage_types: list[str] = []
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "lesson"

    @transaction.atomic
    def publish(self, revision, *args, **kwargs):
        """Publish and freeze together: a failing freeze must not leave it live and unfrozen."""
        return super().publish(revision, *args, **kwargs)

    @property
    def activity(self):
        return self.get_parent().specific

    @property
    def address(self):
        return f"/activities/{self.activity.code}/lessons/{self.slug}/"
