"""App settings of `outcomes`."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "outcomes"
