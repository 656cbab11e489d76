from __future__ import annotations

from django.urls import path

from hamroh.people.persons import views

urlpatterns = [
    path("persons/", views.find, name="persons"),
    path("persons/new/", views.new, name="person_new"),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("duplicates/<int:id>/", views.duplicate, name="duplicate"),
    path("persons/merges/<uuid:id>/undo/", views.undo, name="merge_undo"),
    path("persons/<uuid:id>/", views.person, name="person"),
    path("persons/<uuid:id>/seen/", views.seen, name="person_seen"),
    path("persons/<uuid:id>/copy/", views.copy, name="person_copy"),
    path("persons/<uuid:id>/erase/", views.erase, name="person_erase"),
    path("persons/<uuid:id>/<slug:part>/", views.edit, name="person_part"),
]
