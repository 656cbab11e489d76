"""What this room gives an organisation that takes its own with it: all of the register, to the one that keeps it."""

from __future__ import annotations

import secrets
from typing import Any

from hamroh.people.attachments import keeping
from hamroh.people.giving import FORM, IfAny, Taking, gives, keeps, under
from hamroh.people.staff.models import Role, RoleGrant
from hamroh.recruitment import models
from hamroh.recruitment.register import actions as register, intermediaries
from hamroh.recruitment.reports import queries as reports


def _keeps_the_register(taking: Taking) -> bool:
    licensing = RoleGrant.objects.filter(role=Role.LICENSING, staff__office__organisation=taking.body)
    return licensing.exists()


def _whole(model: Any) -> Any:
    return lambda taking: model.objects.all() if _keeps_the_register(taking) else model.objects.none()


def _firms_found(rows: list[Any], told: list[dict[str, Any]]) -> None:
    marks = {
        (row.firm_id, token)
        for row, one in zip(rows, told, strict=True)
        for token in reports.tokens(one.get("firm", ""), one.get("phone", ""))
    }
    models.FirmToken.objects.bulk_create(
        (models.FirmToken(firm_id=firm, token=token) for firm, token in sorted(marks)), ignore_conflicts=True
    )


def _phone_known_again(rows: list[Any], told: list[dict[str, Any]]) -> None:
    for row, one in zip(rows, told, strict=True):
        row.token = intermediaries.token(one.get("phone", row.pk.hex))


def _code_ends(rows: list[Any], told: list[dict[str, Any]]) -> None:
    for row in rows:
        # Nobody has the words for it.
        row.code = secrets.token_hex(32)


for _model in (
    models.Agency, models.AgencyPhone, models.AgencyPlace, models.Inspection, models.Licence,
    models.LicenceState, models.PlacementReturn, models.RegisterImport, models.RegisterReading, models.ReturnTerm,
    models.SuspectFirm, models.FirmStep, models.FirmSorting,
):  # fmt: skip
    gives(_model._meta.label, _whole(_model))
gives(
    models.AgencyName._meta.label,
    _whole(models.AgencyName),
    marks=lambda rows, told: register.mark_names(rows),
)
gives(
    models.SealedCode._meta.label,
    _whole(models.SealedCode),
    comes_not="the key that signed these codes stays where it is: codes for posters and licences are made anew here",
)
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
    fills=_phone_known_again,
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
    sealed=IfAny(under("pk", reports.place)),
    without={
        **FORM,
        "code": "a digest by which this site alone knows the code that the person was given",
        "likeness": "marks of its words, by which this site sorts a flood",
    },
    fills=_code_ends,
    marks=_firms_found,
)
keeps("recruitment.TriedTable", "a table that was brought and not applied, which its owner has")
keeps("recruitment.FirmToken", "made anew from what it marks by the site that has it")
keeps("recruitment.NameKey", "made anew from the names by the site that has them")
keeps(
    "recruitment.WorkerReview", "a single review is for one reader, and erased once it is shown; what is shown leaves"
)
keeps("recruitment.WorkFound", "told to this site by nobody who is known; what may be told of it is published")
keeps("recruitment.SealKey", "a key that signs for this site never leaves it")
