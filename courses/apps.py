"""App settings of `courses`."""

from importlib import import_module

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self):
        import_module("courses.receivers")
        import_module("courses.panels").attach()
