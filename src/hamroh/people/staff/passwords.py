"""What a password must be (NIST SP 800-63B section 3.1.1: length and lists, no rules of composition), said in our words."""

from __future__ import annotations

from django.contrib.auth import password_validation as django
from django.utils.translation import gettext


class LongEnough(django.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return gettext("The password is too short: at least 12 characters are needed.")


class NotCommon(django.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return gettext("This password is among the first that are tried. Choose another one.")


class NotTheirName(django.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return gettext("The password is too much like your name or address.")
