"""Encrypt identifiers with the first of `ENCRYPTION_KEYS`, so that an earlier key can go."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.services import encrypt_anew


class Command(BaseCommand):
    help = "Encrypts anew what an earlier key encrypted; safe to run again at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{encrypt_anew()} identifiers encrypted with the current key.")
