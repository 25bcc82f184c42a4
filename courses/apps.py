"""App settings of `courses`."""

from importlib import import_module

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self):
        # An assessment is frozen before the activities that hold it are checked
        import_module("assessments.receivers")
        import_module("courses.receivers")
        import_module("courses.panels").attach()
        import_module("courses.review_forms").attach()
