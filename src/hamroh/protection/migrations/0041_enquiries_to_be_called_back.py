"""Enquiries that somebody was promised to be called back about are found without looking through all that are open."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("protection", "0040_marks_with_the_moment_of_the_call")]
    operations = [
        migrations.AddIndex(
            "enquiry",
            models.Index(
                fields=["organisation", "call_back_by"],
                name="enquiries_call_back",
                condition=models.Q(closed_at=None, call_back_by__isnull=False),
            ),
        ),
    ]
