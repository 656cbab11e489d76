"""Addresses of this room at the desk, below /desk/."""

from __future__ import annotations

from django.urls import path

from hamroh.recruitment.register import views as register
from hamroh.recruitment.reports import views as reports
from hamroh.recruitment.reviews import views as reviews
from hamroh.recruitment.seals import views as seals

urlpatterns = [
    path("agencies/", register.agencies, name="register"),
    path("agencies/<int:id>/", register.agency, name="register_agency"),
    path("agencies/<int:id>/code/", seals.for_agency, name="code_for_agency"),
    path("firms/", reports.firms, name="suspect_firms"),
    path("firms/<uuid:id>/", reports.firm, name="suspect_firm"),
    path("firms/sort/", reports.sort, name="sort_firm_reports"),
    path("firms/file/<uuid:id>/", reports.firm_file, name="firm_file"),
    path("firms/report/<uuid:id>/", reports.answer, name="answer_firm_report"),
    path("firm-reviews/", reviews.queue, name="read_reviews"),
    path("firm-reviews/<uuid:id>/", reviews.one, name="read_review"),
    path("firm-reviews/firm/<int:id>/", reviews.reviewed, name="reviewed_firm"),
    path("agencies/codes/", seals.made, name="signed_codes"),
    path("agencies/posters/", seals.route_posters, name="route_posters"),
    path("agencies/codes/<int:id>/sheet.pdf", seals.sheet, name="signed_code_sheet"),
    path("agencies/codes/<int:id>/", seals.one, name="signed_code"),
    path("agencies/line/<int:id>/", register.correct, name="correct_licence"),
    path("agencies/<slug:kind>/<int:id>/end/", register.end, name="end_line"),
    path("agencies/without/", register.without_licence, name="intermediaries"),
    path("agencies/without/<uuid:id>/end/", register.end_intermediary, name="end_intermediary"),
    path("agencies/table/", register.import_table, name="register_table"),
    path("agencies/table/<int:id>/undo/", register.undo_import, name="undo_register_import"),
    path("agencies/inspections/", register.inspections, name="inspections"),
    path("agencies/inspections/<int:id>/", register.inspected, name="inspected"),
]
