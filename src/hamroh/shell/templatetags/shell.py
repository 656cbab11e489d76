"""What templates of every room may use: addresses in the reader's tongue, days in words, still files."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.template.base import FilterExpression, Parser, Token
from django.template.defaulttags import URLNode, url as _url
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from hamroh.shell import days, still as files
from hamroh.shell.tongue import Tongue, same_page as _same_page

register = template.Library()


def _language() -> str:
    return (get_language() or "en")[:2]


@register.simple_tag(takes_context=True)
def at(context: dict[str, Any], name: str, **parts: Any) -> str:
    """The address of a page in the reader's tongue: {% at 'law' id=provision.id %}."""
    return reverse(name, kwargs={"tongue": context["tongue"], **parts})


@register.simple_tag(takes_context=True)
def here_in(context: dict[str, Any], tongue: Tongue) -> str:
    """This page's address in another tongue; a page of answers may name the address it answers to in `here`."""
    if context.get("here"):
        return reverse(context["here"], kwargs={"tongue": tongue})
    return _same_page(context["path"], tongue)


class _Address(URLNode):
    """Django's `url`; to ask all addresses of the site for that of each row took a fifth of a long list's page."""

    def render(self, context: template.Context) -> str:
        if self.asvar or self.args:
            return super().render(context)
        name = self.view_name.resolve(context)
        if not self.kwargs:
            return _alone(name)
        told = {key: value.resolve(context) for key, value in self.kwargs.items()}
        ids = [key for key, value in told.items() if isinstance(value, uuid.UUID)]
        words = tuple([(key, value) for key, value in told.items() if type(value) is str])
        if len(ids) != 1 or len(words) != len(told) - 1:
            return super().render(context)
        around = _around(name, ids[0], words)
        return str(told[ids[0]]).join(around) if around else super().render(context)


_NOBODY = uuid.UUID("00000000-0000-4000-8000-000000000000")


@functools.lru_cache(maxsize=1024)
def _around(name: str, key: str, words: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """What stands before and after an id in an address that has such words; nothing where it is not to be had so."""
    parts = tuple(conditional_escape(reverse(name, kwargs={key: _NOBODY, **dict(words)})).split(str(_NOBODY)))
    return parts if len(parts) == 2 else ()


@functools.cache
def _alone(name: str) -> str:
    return reverse(name)


@register.tag
def url(parser: Parser, token: Token) -> URLNode:
    """As in Django: {% url 'case' id=case.pk %}."""
    node = _url(parser, token)
    return _Address(node.view_name, node.args, node.kwargs, node.asvar)


@register.simple_tag
def still(name: str) -> str:
    """The address of a style sheet or script."""
    return reverse("still", kwargs={"name": files.dated_name(name)})


class _Options(template.Node):
    def __init__(self, choices: FilterExpression, chosen: FilterExpression | None) -> None:
        self.choices, self.chosen = choices, chosen

    def render(self, context: template.Context) -> str:
        choices = self.choices.resolve(context)
        if self.chosen is None:
            told = [(one.value, one.text, one.chosen) for one in choices]
        else:
            chosen = self.chosen.resolve(context)
            told = [(value, text, value == chosen) for value, text in choices]
        if len(told) > _LONG and not any(chosen for _, _, chosen in told):
            return _long(tuple([(value, text) for value, text, _ in told]))
        return _written(told)


_LONG = 100


def _written(told: Iterable[tuple[Any, Any, Any]]) -> str:
    return "".join(
        f'<option value="{escape(str(value))}"{" selected" if chosen else ""}>{escape(str(text))}</option>'
        for value, text, chosen in told
    )


@functools.lru_cache(maxsize=32)
def _long(pairs: tuple[tuple[Any, Any], ...]) -> str:
    """The countries of the world, of which nobody has chosen one, are the same on every page."""
    return _written((value, text, False) for value, text in pairs)


@register.tag
def options(parser: Parser, token: Token) -> _Options:
    """What a list lets choose, each with `value`, `text` and `chosen`: {% options part.choices %}; or pairs of value and text, and
    the value that is chosen: {% options colleagues staff.pk %}.

    Written out here and not in a template: of all the countries of the world, that took a third of the page of a call.
    """
    _name, choices, *chosen = token.split_contents()
    return _Options(parser.compile_filter(choices), parser.compile_filter(*chosen) if chosen else None)


@register.inclusion_tag("shell/pages.html")
def pages(shown: Page[Any], **kept: Any) -> dict[str, Any]:
    """Links to the pages of a list: the first, the last and those around the one shown; `kept` goes along in each address.

    Nothing where all fits on one page. A list of a hundred thousand rows gives no more links than one of a thousand.
    """
    many = shown.paginator
    return {
        "shown": shown,
        "numbers": many.get_elided_page_range(shown.number, on_each_side=2, on_ends=1) if many.num_pages > 1 else (),
        "gap": many.ELLIPSIS,
        "kept": "".join(f"&{urlencode({name: value})}" for name, value in kept.items() if value),
    }


@register.filter(expects_localtime=True)
def day(value: dt.date) -> str:
    """`23 May 2019` in the reader's language; of a moment the day on which it is where the page says what time it is."""
    return days.full(value, _language())


@register.filter
def day_beside(value: dt.date, other: dt.date) -> str:
    """`23 May`; with the year where it is another year than the day it stands beside."""
    return days.short(value, _language(), beside=other)


@register.filter
def weekday_day(value: dt.date) -> str:
    """`Friday, 15 March 2019`."""
    return days.with_weekday(value, _language())


@register.filter
def weekday(value: dt.date) -> str:
    return days.weekday(value, _language())


@register.filter
def month(value: dt.date) -> str:
    return days.month(value, _language())


@register.filter
def capital(value: str) -> str:
    return days.capital(str(value))


@register.filter
def roubles(value: int) -> str:
    return days.roubles(value, _language())


@register.filter
def isoday(value: dt.date) -> str:
    return value.isoformat()


@register.filter(expects_localtime=True)
def minute(value: dt.datetime) -> str:
    """`3.11.2026 08:05`; a long list writes hundreds of them, and the filter `date` takes thirty times as long."""
    return f"{value.day}.{value:%m.%Y %H:%M}"


@register.filter(expects_localtime=True)
def short_minute(value: dt.datetime) -> str:
    """`3.11 08:05`, where the year is plain."""
    return f"{value.day}.{value:%m %H:%M}"


@register.filter(expects_localtime=True)
def dotted(value: dt.datetime) -> str:
    """`3.11.2026`, for the same long lists."""
    return f"{value.day}.{value:%m.%Y}"


@register.filter(expects_localtime=True)
def isominute(value: dt.datetime) -> str:
    """A moment for the attribute `datetime`."""
    return value.isoformat(timespec="minutes")
