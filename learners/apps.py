"""App settings of `learners`."""

from django.apps import AppConfig


class LearnersConfig(AppConfig):
    name = "learners"
