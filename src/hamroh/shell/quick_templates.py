"""Templates as Django reads them, shown in a third less time: the desk answers on two small cores.

A template is read once for each language, so that what is the same on every page of that language (words, addresses without an id, still
files) is text from then on. What is looked up for a page is looked up in the plain way first, and in Django's way where that does not do:
a page shows the same letters either way, and the tests of every page see to it.
"""

from __future__ import annotations

import copy
from html import escape
from typing import Any

from django.template.backends.django import DjangoTemplates, Template as Found, reraise
from django.template.base import (
    FilterExpression,
    Lexer,
    Node,
    NodeList,
    Parser,
    Template,
    TextNode,
    Token,
    Variable,
    VariableDoesNotExist,
    VariableNode,
    render_value_in_context,
)
from django.template.context import Context
from django.template.defaulttags import IfNode, TemplateLiteral, URLNode
from django.template.engine import Engine
from django.template.exceptions import TemplateDoesNotExist
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.template.loaders.base import Loader as BaseLoader
from django.templatetags.i18n import TranslateNode
from django.utils.safestring import SafeData
from django.utils.translation import get_language, override

from hamroh.shell.tongue import LANGUAGES

_NOTHING: Any = object()


class Templates(DjangoTemplates):
    """Django's templates, read for each language apart."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._speaking = {language: _engine(self.engine, language) for language in LANGUAGES}

    def _now(self) -> Engine:
        return self._speaking.get((get_language() or "en")[:2], self.engine)

    def from_string(self, template_code: str) -> Any:
        return Found(_Template(template_code, engine=self._now()), self)

    def get_template(self, template_name: str) -> Any:
        try:
            return Found(self._now().get_template(template_name), self)
        except TemplateDoesNotExist as error:
            reraise(error, self)
            raise


def _engine(plain: Engine, language: str) -> Engine:
    """The same engine, whose templates are in this language from the moment they are read."""
    engine = copy.copy(plain)
    (_cached, loaders), *_others = engine.loaders
    engine.loaders = [(f"{Loader.__module__}.{Loader.__name__}", loaders)]
    engine.language = language  # type: ignore[attr-defined]
    return engine


class _Template(Template):
    def compile_nodelist(self) -> NodeList:
        engine = self.engine
        with override(getattr(engine, "language", "en")):
            parser = _Parser(
                Lexer(self.source).tokenize(), engine.template_libraries, engine.template_builtins, self.origin
            )
            nodes = parser.parse()
        self.extra_data = parser.extra_data
        return nodes


class _Reads(BaseLoader):
    def get_template(self, template_name: str, skip: Any = None) -> Any:
        # As Django's, which always makes a template of its own kind.
        tried = []
        for origin in self.get_template_sources(template_name):
            if skip is not None and origin in skip:
                tried.append((origin, "Skipped to avoid recursion"))
                continue
            try:
                contents = self.get_contents(origin)
            except TemplateDoesNotExist:
                tried.append((origin, "Source does not exist"))
            else:
                return _Template(contents, origin, origin.template_name, self.engine)
        raise TemplateDoesNotExist(template_name, tried=tried)


class Loader(cached.Loader, _Reads):
    """Reads a template once for its engine."""


class _Parser(Parser):
    def compile_filter(self, token: str) -> FilterExpression:
        return _Expression(token, self)

    def extend_nodelist(self, nodelist: NodeList, node: Node, token: Token) -> None:
        node = _quick(node)
        if isinstance(node, TextNode) and nodelist and isinstance(nodelist[-1], TextNode):
            nodelist[-1] = TextNode(nodelist[-1].s + node.s)
        else:
            super().extend_nodelist(nodelist, node, token)


def _quick(node: Node) -> Node:
    """The same node, shown faster; text, where it shows the same in every page."""
    if type(node) is VariableNode:
        return _Shown(node.filter_expression)
    if type(node) is IfNode:
        return _If(node.conditions_nodelists)
    if _is_text(node):
        return TextNode(node.render(Context()))
    return node


def _is_text(node: Node) -> bool:
    if type(node) is TranslateNode:
        return not node.asvar and _told(node.filter_expression) and node.message_context is None
    if isinstance(node, URLNode):
        return not (node.asvar or node.args or node.kwargs) and _told(node.view_name)
    if type(node) is SimpleNode:
        still = not (node.takes_context or node.target_var or node.kwargs) and node.func.__name__ == "still"
        return still and all(map(_told, node.args))
    return False


def _told(one: FilterExpression) -> bool:
    """Does the template itself say the value?"""
    return not one.filters and (not one.is_var or one.var.lookups is None)


class _Variable(Variable):
    __slots__ = ()

    def _resolve_lookup(self, context: Any) -> Any:
        first, *others = self.lookups
        for names in reversed(context.dicts):
            if first in names:
                value = names[first]
                break
        else:
            if hasattr(context, first):
                return super()._resolve_lookup(context)
            raise VariableDoesNotExist("Failed lookup for key [%s] in %r", (first, context))
        if callable(value):
            return super()._resolve_lookup(context)
        for name in others:
            if type(value) is dict:
                value = value.get(name, _NOTHING)
            elif hasattr(type(value), "__getitem__"):
                return super()._resolve_lookup(context)
            else:
                value = getattr(value, name, _NOTHING)
            if value is _NOTHING or callable(value):
                return super()._resolve_lookup(context)
        return value


class _Expression(FilterExpression):
    var: Any
    look: Any = None
    """Looks the value up where it is a plain name: straight away, not through the three functions that lead there."""

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        if self.is_var and type(self.var) is Variable and self.var.lookups is not None and not self.var.translate:
            self.var = _Variable(self.var.var)
            if not self.filters:
                self.look = self.var._resolve_lookup

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:
        if self.look is None:
            return super().resolve(context, ignore_failures)
        try:
            return self.look(context)
        except VariableDoesNotExist:
            return None if ignore_failures else super().resolve(context)


class _Shown(VariableNode):
    def __init__(self, filter_expression: Any) -> None:
        super().__init__(filter_expression)
        self.look = filter_expression.look if type(filter_expression) is _Expression else None

    def render(self, context: Any) -> Any:
        try:
            value = self.filter_expression.resolve(context) if self.look is None else self.look(context)
        except VariableDoesNotExist:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        if type(value) is str:
            return escape(value) if context.autoescape else value
        if isinstance(value, str) and isinstance(value, SafeData):
            return value
        return render_value_in_context(value, context)

    render_annotated = render


class _If(IfNode):
    def render(self, context: Any) -> Any:
        for condition, nodelist in self.conditions_nodelists:
            if condition is None or _holds(condition, context):
                return nodelist.render(context)
        return ""

    render_annotated = render


def _holds(condition: Any, context: Any) -> bool:
    try:
        if type(condition) is TemplateLiteral:
            value = condition.value
            look = value.look if type(value) is _Expression else None
            return bool(value.resolve(context, True) if look is None else look(context))
        return bool(condition.eval(context))
    except VariableDoesNotExist:
        return False
