"""Keys that sign, and the codes that were signed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class SealKey(models.Model):
    """A pair of keys (ECDSA on P-256). The public one is kept for ever; the private one is sealed under a key of its own in
    the key store, and is gone when it is retired.

    `kid` is what a code says it was signed with. Codes of a key that is no longer trusted count as taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kid = models.CharField(max_length=8, unique=True)
    x = models.CharField(max_length=43)
    y = models.CharField(max_length=43)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    distrusted_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="seal_key_not_trusted_is_retired",
                condition=Q(distrusted_at__isnull=True) | Q(retired_at__isnull=False),
                violation_error_message="A key that is not trusted signs nothing.",
            )
        ]


class SealedCode(models.Model):
    """One signed code. `number` is printed beside it for who cannot read it; `text` is what the code holds."""

    class Kind(models.IntegerChoices):
        LICENCE = 1
        CERTIFICATE = 2
        POSTER = 3

    mark = models.CharField(max_length=16, unique=True)
    number = models.CharField(max_length=12, unique=True)
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    key = models.ForeignKey("recruitment.SealKey", on_delete=models.PROTECT, related_name="codes")
    licence = models.ForeignKey(
        "recruitment.Licence", on_delete=models.PROTECT, null=True, blank=True, related_name="codes"
    )
    title = models.CharField(max_length=60)
    # Of a poster for one route: from where, by what, to where (`posters.Route.key`)
    route = models.CharField(max_length=30, blank=True)
    valid_to = models.DateField()
    text = models.CharField(max_length=600)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sealed_code_of_a_licence",
                condition=(Q(kind=1) & Q(licence__isnull=False)) | (~Q(kind=1) & Q(licence__isnull=True)),
                violation_error_message="A code of a licence names it, and no other does.",
            ),
            models.CheckConstraint(
                name="sealed_code_of_a_route_is_a_poster",
                condition=Q(route="") | Q(kind=3),
                violation_error_message="Only a poster is of a route.",
            ),
            models.CheckConstraint(
                name="sealed_code_taken_back_with_a_reason",
                condition=Q(revoked_at__isnull=True) | ~Q(why=""),
                violation_error_message="Say why the code is taken back.",
            ),
        ]
