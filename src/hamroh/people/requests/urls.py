from __future__ import annotations

from django.urls import path

from hamroh.people.requests import views

urlpatterns = [
    path("requests/", views.requests, name="outside_requests"),
    path("requests/new/", views.request_new, name="outside_request_new"),
    path("requests/<uuid:id>/", views.request_one, name="outside_request"),
]
