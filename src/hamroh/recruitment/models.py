"""Every model of this room, for Django, which looks for them here."""

from hamroh.recruitment.register.models import (
    Agency,
    AgencyName,
    AgencyPhone,
    AgencyPlace,
    Inspection,
    Licence,
    LicenceState,
    NameKey,
    PlacementReturn,
    RegisterImport,
    RegisterReading,
    ReturnTerm,
)
from hamroh.recruitment.reports.models import FirmReport, FirmStep, FirmToken, SuspectFirm
from hamroh.recruitment.seals.models import SealedCode, SealKey

__all__ = [
    "Agency",
    "AgencyName",
    "AgencyPhone",
    "AgencyPlace",
    "FirmReport",
    "FirmStep",
    "FirmToken",
    "Inspection",
    "Licence",
    "LicenceState",
    "NameKey",
    "PlacementReturn",
    "RegisterImport",
    "RegisterReading",
    "ReturnTerm",
    "SealKey",
    "SealedCode",
    "SuspectFirm",
]
