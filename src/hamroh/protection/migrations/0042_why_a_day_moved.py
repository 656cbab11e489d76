"""Of a day that moved its owner is told why: what is known changed, or the law, and which text of it stood before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("protection", "0041_enquiries_to_be_called_back")]
    operations = [
        migrations.AddField("clock", "moved_by_facts", models.BooleanField(default=False)),
        migrations.AddField("clock", "rulebook_before", models.CharField(blank=True, default="", max_length=64)),
    ]
