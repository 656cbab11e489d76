"""Earlier calls of a common name are looked through from the newest on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("protection", "0032_open_ones_in_the_order_of_their_lists")]
    operations = [
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(fields=["organisation", "-received_at"], name="enquiries_newest"),
        ),
    ]
