"""Women who said that they answer those who ask for a woman."""

from __future__ import annotations

from django.db import models


class WomanOperator(models.Model):
    """Somebody at the desk said so of herself: her own choice, taken back at any time, shown to nobody else."""

    staff = models.OneToOneField("people.Staff", on_delete=models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()
