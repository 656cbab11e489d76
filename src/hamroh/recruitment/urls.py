"""Public addresses of this room. Nothing a person typed is ever part of one."""

from __future__ import annotations

from django.urls import path

from hamroh.recruitment.check import views as check
from hamroh.recruitment.reports import views as reports
from hamroh.recruitment.reviews import views as reviews
from hamroh.recruitment.seals import views as seals
from hamroh.recruitment.through import views as ways

urlpatterns = [
    path("codes.json", seals.taken_back, name="codes_taken_back"),
    path("codes.cose", seals.for_phones, name="codes_for_phones"),
    path("<tongue:tongue>/qr/", seals.scan, name="scan"),
    path("<tongue:tongue>/qr/worker.js", seals.worker, name="scan_worker"),
    # No slash at its end: beside the page of codes, so that one worker serves both.
    path("<tongue:tongue>/qr/<str:key>", seals.route, name="route"),
    path("<tongue:tongue>/kiosk/", seals.kiosk, name="kiosk"),
    path("<tongue:tongue>/check/report/", reports.report, name="report_firm"),
    path("<tongue:tongue>/check/report/follow/", reports.follow, name="follow_firm"),
    path("<tongue:tongue>/reviews/", reviews.firms, name="worker_reviews"),
    path("<tongue:tongue>/reviews/<int:id>/", reviews.firm, name="reviews_of_firm"),
    path("<tongue:tongue>/reviews/write/", reviews.write, name="write_review"),
    path("<tongue:tongue>/reviews/follow/", reviews.follow, name="follow_review"),
    path("<tongue:tongue>/check/", check.check, name="check"),
    path("<tongue:tongue>/found-work/", ways.through, name="work_found"),
    path("<tongue:tongue>/agency/<int:id>/", check.agency, name="agency"),
    path("<tongue:tongue>/agency/<int:id>/card.vcf", check.agency_card, name="agency_card"),
    path("open/agencies/<str:name>", check.open_agencies, name="open_agencies"),
    path("<tongue:tongue>/agency/<int:id>/<day:on>/", check.agency, name="agency_on"),
]
