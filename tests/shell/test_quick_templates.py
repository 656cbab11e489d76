"""Templates that are shown faster show the same letters as Django's own."""

from __future__ import annotations

import datetime as dt
import decimal
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.forms import renderers
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from hamroh.shell.quick_fields import Fields


class Thing:
    word = "<b>'word' & \"more\"</b>"
    nothing = None

    def called(self) -> str:
        return "called"

    def asks(self, _what: str) -> str:
        return "never"

    def alters(self) -> str:
        return "never"

    alters.alters_data = True  # type: ignore[attr-defined]


GIVEN: dict[str, Any] = {
    "thing": Thing(), "kept": {"a": {"b": "<i>"}, "items": "taken"}, "many": ["<1>", 2, None], "safe": mark_safe("<u>"), "n": 1234567,
    "part": decimal.Decimal("1.50"), "day": dt.date(2026, 11, 30), "at": dt.datetime(2026, 11, 30, 8, 5, tzinfo=dt.UTC), "yes": True,
    "none": None, "empty": "", "soon": gettext_lazy("Sign out"), "call": lambda: "<lambda>",
}  # fmt: skip
TEXTS = [
    "{{ thing.word }} {{ thing.nothing }} {{ thing.called }} {{ thing.asks }} {{ thing.alters }} {{ thing.missing }} {{ missing.more }}",
    "{{ kept.a.b }} {{ kept.items }} {{ kept.missing }} {{ kept.a.missing.b }} {{ many.0 }} {{ many.1 }} {{ many.9 }} {{ many.first }}",
    "{{ safe }} {{ n }} {{ part }} {{ day }} {{ at }} {{ yes }} {{ none }} {{ empty }} {{ soon }} {{ call }} {{ dicts }} {{ autoescape }}",
    "{{ thing.word|upper }} {{ missing|default:'<x>' }} {{ at|minute }} {{ day|day }} {{ n|add:1 }} {{ thing.word|length }} {{ _('Sign out') }}",
    "{% autoescape off %}{{ thing.word }} {{ kept.a.b }} {{ soon }}{% endautoescape %}",
    "{% if missing %}a{% elif kept.a.b == '<i>' %}b{% else %}c{% endif %} {% if not none and n > 5 or missing.x %}d{% endif %}{% if 'x' in none %}e{% endif %}",
    "{% if thing.called == 'called' %}f{% endif %}{% if thing.missing %}g{% else %}h{% endif %}{% if many %}{% for one in many %}{{ forloop.counter }}{{ one }}{% empty %}i{% endfor %}{% endif %}",
    "{% translate 'Sign out' %} {% translate 'Sign out' as out %}{{ out }} {% translate thing.word %} {% translate '100 %' %} {% translate 'a &amp; b' noop %}",
    "{% blocktranslate with time=at|minute %}By {{ time }}{% endblocktranslate %} {% url 'cases' %} {% url 'cases' as way %}{{ way }} {% still 'hamroh.css' %}",
    "{% with one=kept.a %}{{ one.b }}{% with n=none %}{{ n }}{% endwith %}{{ n }}{% endwith %}{% include 'web/dunno.html' with part=thing %}",
]


@pytest.mark.parametrize("language", ["tg", "ru", "en"])
def test_the_same_letters_are_shown_as_django_shows(language: str) -> None:
    params = {name: value for name, value in settings.TEMPLATES[0].items() if name != "BACKEND"}
    plain = DjangoTemplates({**params, "OPTIONS": dict(params["OPTIONS"])})
    with override(language):
        for text in TEXTS:
            assert engines["django"].from_string(text).render(dict(GIVEN)) == plain.from_string(text).render(
                dict(GIVEN)
            )


def test_words_are_of_the_language_of_the_moment() -> None:
    def out(language: str) -> str:
        with override(language):
            return str(engines["django"].get_template("web/dunno.html").render({"part": {"unknown": False}}))

    assert len({out("tg"), out("ru"), out("en")}) == 3


def test_fields_have_the_letters_of_djangos_own() -> None:
    signs = "<b>'a' & \"b\"</b>"

    class Form(forms.Form):
        word = forms.CharField(
            max_length=20, help_text="more", widget=forms.TextInput({"data-x": signs, "autofocus": True, "off": False})
        )
        kept = forms.CharField(widget=forms.HiddenInput)
        many = forms.IntegerField(min_value=1, localize=True)
        mail = forms.EmailField()
        day = forms.DateField(widget=forms.DateInput({"type": "date"}))
        yes = forms.BooleanField()
        story = forms.CharField(widget=forms.Textarea({"rows": 3}))
        one = forms.ChoiceField(choices=[("a", signs)])

    filled = {"word": signs, "kept": mark_safe("<u>"), "many": "12", "day": "2026-11-30", "yes": "on", "story": signs}
    for data in (None, {}, filled):
        for initial in (
            {},
            {"word": signs, "many": 1234567, "day": dt.date(2026, 11, 30), "yes": True, "story": "\n a"},
        ):
            ours, theirs = (Form(data, initial=initial, renderer=one()) for one in (Fields, renderers.DjangoTemplates))
            for name in Form.base_fields:
                assert str(ours[name]) == str(theirs[name])
                assert ours[name].as_hidden() == theirs[name].as_hidden()
