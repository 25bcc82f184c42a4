"""Fill in the common credit types, the seeded requirements of boards and what they accept."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from credits.services import ensure_credit_types, ensure_requirements


class Command(BaseCommand):
    """Run once, or after an upgrade that brings more; what was edited stays as it is."""

    help = __doc__

    def handle(self, *args, **options):
        ensure_credit_types()
        made = ensure_requirements(at=timezone.now())
        self.stdout.write(f"Credit types are set up; {len(made)} requirements are new.")
