"""Brings the database up to date in one start of Django: tables, demo content, logins."""

import io
import os
import sys
from pathlib import Path

import django
from django.core.management import call_command


def main(logins: Path) -> None:
    """Migrate, load the demo content once, and leave its logins in the file `logins`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    django.setup()
    print("Bringing the database up to date …", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    print("Loading the demo content, unless it is there …", flush=True)
    call_command("make_demo", verbosity=0)  # the logins are told when the site is ready
    call_command("index_catalogue", "--missing", verbosity=0)
    told = io.StringIO()
    call_command("make_demo", "--print-logins", stdout=told)
    logins.write_text(told.getvalue())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
