"""Close a person's account: remove everything personal, and keep what proves credit."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from credits.services import ClosingRefused
from learners.queries.closing import Closing, closing_of
from learners.services import anonymise

GOES = {
    "identifiers": "identifiers destroyed",
    "consents": "consents revoked",
    "licences": "licences with their facts removed",
    "external_credits": "credits from elsewhere with their files removed",
    "certificates": "certificates without name and file, their codes still answer",
    "reports_withdrawn": "reports withdrawn",
}
STAYS = {
    "entries": "entries of the ledger",
    "sealed_entries": "of them under a seal",
    "attempts": "attempts with answers and grades",
    "reports_kept": "reports that were sent",
}


class Command(BaseCommand):
    """Say what goes and what stays, ask, and do it; there is no way back."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, help="Their e-mail address, or their number.")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would happen.")
        parser.add_argument("--confirm", help="The e-mail address once more, instead of typing it.")

    def handle(self, *args: Any, **options: Any) -> None:
        person = _named(options["user"])
        if person.closed_at:
            raise CommandError(f"{person} was closed on {person.closed_at:%-d %B %Y}.")
        self._tell(person, closing_of(person))
        if options["dry_run"]:
            self.stdout.write("Nothing was changed.")
            return
        said = options["confirm"] or input(f"This cannot be undone. Type {person.email}: ")
        if said.strip().lower() != person.email.lower():
            raise CommandError("That is another address: nothing was changed.")
        try:
            closed = anonymise(person=person, by=None, at=timezone.now())
        except ClosingRefused as refusal:
            raise CommandError(f"Nothing was changed. {refusal.message}") from refusal
        self.stdout.write(f"Done: {closed}.")

    def _tell(self, person: User, found: Closing) -> None:
        self.stdout.write(f"{person} <{person.email}>, number {person.pk}")
        for heading, rows in (("Goes:", GOES), ("Stays, without a name:", STAYS)):
            self.stdout.write(heading)
            for name, words in rows.items():
                self.stdout.write(f"  {getattr(found, name)} {words}")
        if found.deletions_waiting:
            self.stdout.write(f"{found.deletions_waiting} deletions have to be sent first.")


def _named(text: str) -> User:
    people = User.objects.all()
    found = people.filter(pk=text) if text.isdigit() else people.filter(email__iexact=text)
    person = found.first()
    if person is None:
        raise CommandError(f"There is nobody {text}.")
    return person
