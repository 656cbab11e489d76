"""Plain fields of forms, written out at once: Django reads three templates for each, a fifth of the page on which somebody is looked for.

The letters are those of Django's own templates; `tests/shell/test_quick_templates.py` compares them. Fields with choices go Django's way.
"""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData

_INPUTS = frozenset(
    f"django/forms/widgets/{kind}.html"
    for kind in ("input", "text", "hidden", "email", "number", "password", "search", "tel", "url", "date", "checkbox")
)
_TEXT_AREA = "django/forms/widgets/textarea.html"


class Fields(DjangoTemplates):
    """What shows the fields of forms."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> Any:
        """A field as HTML; every word is escaped here, and Django marks the whole as markup."""
        if template_name in _INPUTS:
            widget = context["widget"]
            value = widget["value"]
            shown = "" if value is None else f' value="{_said(value)}"'
            kind, name = conditional_escape(widget["type"]), conditional_escape(widget["name"])
            return f'<input type="{kind}" name="{name}"{shown}{_attributes(widget)}>'
        if template_name == _TEXT_AREA and isinstance(context["widget"]["value"], str | None):
            widget = context["widget"]
            name, value = conditional_escape(widget["name"]), conditional_escape(widget["value"] or "")
            return f'<textarea name="{name}"{_attributes(widget)}>\n{value}</textarea>'
        return super().render(template_name, context, request)


def _attributes(widget: dict[str, Any]) -> str:
    return "".join(
        f" {conditional_escape(name)}" if value is True else f' {conditional_escape(name)}="{_said(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _said(value: Any) -> str:
    """A value in words, escaped unless it is safe already."""
    return conditional_escape(value if isinstance(value, SafeData) else str(value))
