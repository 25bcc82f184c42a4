"""Import questions from a file into a bank, as drafts, and tell what came across."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.domain.interchange import FORMATS, LARGEST_FILE
from assessments.domain.interchange.report import Report
from assessments.management.banks import HELP, bank_named
from assessments.services import (
    ImportRefused,
    discard_import,
    finish_import,
    preview_import,
)


class Command(BaseCommand):
    """A question that the bank already has is left out; a file that means harm is refused."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--bank", required=True, help=HELP)
        parser.add_argument(
            "--dry-run", action="store_true", help="Tell what would come across and write nothing."
        )
        parser.add_argument("--report", type=Path, help="Write the report here, as JSON.")

    def handle(self, *args, **options):
        bank, at = bank_named(options["bank"]), timezone.now()
        try:
            pending = preview_import(
                bank=bank,
                content=_content(options["file"]),
                file_name=options["file"].name,
                format_name=options["format"],
                at=at,
            )
        except ImportRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["dry_run"]:
            discard_import(pending=pending)
            report = Report.model_validate(pending.report)
        else:
            report = finish_import(pending=pending, at=at)
        for line in report.lines():
            self.stdout.write(line)
        if options["report"]:
            written = json.dumps(report.as_json(), ensure_ascii=False, indent=2)
            options["report"].write_text(written + "\n")


def _content(path):
    """Return a file's content without reading far beyond what would be refused anyway."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
