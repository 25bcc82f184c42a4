from decimal import Decimal

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.append_only
import common.refuse_insert


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0020_one_device"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "round",
                    models.PositiveSmallIntegerField(
                        help_text="1 first, 2 second, 3 reconciliation, from 4 on re-marks."
                    ),
                ),
                ("levels", models.JSONField(help_text="Level by criterion, both by key.")),
                (
                    "comments",
                    models.JSONField(default=dict, help_text="Plain text by criterion."),
                ),
                (
                    "remark",
                    models.TextField(blank=True, help_text="Plain text about the whole answer."),
                ),
                (
                    "reason",
                    models.CharField(blank=True, help_text="Learners read it.", max_length=200),
                ),
                ("marked_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["attempt", "position", "round"],
            },
        ),
        migrations.CreateModel(
            name="MarkDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("levels", models.JSONField(default=dict)),
                ("comments", models.JSONField(default=dict)),
                ("remark", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="MarkingTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("handed_in_at", models.DateTimeField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("first", "First mark"),
                            ("second", "Second mark"),
                            ("reconciliation", "Reconciliation"),
                            ("final", "Marked"),
                        ],
                        default="first",
                        max_length=16,
                    ),
                ),
                ("wants_second", models.BooleanField(help_text="In the sample, or a near fail.")),
                ("claimed_until", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["handed_in_at", "pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="assessment",
            options={
                "ordering": ["title"],
                "permissions": [("mark_assessment", "Can mark answers by a rubric")],
            },
        ),
        migrations.AddField(
            model_name="assessment",
            name="agreed_mark",
            field=models.CharField(
                choices=[("mean", "The mean of both"), ("first", "The first mark")],
                default="mean",
                max_length=8,
                verbose_name="if they differ by less, what counts",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="anonymous_marking",
            field=models.BooleanField(
                default=True, help_text="Markers see a pseudonym in place of the learner's name."
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="marking_days",
            field=models.PositiveSmallIntegerField(
                default=14,
                help_text="Learners are told when to expect their result.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(365),
                ],
                verbose_name="marked within, days",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="marking_tolerance",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal(10),
                help_text="Of the question's points. Beyond that a third person or both together decide.",
                max_digits=5,
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="markers may differ by, %",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="near_fail",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                help_text="Marked twice too: answers this little under the pass mark. Empty: none.",
                max_digits=5,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="also fails by no more than, %",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="second_marking",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal(0),
                help_text="Drawn at random among the answers that people mark. 0: none.",
                max_digits=5,
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="answers marked twice, %",
            ),
        ),
        migrations.AddField(
            model_name="grade",
            name="marks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                default=list,
                help_text="The marks by people that it rests on.",
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("second_marking__range", (0, 100)),
                    ("marking_tolerance__range", (0, 100)),
                    models.Q(
                        ("near_fail__isnull", True), ("near_fail__range", (0, 100)), _connector="OR"
                    ),
                ),
                name="assessments_assessment_marking_rules_are_percentages",
            ),
        ),
        migrations.AddField(
            model_name="mark",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="marks",
                to="assessments.attempt",
            ),
        ),
        migrations.AddField(
            model_name="mark",
            name="joint_with",
            field=models.ForeignKey(
                help_text="The other marker of the two, where both agreed on a reconciliation.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="mark",
            name="marker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="markdraft",
            name="marker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="markingtask",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="marking",
                to="assessments.attempt",
            ),
        ),
        migrations.AddField(
            model_name="markingtask",
            name="claimed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="markingtask",
            name="question_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="assessments.questionversion",
            ),
        ),
        migrations.AddField(
            model_name="markdraft",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="drafts",
                to="assessments.markingtask",
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.UniqueConstraint(
                fields=("attempt", "position", "round"), name="assessments_mark_once_per_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("round__in", (1, 2)),
                    models.Q(("joint_with__isnull", True), ("round", 3)),
                    _connector="OR",
                ),
                fields=("attempt", "position", "marker"),
                name="assessments_mark_by_another_person_each_round",
                violation_error_message="You have marked this answer already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("joint_with__isnull", True),
                    models.Q(
                        ("round", 3), models.Q(("joint_with", models.F("marker")), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="assessments_mark_jointly_with_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), ("round__gte", 1), ("round__lte", 3)),
                    models.Q(("round__gt", 3), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="assessments_mark_again_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=common.refuse_insert.RefuseInsert(
                found="\nSELECT 1 FROM assessments_attempt\nWHERE id = NEW.attempt_id AND learner_id IN (NEW.marker_id, NEW.joint_with_id)\n",
                name="assessments_mark_never_of_own_work",
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=common.refuse_insert.RefuseInsert(
                found="\nSELECT 1 WHERE NEW.joint_with_id IS NOT NULL AND 2 <> (\n    SELECT count(*) FROM assessments_mark\n    WHERE attempt_id = NEW.attempt_id AND position = NEW.position AND round IN (1, 2)\n    AND marker_id IN (NEW.marker_id, NEW.joint_with_id))\n",
                name="assessments_mark_jointly_by_the_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=common.append_only.AppendOnly(name="assessments_mark_append_only"),
        ),
        migrations.AddIndex(
            model_name="markingtask",
            index=models.Index(
                condition=models.Q(("stage", "final"), _negated=True),
                fields=["handed_in_at", "id"],
                name="assessments_marking_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="markingtask",
            constraint=models.UniqueConstraint(
                fields=("attempt", "position"), name="assessments_markingtask_once_per_answer"
            ),
        ),
        migrations.AddConstraint(
            model_name="markingtask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claimed_by__isnull", True), ("claimed_until__isnull", True)),
                    models.Q(("claimed_by__isnull", False), ("claimed_until__isnull", False)),
                    _connector="OR",
                ),
                name="assessments_markingtask_claimed_until_some_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="markingtask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage", "final"), _negated=True),
                    ("claimed_by__isnull", True),
                    _connector="OR",
                ),
                name="assessments_markingtask_final_is_nobodys",
            ),
        ),
        migrations.AddConstraint(
            model_name="markdraft",
            constraint=models.UniqueConstraint(
                fields=("task", "marker"), name="assessments_markdraft_once_per_marker"
            ),
        ),
    ]
