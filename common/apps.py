"""App settings of `common`."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        from common import receivers  # noqa: F401 - connecting needs loaded apps
