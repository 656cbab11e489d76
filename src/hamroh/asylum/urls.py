"""Addresses of the asylum room, below /desk/."""

from __future__ import annotations

from django.urls import path

from hamroh.asylum import views

urlpatterns = [
    path("fear-of-return/", views.way, name="asylum_way"),
    path("claims/", views.claims, name="claims"),
    path("claims/open/", views.open_claim, name="open_claim"),
    path("claims/<uuid:id>/", views.claim, name="claim"),
    path("claims/<uuid:id>/hand-over/", views.hand_over, name="hand_over_claim"),
    path("claims/<uuid:id>/erase/", views.erase, name="erase_claim"),
    path("claims/<uuid:id>/close/", views.close, name="close_claim"),
]
