"""Addresses of this room at the desk, below /desk/."""

from __future__ import annotations

from django.urls import path

from hamroh.protection.complaints import views as complaints
from hamroh.protection.enquiries import views

urlpatterns = [
    path("complaints/", complaints.kinds, name="complaint_cards"),
    path("complaints/<slug:slug>/", complaints.kind, name="complaint_card"),
    path("enquiries/", views.enquiries, name="enquiries"),
    path("enquiries/<uuid:id>/", views.enquiry, name="enquiry"),
    path("enquiries/<uuid:id>/take/", views.take, name="take_enquiry"),
    path("enquiries/<uuid:id>/close/", views.close, name="close_enquiry"),
]
