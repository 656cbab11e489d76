from __future__ import annotations

from allauth.account.views import login, logout
from django.urls import path

from hamroh.people.staff import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("tongue/", views.tongue, name="desk_tongue"),
    path("staff/", views.staff, name="staff"),
    path("sign-in/", login, name="account_login"),
    path("sign-out/", logout, name="account_logout"),
]
