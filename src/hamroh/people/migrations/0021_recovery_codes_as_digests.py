"""Recovery codes that were given before stay good, and are kept as digests; the seeds from which they could be made are gone.

About a second for each member of staff who has codes. It may run twice.
"""

from django.db import migrations

from hamroh.people.staff import recovery_codes


def fill(apps, schema_editor):
    recovery_codes.hash_seeds(apps.get_model("mfa", "Authenticator").objects)


def take_away(apps, schema_editor):
    # No seed can be made from digests: who had codes makes new ones.
    apps.get_model("mfa", "Authenticator").objects.filter(type="recovery_codes", data__seed__isnull=True).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0020_second_lock_of_requests_and_signing_in"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(fill, take_away)]
