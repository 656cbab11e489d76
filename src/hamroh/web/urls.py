"""Addresses of the public site. Nothing a person told is ever part of one."""

from __future__ import annotations

from django.urls import path

from hamroh.shell import pages as shell
from hamroh.web import (
    answer,
    api,
    api_agencies,
    calendar_file,
    front,
    interview,
    law,
    law_days,
    law_open,
    law_path,
    sheet,
)

urlpatterns = [
    path("api/v1/ask", api.ask, name="api_ask"),
    path("api/v1/law/", api.provisions, name="api_laws"),
    path("api/v1/law/changes", api.changes, name="api_changes"),
    path("api/v1/law/unsettled", api.unsettled, name="api_unsettled"),
    path("api/v1/law/<str:id>", api.provision, name="api_law"),
    path("api/v1/law/<str:id>/on/<str:day>", api.provision, name="api_law_on"),
    path("api/v1/agencies/", api_agencies.agencies, name="api_agencies"),
    path("api/v1/agencies/check", api_agencies.check, name="api_check"),
    path("api/v1/agencies/<str:id>", api_agencies.agency, name="api_agency"),
    path("api/v1/agencies/<str:id>/on/<str:day>", api_agencies.agency, name="api_agency_on"),
    path("api/v1/openapi.json", api.document, name="api_document"),
    path("api/", api.absent, name="api_absent"),
    path("api/<path:rest>", api.absent, name="api_absent"),
    path("", front.languages, name="languages"),
    path("<tongue:tongue>/", front.front, name="front"),
    path("<tongue:tongue>/ask/", interview.ask, name="ask"),
    path("<tongue:tongue>/ask/review/", interview.review, name="review"),
    path("<tongue:tongue>/ask/answer/", answer.show, name="answer"),
    path("<tongue:tongue>/ask/print/", sheet.print_page, name="print"),
    path("<tongue:tongue>/ask/sheet.pdf", sheet.pdf, name="pdf"),
    path("<tongue:tongue>/ask/reminders.ics", calendar_file.download, name="calendar"),
    path("<tongue:tongue>/help/", front.doors, name="doors"),
    path("<tongue:tongue>/about/", front.about, name="about"),
    path("<tongue:tongue>/law/", law.index, name="laws"),
    path("<tongue:tongue>/law/stage/<str:stage>/", law.stage, name="stage"),
    path("<tongue:tongue>/law/documents/", law.instruments, name="instruments"),
    path("<tongue:tongue>/law/document/<str:id>/", law.instrument, name="instrument"),
    path("<tongue:tongue>/law/changes/", law_days.choose, name="law_changes"),
    path("<tongue:tongue>/law/changes/<day:before>/<day:after>/", law_days.changed, name="law_changed"),
    path("<tongue:tongue>/law/unsettled/", law_open.unsettled, name="law_open"),
    path("<tongue:tongue>/law/unsettled/<str:kind>/", law_open.unsettled, name="law_open_kind"),
    path("<tongue:tongue>/law/digest/<digest:digest>/", law.text, name="law_text"),
    path("<tongue:tongue>/law/digest/<digest:digest>/<str:id>/", law.provision, name="law_by_digest"),
    path("<tongue:tongue>/law/digest/<digest:digest>/<str:id>/on/<day:on>/", law.provision, name="law_by_digest_on"),
    path("<tongue:tongue>/law/<str:id>/", law.provision, name="law"),
    path("<tongue:tongue>/law/<str:id>/on/<day:on>/", law.provision, name="law_on"),
    path("<tongue:tongue>/law/<str:id>/questions/", law_path.questions, name="law_path"),
    path("<tongue:tongue>/law/<str:id>/on/<day:on>/questions/", law_path.questions, name="law_path_on"),
    path("<tongue:tongue>/law/<str:id>/days/", law_days.choose, name="law_compare"),
    path("<tongue:tongue>/law/<str:id>/days/<day:before>/<day:after>/", law_days.compared, name="law_compared"),
    path("<tongue:tongue>/month/", shell.leave, name="leave"),
]
