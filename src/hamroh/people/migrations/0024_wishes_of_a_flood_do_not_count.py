"""A wish for a school that comes in a flood, and for which no phone had worked, is kept and not counted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0023_second_lock_of_sessions_and_the_record")]

    operations = [migrations.AddField(model_name="schoolwish", name="counts", field=models.BooleanField(default=True))]
