"""Check a receipt: its chain, its signature, and whether the server still holds these saves."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.domain.receipts import ReceiptBroken
from assessments.services import check_receipt


class Command(BaseCommand):
    """Ends with 1 if anything does not hold."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The receipt as it was downloaded.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = check_receipt(json.loads(options["file"].read_bytes()))
        except OSError as error:
            raise CommandError(f"Cannot read {options['file']}: {error.strerror}.") from error
        except (ValueError, RecursionError):
            raise CommandError("This cannot be read as a receipt: it is not JSON.") from None
        except ReceiptBroken as broken:
            raise CommandError(broken.message) from broken
        if not found.is_held:
            raise CommandError("Signed by this site, but the server does not hold these saves now.")
        self.stdout.write(
            f"Sound: {found.saves} saves of attempt {found.receipt['attempt']['id']}, signed by this "
            "site and held by the server as they stand in the receipt."
        )
