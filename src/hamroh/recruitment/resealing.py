"""What this room keeps sealed, under whose key, and bound to what: see `people/resealing.py`."""

from __future__ import annotations

from hamroh.people.resealing import keeps, keeps_file
from hamroh.recruitment.reports import queries as reports
from hamroh.recruitment.reviews import queries as reviews

keeps("recruitment.FirmReport", place=lambda row: reports.place(row.pk))
keeps("recruitment.FirmReply", place=lambda row: reports.reply_place(row.pk))
keeps("recruitment.WorkerReview", place=lambda row: reviews.place(row.pk))
keeps("recruitment.Intermediary", place=lambda row: f"intermediary:{row.pk}")
keeps("recruitment.SealKey", place=lambda row: f"seal_key:{row.pk}")
keeps_file("recruitment.FirmAttachment")
