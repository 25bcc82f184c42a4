"""Compute every completion's grade and credit anew, and compare the ledger with it."""

import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from learners.queries.audit import Audit


class Command(BaseCommand):
    """Print each difference by name, then what was checked; end with 1 if anything differs."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--since",
            type=date.fromisoformat,
            help="Only what came on this day (2026-05-12) or later.",
        )
        parser.add_argument("--limit", type=int, help="At most so many completions and entries.")
        parser.add_argument(
            "--skip-files",
            action="store_true",
            help="Do not read certificates and files of answers.",
        )
        parser.add_argument(
            "--require-certificates",
            action="store_true",
            help="Count an entry whose certificate is not issued yet as a difference.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        audit = Audit(
            since=options["since"],
            limit=options["limit"],
            reads_files=not options["skip_files"],
            demands_certificates=options["require_certificates"],
        )
        found = 0
        for found, difference in enumerate(audit.differences(), start=1):  # noqa: B007
            self.stdout.write(str(difference))
        if audit.waiting:
            self.stdout.write(f"Certificates still to be issued: {audit.waiting}")
        checked = f"{audit.completions_checked} completions, {audit.entries_checked} entries"
        self.stdout.write(f"{checked} checked, {found} differences")
        if found:
            sys.exit(1)
