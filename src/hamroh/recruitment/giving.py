"""What this room gives an organisation that takes its own with it: all of the register, to the one that keeps it."""

from __future__ import annotations

from typing import Any

from hamroh.people.attachments import keeping
from hamroh.people.giving import FORM, Taking, gives, if_any, keeps, under
from hamroh.people.staff.models import Role, RoleGrant
from hamroh.recruitment import models
from hamroh.recruitment.reports import queries as reports


def _keeps_the_register(taking: Taking) -> bool:
    licensing = RoleGrant.objects.filter(role=Role.LICENSING, staff__office__organisation=taking.body)
    return licensing.exists()


def _whole(model: Any) -> Any:
    return lambda taking: model.objects.all() if _keeps_the_register(taking) else model.objects.none()


for _model in (
    models.Agency, models.AgencyName, models.AgencyPhone, models.AgencyPlace, models.Inspection, models.Licence,
    models.LicenceState, models.PlacementReturn, models.RegisterImport, models.RegisterReading, models.ReturnTerm,
    models.SuspectFirm, models.FirmStep, models.FirmSorting, models.SealedCode,
):  # fmt: skip
    gives(_model._meta.label, _whole(_model))
gives(
    "recruitment.FirmAttachment",
    _whole(models.FirmAttachment),
    sealed=keeping.names,
    file=keeping.bytes_of,
    without=FORM,
)
gives("recruitment.FirmReply", _whole(models.FirmReply), sealed=under("pk", reports.reply_place))
gives(
    "recruitment.Intermediary",
    _whole(models.Intermediary),
    sealed=under("pk", "intermediary:{}".format),
    without={"token": "a digest by which this site finds them"},
)
for _model in (models.ReviewedFirm, models.ReviewBatch, models.ReviewReply):
    gives(_model._meta.label, _whole(_model))
gives(
    "recruitment.ReviewWords",
    _whole(models.ReviewWords),
    without={"review": "who wrote the words is erased from what is shown"},
)
gives(
    "recruitment.FirmReport",
    _whole(models.FirmReport),
    sealed=if_any(under("pk", reports.place)),
    without={
        **FORM,
        "code": "a digest by which this site alone knows the code that the person was given",
        "likeness": "marks of its words, by which this site sorts a flood",
    },
)
keeps("recruitment.TriedTable", "a table that was brought and not applied, which its owner has")
keeps("recruitment.FirmToken", "made anew from what it marks by the site that has it")
keeps("recruitment.NameKey", "made anew from the names by the site that has them")
keeps(
    "recruitment.WorkerReview", "a single review is for one reader, and erased once it is shown; what is shown leaves"
)
keeps("recruitment.SealKey", "a key that signs for this site never leaves it")
