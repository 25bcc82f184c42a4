import django.db.models.deletion
from django.db import migrations, models

import common.append_only
import common.refuse_insert


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0024_checks_within_the_review"),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField(help_text="In bytes.")),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            ("jpeg", "JPG"),
                            ("png", "PNG"),
                            ("webp", "WebP"),
                            ("gif", "GIF"),
                            ("docx", "Word"),
                            ("text", "Text"),
                            ("mp3", "MP3"),
                            ("m4a", "M4A"),
                            ("ogg", "Ogg"),
                            ("wav", "WAV"),
                            ("mp4", "MP4"),
                            ("webm", "WebM"),
                            ("ogg video", "Ogg video"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="As the learner called it; markers never see it.", max_length=120
                    ),
                ),
                ("uploaded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["attempt", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=common.refuse_insert.RefuseInsert(
                found="\nSELECT 1 FROM jsonb_array_elements(\n    CASE jsonb_typeof(NEW.response -> 'files')\n    WHEN 'array' THEN NEW.response -> 'files' ELSE '[]'::jsonb END\n) AS named (file)\nWHERE NOT EXISTS (\n    SELECT 1 FROM assessments_upload AS sent\n    WHERE sent.attempt_id = NEW.attempt_id AND sent.position = NEW.position\n    AND sent.sha256 = named.file ->> 'sha256' AND sent.size::text = named.file ->> 'size'\n    AND sent.format = named.file ->> 'format' AND sent.name = named.file ->> 'name'\n)\n",
                name="assessments_answer_names_files_that_were_sent",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="uploads",
                to="assessments.attempt",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.UniqueConstraint(
                fields=("attempt", "position", "sha256"), name="assessments_upload_once_per_answer"
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                name="assessments_upload_named_by_its_hash",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gte", 1), ("size__lte", 52428800)),
                name="assessments_upload_neither_empty_nor_too_large",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "format__in",
                        [
                            "docx",
                            "gif",
                            "jpeg",
                            "m4a",
                            "mp3",
                            "mp4",
                            "ogg",
                            "ogg video",
                            "pdf",
                            "png",
                            "text",
                            "wav",
                            "webm",
                            "webp",
                        ],
                    )
                ),
                name="assessments_upload_of_a_known_format",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=common.refuse_insert.RefuseInsert(
                found="\nSELECT 1 FROM assessments_attempt WHERE id = NEW.attempt_id AND state <> 'in_progress'\n",
                name="assessments_upload_while_answering",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=common.append_only.AppendOnly(name="assessments_upload_append_only"),
        ),
    ]
