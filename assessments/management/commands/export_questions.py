"""Export the questions of a bank into a file, and tell what did not come across."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assessments.domain.interchange import FORMATS
from assessments.domain.interchange.report import export_report
from assessments.management.banks import HELP, bank_named
from assessments.models import Assessment, Question
from assessments.services import export_questions


class Command(BaseCommand):
    """Drafts are exported like published questions, each as it is stored."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--bank", required=True, help=HELP)
        parser.add_argument("--tag", help="Only questions with this tag.")
        parser.add_argument(
            "--with-assessments",
            action="store_true",
            help="The bank's assessments too, where the format has a form for them (JSON, QTI).",
        )
        parser.add_argument("--report", type=Path, help="Write the report here, as JSON.")

    def handle(self, *args, **options):
        bank = bank_named(options["bank"])
        questions = Question.objects.filter(bank=bank).order_by("pk")
        assessments = Assessment.objects.filter(bank=bank).order_by("pk")
        if options["tag"]:
            questions = questions.filter(tags__name__iexact=options["tag"]).distinct()
        writing = export_questions(
            questions=questions,
            format_name=options["format"],
            assessments=assessments if options["with_assessments"] else (),
        )
        report = export_report(options["format"], writing)
        try:
            options["file"].write_bytes(writing.content)
        except OSError as error:
            message = f"{options['file']} cannot be written: {error.strerror}."
            raise CommandError(message) from error
        for problem in report["problems"]:
            self.stdout.write(f"{problem['severity']}: {problem['message']}")
        for row in report["items"]:
            for problem in row["problems"]:
                self.stdout.write(f"{row['name']}: {problem['severity']}: {problem['message']}")
        self.stdout.write(f"{report['written']} of {len(report['items'])} questions written")
        if options["report"]:
            written = json.dumps(report, ensure_ascii=False, indent=2)
            options["report"].write_text(written + "\n")
