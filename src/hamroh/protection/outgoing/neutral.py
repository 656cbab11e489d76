"""Texts that tell nothing to whoever reads over the shoulder: no name of ours, nothing of help, law, work or papers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

TEMPLATES: dict[str, dict[str, str]] = {
    "ring_us": {
        "en": "Hello{who}. Please ring when it suits you.",
        "ru": "Здравствуйте{who}. Позвоните, пожалуйста, когда вам удобно.",
        "tg": "Салом{who}. Лутфан ҳар вақт, ки ба шумо қулай бошад, занг занед.",
    },
    "answer": {
        "en": "Hello{who}. There is an answer for you. Please ring when it suits you.",
        "ru": "Здравствуйте{who}. Для вас есть ответ. Позвоните, пожалуйста, когда вам удобно.",
        "tg": "Салом{who}. Барои шумо ҷавоб ҳаст. Лутфан ҳар вақт, ки қулай бошад, занг занед.",
    },
    "expected": {
        "en": "Hello{who}. You are expected as agreed. If you cannot come, please ring.",
        "ru": "Здравствуйте{who}. Вас ждут, как договорились. Если не сможете прийти, позвоните, пожалуйста.",
        "tg": "Салом{who}. Шуморо мувофиқи гуфтугӯ интизоранд. Агар омада натавонед, лутфан занг занед.",
    },
}
"""By code and language. `{who}` becomes who the person wants us to say that we are, or nothing."""

NAMES: dict[str, Any] = {
    "ring_us": gettext_lazy("Please ring"),
    "answer": gettext_lazy("There is an answer, please ring"),
    "expected": gettext_lazy("You are expected as agreed"),
}
"""What each is called at the desk."""

_THIS_IS = {"en": ", this is {name}", "ru": ", это {name}", "tg": ", ин {name} аст"}


def text(template: str, language: str, *, say_you_are: str) -> str:
    """A neutral text in the person's language."""
    who = _THIS_IS[language].format(name=say_you_are) if say_you_are else ""
    return TEMPLATES[template][language].replace("{who}", who)
