"""Every address of the site. `tongue` is the language, with `-sun` for the page that is read outdoors."""

from __future__ import annotations

from django.urls import include, path, register_converter

from hamroh.people.requests import views as requests
from hamroh.shell import pages as shell
from hamroh.shell.days import DayConverter, DigestConverter
from hamroh.shell.tongue import TongueConverter

register_converter(TongueConverter, "tongue")
register_converter(DayConverter, "day")
register_converter(DigestConverter, "digest")

urlpatterns = [
    path("still/<str:name>", shell.still, name="still"),
    path("desk/", include("hamroh.people.urls")),
    path("desk/", include("hamroh.asylum.urls")),
    path("desk/", include("hamroh.protection.desk_urls")),
    path("desk/", include("hamroh.recruitment.desk_urls")),
    path("desk/", include("hamroh.web.desk_urls")),
    path("<tongue:tongue>/asked-of-us/", requests.asked_of_us, name="asked_of_us"),
    path("", include("hamroh.protection.urls")),
    path("", include("hamroh.recruitment.urls")),
    path("", include("hamroh.web.urls")),
]

handler400 = "hamroh.shell.pages.bad_request"
handler403 = "hamroh.shell.pages.absent"
handler404 = "hamroh.shell.pages.absent"
# Django knows none of this name; django-allauth looks for it.
handler429 = "hamroh.people.staff.views.too_many"
handler500 = "hamroh.shell.pages.failed"
