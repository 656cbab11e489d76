"""A table for what somebody told of how their work was found, hidden at the desk from everybody: only counts of it are read, at work."""

from django.db import migrations, models

from hamroh.people.walls import rows


def put(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in rows.lock_where("recruitment_workfound", "false", at_desk=True):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0002_second_lock_of_every_table"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkFound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(max_length=64, unique=True)),
                (
                    "through",
                    models.CharField(
                        choices=[
                            ("agency", "Agency"),
                            ("intermediary", "Intermediary"),
                            ("family", "Family"),
                            ("employer", "Employer"),
                            ("online", "Online"),
                            ("state", "State"),
                            ("alone", "Alone"),
                        ],
                        max_length=12,
                    ),
                ),
                ("month", models.DateField(help_text="its first day")),
                ("counts", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)),
                        name="work_found_is_of_a_month",
                        violation_error_message="What was told of work is kept with its month, never with its day.",
                    )
                ],
            },
        ),
        migrations.RunPython(put, migrations.RunPython.noop),
    ]
