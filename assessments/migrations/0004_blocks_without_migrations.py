from django.db import migrations

import common.fields


class Migration(migrations.Migration):
    """A new kind of question is three files; the column is JSON before and after."""

    dependencies = [("assessments", "0003_peer_review")]

    operations = [
        migrations.AlterField(
            model_name="question",
            name="interaction",
            field=common.fields.BlocksField([], verbose_name="answer format"),
        ),
    ]
