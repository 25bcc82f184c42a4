"""Seal every entry that no seal holds yet: signed, chained, with what each rests on."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from common.signing import current_key
from credits.queries import last_seal
from learners.services import seal_everything


class Command(BaseCommand):
    """Print how many seals were made and the newest one's hash, to be kept somewhere else."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        made = seal_everything(at=timezone.now())
        seal = last_seal()
        self.stdout.write(f"{made} seals made.")
        if seal:
            self.stdout.write(f"Newest: seal {seal.number}, {seal.hash}, key {current_key()}")
