"""What learners did, to look at."""

from django.contrib import admin

from assessments.models import Attempt, Grade
from common.admin import ReadOnlyAdmin


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Attempts."""

    list_display = ["id", "learner", "assessment", "number", "state", "started_at", "finished_at"]
    list_filter = ["state"]
    list_select_related = ["learner", "assessment"]
    search_fields = ["learner__email", "assessment__title"]


@admin.register(Grade)
class GradeAdmin(ReadOnlyAdmin):
    """Grades."""

    list_display = ["id", "attempt", "number", "points", "max_points", "passed", "graded_at"]
    list_filter = ["passed"]
    list_select_related = ["attempt"]
    search_fields = ["attempt__learner__email"]
