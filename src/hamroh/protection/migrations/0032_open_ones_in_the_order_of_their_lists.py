"""The lists of open cases and enquiries are read in their order: a page of them, not all of them sorted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("protection", "0031_second_lock_of_enquiries_by_their_own_columns")]
    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["organisation", "-touched_at", "id"], name="cases_open"
            ),
        ),
        migrations.AddIndex(
            model_name="enquiry",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["organisation", "-danger", "answer_by", "id"],
                name="enquiries_open",
            ),
        ),
    ]
