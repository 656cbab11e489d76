"""Addresses of this room at the desk, below /desk/."""

from __future__ import annotations

from django.urls import path

from hamroh.web import call, call_sheet, case

urlpatterns = [
    path("call/", call.call, name="new_call"),
    path("call/<uuid:id>/", call.call, name="call"),
    path("call/<uuid:id>/sheet/", call_sheet.call_sheet, name="call_sheet"),
    path("cases/<uuid:id>/", case.case, name="case"),
]
