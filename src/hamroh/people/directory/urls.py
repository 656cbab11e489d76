from __future__ import annotations

from django.urls import path

from hamroh.people.directory import views

urlpatterns = [
    path("directory/", views.entries, name="directory"),
    path("directory/calls/", views.calls, name="directory_calls"),
    path("directory/where/", views.where, name="directory_where"),
    path("directory/lists/", views.lists, name="directory_lists"),
    path("directory/lists/<uuid:id>/", views.list_one, name="directory_list"),
    path("directory/organisations/new/", views.organisation_new, name="directory_organisation_new"),
    path("directory/organisations/<uuid:id>/", views.organisation, name="directory_organisation"),
    path("directory/organisations/<uuid:id>/service/", views.service_new, name="directory_service_new"),
    path("directory/services/<slug:key>/", views.service, name="directory_service"),
    path("directory/services/<slug:key>/called/", views.service_called, name="directory_called"),
    path("directory/services/<slug:key>/undo/", views.service_undo, name="directory_undo"),
]
