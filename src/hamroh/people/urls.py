"""Addresses of the desk, below /desk/. An address names files by their id and nothing else."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("hamroh.people.staff.urls")),
    path("", include("hamroh.people.walls.urls")),
    path("", include("hamroh.people.alarms.urls")),
    path("", include("hamroh.people.persons.urls")),
    path("", include("hamroh.people.requests.urls")),
    path("", include("hamroh.people.directory.urls")),
    path("", include("hamroh.people.turns.urls")),
]
