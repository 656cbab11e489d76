"""Addresses of this room at the desk, below /desk/."""

from __future__ import annotations

from django.urls import path

from hamroh.protection.enquiries import views

urlpatterns = [
    path("enquiries/", views.enquiries, name="enquiries"),
    path("enquiries/<uuid:id>/", views.enquiry, name="enquiry"),
    path("enquiries/<uuid:id>/take/", views.take, name="take_enquiry"),
    path("enquiries/<uuid:id>/close/", views.close, name="close_enquiry"),
]
