"""Write anew what the catalogue's search looks through."""

from django.core.management.base import BaseCommand

from courses.services import index_activities


class Command(BaseCommand):
    """Run after every upgrade; publications keep it up to date between them."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "--missing", action="store_true", help="Only activities that the search does not know."
        )

    def handle(self, *args, **options):
        done = index_activities(only_missing=options["missing"])
        if options["verbosity"]:
            self.stdout.write(f"Indexed: {done}")
