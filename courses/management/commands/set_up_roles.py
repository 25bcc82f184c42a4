"""Bring roles and provider teams into step with what the code says they may do."""

from django.core.management.base import BaseCommand

from courses.services import set_up_roles_and_teams


class Command(BaseCommand):
    """Run after every upgrade; running it again changes nothing."""

    help = __doc__

    def handle(self, *args, **options):
        set_up_roles_and_teams()
        self.stdout.write("Roles and provider teams are set up.")
