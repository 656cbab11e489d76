"""What may be read of staff."""

from __future__ import annotations

from django.db.models import QuerySet

from hamroh.people.staff.models import Staff


def colleagues(*, seen_by: Staff) -> QuerySet[Staff]:
    """The staff of the organisation that somebody works for, by name; who has left is among them."""
    return (
        Staff.objects.filter(office__organisation=seen_by.office.organisation_id)
        .select_related("office")
        .prefetch_related("grants", "trainings")
        .order_by("full_name", "email")
    )
