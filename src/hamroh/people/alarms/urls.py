from __future__ import annotations

from django.urls import path

from hamroh.people.alarms import views

urlpatterns = [
    path("alarms/", views.alarms, name="alarms"),
    path("alarms/<int:id>/", views.seen, name="alarm_seen"),
]
