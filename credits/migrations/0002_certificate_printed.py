from django.db import migrations, models

import credits.models.ledger


class Migration(migrations.Migration):
    dependencies = [("credits", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="printed",
            field=models.JSONField(
                default=dict,
                help_text="Everything that stands on it, as credits.domain.certificate wrote it.",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="certificate",
            name="file",
            field=models.FileField(
                max_length=200,
                storage=credits.models.ledger.certificate_storage,
                upload_to="",
            ),
        ),
    ]
