from __future__ import annotations

from django.urls import path

from hamroh.people.staff import own, views

# Names that begin with account_ and mfa_ are those by which django-allauth finds its own pages.
urlpatterns = [
    path("", views.desk, name="desk"),
    path("tongue/", views.tongue, name="desk_tongue"),
    path("sign-in/", own.sign_in, name="account_login"),
    path("sign-in/second/", own.second_step, name="mfa_authenticate"),
    path("sign-in/passkey/", own.passkey, name="mfa_login_webauthn"),
    path("sign-in/lost/", own.lost, name="recovery"),
    path("sign-out/", own.sign_out, name="account_logout"),
    path("welcome/", own.welcome, name="welcome"),
    path("me/", own.me, name="mfa_index"),
    path("me/app/", own.app_add, name="mfa_activate_totp"),
    path("me/app/remove/", own.app_remove, name="mfa_deactivate_totp"),
    path("me/passkey/", own.passkey_add, name="mfa_add_webauthn"),
    path("me/passkey/<int:pk>/remove/", own.passkey_remove, name="mfa_remove_webauthn"),
    path("me/codes/", own.codes, name="mfa_view_recovery_codes"),
    path("me/codes/anew/", own.codes_anew, name="mfa_generate_recovery_codes"),
    path("me/confirm/", own.confirm, name="mfa_reauthenticate"),
    path("me/confirm/passkey/", own.confirm_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("me/confirm/password/", own.confirm_password, name="confirm_password"),
    path("me/sessions/<uuid:id>/", own.end_session, name="end_session"),
    path("me/password/", own.password, name="account_change_password"),
    path("me/elsewhere/", own.end_elsewhere, name="end_elsewhere"),
    path("staff/", views.staff, name="staff"),
    path("staff/enter/", views.enter, name="staff_enter"),
    path("staff/offices/", views.offices, name="offices"),
    path("staff/<uuid:id>/", views.member, name="staff_member"),
    path("staff/<uuid:id>/code/", views.invite, name="staff_invite"),
    path("staff/<uuid:id>/role/", views.grant, name="staff_grant"),
    path("staff/<uuid:id>/role/<int:grant>/second/", views.second, name="staff_second"),
    path("staff/<uuid:id>/role/<int:grant>/end/", views.end, name="staff_end"),
    path("staff/<uuid:id>/training/", views.training, name="staff_training"),
    path("staff/<uuid:id>/way/", views.open_way, name="staff_way"),
    path("staff/<uuid:id>/out/", views.sign_out, name="staff_out"),
    path("staff/<uuid:id>/leave/", views.leave, name="staff_leave"),
    path("vouch/", views.vouch, name="vouch"),
]
