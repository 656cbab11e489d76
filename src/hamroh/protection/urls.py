"""Public addresses of this room. Nothing a person told is ever part of one."""

from __future__ import annotations

from django.urls import path

from hamroh.protection.enquiries import views

urlpatterns = [
    path("<tongue:tongue>/report/", views.report, name="report"),
    path("<tongue:tongue>/report/follow/", views.follow, name="follow_report"),
]
