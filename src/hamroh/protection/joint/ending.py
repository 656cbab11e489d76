"""How a joint room, or somebody's place in it, ends: at once, with all that it opened."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from hamroh.people.walls.models import Involvement
from hamroh.people.walls.rows import at_work
from hamroh.protection.cases.models import Case
from hamroh.protection.joint.models import JointRoom, RoomMember


def end_member(member: RoomMember, *, at: dt.datetime) -> bool:
    """Let an organisation see nothing more from this moment; False where it had left already."""
    with at_work("somebody leaves a joint room"):
        if not RoomMember.objects.filter(pk=member.pk, left_at__isnull=True).update(left_at=at):
            return False
        still = Q(until__isnull=True) | Q(until__gt=at)
        Involvement.objects.filter(still, pk=member.involvement_id).update(until=at)
    return True


def end_rooms(case: Case, *, at: dt.datetime) -> None:
    """Close every room around a case."""
    for room in JointRoom.objects.filter(case=case, closed_at__isnull=True):
        end_room(room, at=at)


def end_room(room: JointRoom, *, at: dt.datetime) -> None:
    """Close a room: whoever was in it sees nothing more."""
    for member in room.members.filter(left_at__isnull=True):
        end_member(member, at=at)
    JointRoom.objects.filter(pk=room.pk, closed_at__isnull=True).update(closed_at=at)
