from __future__ import annotations

from django.urls import path

from hamroh.people.walls import views

urlpatterns = [
    path("glass/", views.glass, name="glass"),
    path("openings/", views.openings, name="openings"),
    path("openings/<uuid:id>/", views.judge, name="judge_opening"),
]
