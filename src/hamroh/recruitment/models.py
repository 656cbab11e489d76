"""Every model of this room, for Django, which looks for them here."""

from hamroh.recruitment.register.models import (
    Agency,
    AgencyName,
    AgencyPhone,
    AgencyPlace,
    Inspection,
    Intermediary,
    Licence,
    LicenceState,
    NameKey,
    PlacementReturn,
    RegisterImport,
    RegisterReading,
    ReturnTerm,
    TriedTable,
)
from hamroh.recruitment.reports.models import (
    FirmAttachment,
    FirmReply,
    FirmReport,
    FirmSorting,
    FirmStep,
    FirmToken,
    SuspectFirm,
)
from hamroh.recruitment.reviews.models import ReviewBatch, ReviewedFirm, ReviewReply, ReviewWords, WorkerReview
from hamroh.recruitment.seals.models import SealedCode, SealKey
from hamroh.recruitment.through.models import WorkFound

__all__ = [
    "Agency",
    "AgencyName",
    "AgencyPhone",
    "AgencyPlace",
    "FirmAttachment",
    "FirmReply",
    "FirmReport",
    "FirmSorting",
    "FirmStep",
    "FirmToken",
    "Inspection",
    "Intermediary",
    "Licence",
    "LicenceState",
    "NameKey",
    "PlacementReturn",
    "RegisterImport",
    "RegisterReading",
    "ReturnTerm",
    "ReviewBatch",
    "ReviewReply",
    "ReviewWords",
    "ReviewedFirm",
    "SealKey",
    "SealedCode",
    "SuspectFirm",
    "TriedTable",
    "WorkFound",
    "WorkerReview",
]
