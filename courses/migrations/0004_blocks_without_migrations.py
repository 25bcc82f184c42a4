from django.db import migrations

import common.fields


class Migration(migrations.Migration):
    """A new block of lessons needs no migration; the column is JSON before and after."""

    dependencies = [("courses", "0003_activity_code_default")]

    operations = [
        migrations.AlterField(
            model_name="lessonpage",
            name="body",
            field=common.fields.BlocksField([]),
        ),
    ]
