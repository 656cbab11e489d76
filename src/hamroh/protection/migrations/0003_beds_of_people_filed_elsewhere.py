"""A bed that came from another site stays taken where the file of who sleeps in it did not come."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("protection", "0002_second_lock_of_every_table"),
    ]

    operations = [
        migrations.AlterField(
            "shelterstay",
            "person",
            models.ForeignKey("people.person", models.CASCADE, blank=True, null=True, related_name="+"),
        ),
        migrations.AlterField(
            "shelterstay",
            "referral",
            models.ForeignKey("protection.referral", models.CASCADE, blank=True, null=True, related_name="stays"),
        ),
        migrations.AddConstraint(
            "shelterstay",
            models.CheckConstraint(
                name="shelter_stay_of_nobody_was_brought",
                condition=models.Q(person__isnull=False) | models.Q(referral__isnull=True),
                violation_error_message="A referral is of somebody.",
            ),
        ),
    ]
