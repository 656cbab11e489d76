"""Public addresses of this room. Nothing a person told is ever part of one."""

from __future__ import annotations

from django.urls import path

from hamroh.protection.bribes import views as bribes
from hamroh.protection.enquiries import views
from hamroh.protection.houses import views as houses

urlpatterns = [
    path("<tongue:tongue>/report/", views.report, name="report"),
    path("<tongue:tongue>/report/follow/", views.follow, name="follow_report"),
    path("<tongue:tongue>/bribes/", bribes.published, name="bribes_published"),
    path("<tongue:tongue>/bribes/from/<day:since>/", bribes.published, name="bribes_of_quarter"),
    path("<tongue:tongue>/bribes/tell/", bribes.tell, name="tell_bribe"),
    path("<tongue:tongue>/house/", houses.house, name="house"),
    path("open/bribes/<str:name>", bribes.open_bribes, name="open_bribes"),
]
