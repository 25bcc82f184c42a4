"""Write everything that one entry of the ledger rests on, to be checked by bin/verify-evidence."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credits.models import Entry
from learners.domain.evidence import as_file
from learners.queries.audit.evidence import bundle_for


class Command(BaseCommand):
    """Print the bundle, or write it to a file."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--entry", type=int, required=True, help="The number of the entry.")
        parser.add_argument("--output", type=Path, help="A file to write; otherwise it is printed.")

    def handle(self, *args: Any, **options: Any) -> None:
        entry = Entry.objects.select_related("credit_type").filter(pk=options["entry"]).first()
        if entry is None:
            raise CommandError(f"There is no entry {options['entry']}.")
        bundle = bundle_for(entry)
        if bundle is None:
            raise CommandError("No seal holds this entry yet: run seal_ledger first.")
        text = as_file(bundle)
        if options["output"]:
            options["output"].write_text(text)
            self.stdout.write(f"Written to {options['output']}.")
        else:
            self.stdout.write(text, ending="")
