"""Fill an empty installation with the demo; a second call changes nothing."""

import logging

from django.core.management.base import BaseCommand
from django.utils import timezone

from lms.demo.loader import Progress, is_loaded, load_demo, load_large
from lms.demo.people import LOGINS, PASSWORD

BAR = 30


class Command(BaseCommand):
    """`manage.py make_demo`."""

    help = "Load the demo content, logins and history, once."

    def add_arguments(self, parser):
        parser.add_argument(
            "--print-logins", action="store_true", help="Only say who can sign in to the demo."
        )
        parser.add_argument(
            "--scale",
            choices=["small", "large"],
            default="small",
            help="large: 200 activities, 10,000 learners, 100,000 completions in all.",
        )

    def handle(self, *args, **options):
        if options["print_logins"]:
            self._print_logins()
            return
        logging.getLogger("wagtail").setLevel(logging.WARNING)  # a line a draft would drown the bar
        progress = Progress(self.stdout.write, self._count)
        if is_loaded():
            self.stdout.write("The demo is loaded already.")
        else:
            load_demo(now=timezone.now(), progress=progress)
            if options["verbosity"]:
                self._print_logins()
        if options["scale"] == "large":
            load_large(now=timezone.now(), progress=progress)

    def _count(self, done, of):
        """Draw a bar; into a file, one line for each tenth."""
        to_terminal = self.stdout.isatty()
        if not to_terminal and done != of and done % max(1, of // 10):
            return
        filled = BAR * done // of
        bar = "█" * filled + "·" * (BAR - filled)
        before, after = ("\r", "\n" if done == of else "") if to_terminal else ("", "\n")
        self.stdout.write(f"{before}  {bar} {done:,} of {of:,}", ending=after)
        self.stdout.flush()

    def _print_logins(self):
        self.stdout.write(f"Password for everybody: {PASSWORD}")
        for login in LOGINS:
            self.stdout.write(f"  {login.email:36} {login.purpose}")
