from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("credits", "0012_report_credit_ids")]

    operations = [
        migrations.AddConstraint(
            model_name="creditreport",
            constraint=models.UniqueConstraint(
                fields=("destination", "credit_id", "is_deletion"),
                name="credits_creditreport_credit_id_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("credit_id__regex", "^ccid:[^:]+:[^:]+$")),
                name="credits_creditreport_credit_id_well_formed",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("problem", ""),
                    (
                        "problem__in",
                        ["held", "no_activity_id", "outside_dates", "after_claim_date", "amount"],
                    ),
                    _connector="OR",
                ),
                name="credits_creditreport_problem_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("problem", ""),
                    models.Q(
                        (
                            "status__in",
                            [
                                "accepted",
                                "exported",
                                "not_eligible",
                                "pending_confirmation",
                                "withdrawn",
                            ],
                        ),
                        _negated=True,
                    ),
                    _connector="OR",
                ),
                name="credits_creditreport_sent_without_a_problem",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("problem", "held"), ("held_because", ""), _connector="XOR"),
                name="credits_creditreport_held_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("problem_was", models.F("problem")), ("was", models.F("status")), _negated=True
                ),
                name="credits_reportevent_changes_something",
            ),
        ),
    ]
