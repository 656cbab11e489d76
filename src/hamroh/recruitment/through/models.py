"""What somebody told of how their work was found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class WorkFound(models.Model):
    """Somebody told through whom they found their work, in a month. Nothing else."""

    class Through(models.TextChoices):
        AGENCY = "agency"
        INTERMEDIARY = "intermediary"
        FAMILY = "family"
        EMPLOYER = "employer"
        ONLINE = "online"
        STATE = "state"
        ALONE = "alone"

    # Twice sent is once stored: a digest that says nothing without the key
    form = models.CharField(max_length=64, unique=True)
    through = models.CharField(max_length=12, choices=Through.choices)
    month = models.DateField(help_text="its first day")
    # False: it came in a flood, and no phone had worked for it.
    counts = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="work_found_is_of_a_month",
                condition=Q(month__day=1),
                violation_error_message="What was told of work is kept with its month, never with its day.",
            )
        ]
