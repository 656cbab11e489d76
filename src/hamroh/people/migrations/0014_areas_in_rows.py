import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0013_directory_of_help"),
    ]

    operations = [
        migrations.RemoveField(model_name="service", name="answers_in"),
        migrations.RemoveField(model_name="service", name="regions"),
        migrations.AlterField(
            model_name="organisation",
            name="uid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name="service",
            name="uid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("kind", "shelter"), _negated=True), ("address", ""), _connector="OR"),
                name="shelter_tells_no_address",
                violation_error_message="The address of a shelter is told to nobody: give the town or the region only.",
            ),
        ),
    ]
