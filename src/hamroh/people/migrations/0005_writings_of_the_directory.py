"""The last writings of the directory, one by one, so that what was read before is not read anew for one of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_turns"),
    ]

    operations = [
        migrations.AddField(
            model_name="directoryedition",
            name="history",
            field=models.TextField(default=""),
        ),
    ]
