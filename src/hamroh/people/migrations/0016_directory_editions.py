from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0015_services_by_place"),
    ]

    operations = [
        migrations.CreateModel(
            name="DirectoryEdition",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("mark", models.CharField(max_length=32)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)),
                        name="directory_is_in_one_edition",
                        violation_error_message="The directory is in one edition at a time.",
                    )
                ],
            },
        ),
    ]
