from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0014_areas_in_rows"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="service",
            index=models.Index(fields=["country", "region", "status", "failures"], name="services_by_place"),
        ),
    ]
