"""What Django and django-allauth say in our forms. Listed here so that it is translated with our own words; nothing imports this."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, ngettext_lazy

WORDS = [
    gettext_lazy("This field is required."),
    gettext_lazy("Enter a valid email address."),
    gettext_lazy("Enter a valid date."),
    gettext_lazy("Enter a valid JSON."),
    gettext_lazy("Null characters are not allowed."),
    gettext_lazy("Select a valid choice. That choice is not one of the available choices."),
    gettext_lazy("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_lazy("“%(value)s” value must be valid JSON."),
    gettext_lazy("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    gettext_lazy("“%(value)s” is not a valid UUID."),
    gettext_lazy("You must type the same password each time."),
    gettext_lazy("You cannot generate recovery codes without having two-factor authentication enabled."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
]
