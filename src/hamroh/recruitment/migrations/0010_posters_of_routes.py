from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0009_second_lock_at_the_desk"),
    ]

    operations = [
        migrations.AddField(
            model_name="sealedcode",
            name="route",
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.AddConstraint(
            model_name="sealedcode",
            constraint=models.CheckConstraint(
                condition=models.Q(("route", ""), ("kind", 3), _connector="OR"),
                name="sealed_code_of_a_route_is_a_poster",
                violation_error_message="Only a poster is of a route.",
            ),
        ),
    ]
