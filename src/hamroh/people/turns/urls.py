from __future__ import annotations

from django.urls import path

from hamroh.people.turns import views

urlpatterns = [
    path("receptions/", views.receptions, name="receptions"),
    path("receptions/<uuid:id>/", views.reception, name="reception"),
    path("receptions/<uuid:id>/change/", views.change, name="reception_change"),
    path("receptions/<uuid:id>/take/", views.take, name="reception_take"),
    path("receptions/turns/<uuid:id>/", views.turn, name="reception_turn"),
]
