"""Joint rooms, who is in them, and what is written and laid there."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class JointRoom(models.Model):
    """A room around one case, held by the organisation that carries it, until a stated moment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("protection.Case", on_delete=models.CASCADE, related_name="rooms")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    # What the room is for, under the person's key.
    sealed = models.BinaryField()

    class Meta:
        ordering = ["-opened_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="joint_room_ends_after_it_opened",
                condition=Q(until__gt=F("opened_at")),
                violation_error_message="A joint room ends on a day to come.",
            )
        ]


class RoomMember(models.Model):
    """An organisation in a joint room, in the fields to which the person consented for it. It sees them through an
    involvement that ends with the room, or when it leaves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey("protection.JointRoom", on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    involvement = models.ForeignKey("people.Involvement", on_delete=models.PROTECT, related_name="+")
    fields = models.CharField(max_length=300)
    agreed_how = models.CharField(max_length=20)
    agreed_on = models.DateField()
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                name="organisation_in_a_room_once",
                fields=["room", "organisation"],
                condition=Q(left_at__isnull=True),
                violation_error_message="This organisation is in the room already.",
            ),
            models.CheckConstraint(
                name="room_member_with_consent",
                condition=~Q(fields="") & ~Q(agreed_how=""),
                violation_error_message="An organisation is let in with the fields to which the person consented.",
            ),
        ]


class RoomNote(models.Model):
    """Something written in a joint room, for everybody in it; with a day and an organisation, what that one promised."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey("protection.JointRoom", on_delete=models.CASCADE, related_name="notes")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=64, unique=True, editable=False)
    does = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BinaryField()

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.CheckConstraint(
                name="room_note_with_a_day_has_who_does_it",
                condition=Q(does__isnull=True, due_on__isnull=True) | Q(does__isnull=False, due_on__isnull=False),
                violation_error_message="What is promised has a day and somebody who does it.",
            )
        ]


class RoomPaper(models.Model):
    """A document that lies in a joint room: brought by an organisation that is in it, or taken from the person's file by those who
    carry the case, with the person's consent to showing it there. It is seen there by everybody in the room, and nowhere else by that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey("protection.JointRoom", on_delete=models.CASCADE, related_name="papers")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    attachment = models.ForeignKey("protection.Attachment", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    brought = models.BooleanField()
    agreed_how = models.CharField(max_length=20, blank=True)
    agreed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.UniqueConstraint(name="paper_in_a_room_once", fields=["room", "attachment"]),
            models.CheckConstraint(
                name="room_paper_of_the_file_with_consent",
                condition=Q(brought=True) | (~Q(agreed_how="") & Q(agreed_on__isnull=False)),
                violation_error_message="A document of the file is laid into a room with the person's consent.",
            ),
        ]
