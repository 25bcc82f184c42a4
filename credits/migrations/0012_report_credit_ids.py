"""Name the credit of every report, say which delete, and which wait for their activity's PARS ID."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import migrations

WAITING = ("consent_missing", "missing_identity", "queued")


def name(apps, _editor):
    site = urlsplit(settings.BASE_URL).hostname
    reports = apps.get_model("credits", "CreditReport").objects
    for report in reports.select_related("entry__offer").iterator():
        told = report.entry.reverses_id
        report.credit_id = f"ccid:{site}:{told or report.entry_id}"
        report.is_deletion = told is not None
        is_for_pars = report.destination.startswith("pars") and not report.is_deletion
        if is_for_pars and report.status in WAITING and not report.entry.offer.pars_id:
            report.problem = "no_activity_id"
        report.save(update_fields=["credit_id", "is_deletion", "problem"])


class Migration(migrations.Migration):
    dependencies = [("credits", "0011_report_checks")]

    operations = [migrations.RunPython(name, migrations.RunPython.noop)]
