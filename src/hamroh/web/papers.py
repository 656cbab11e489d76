"""Is this paper genuine? What can be checked here at once, what the law says of a paper, signs to look for, and what to do (F36)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from hamroh.protection.complaints import card
from hamroh.shell.here import day_of
from hamroh.shell.page import page
from hamroh.shell.tongue import Tongue
from hamroh.web import interview
from hamroh.web.law import rule_on

PAPERS = (
    (gettext_lazy("Registration in Russia"), ("ru.registration.where_living", "ru.registration.who_files")),
    (gettext_lazy("Patent to work in Russia"), ("ru.work.papers", "ru.work.patent_issue_by")),
)
"""Papers that are sold most, each with the provisions that say who gives it, and for what."""
HELD_AGAINST = "ru.ban.false_papers"


@require_safe
def papers(request: HttpRequest, tongue: Tongue) -> HttpResponse:
    """Nothing is asked and nothing is typed: a paper itself cannot be judged from here."""
    today, language = day_of(interview.now()), tongue.language
    fraud = card("intermediary_fraud")
    step = fraud.step("paper_not_used")
    return page(
        request,
        "web/papers.html",
        today=today,
        papers=[(title, [rule_on(id, today, language) for id in ids]) for title, ids in PAPERS],
        held_against=rule_on(HELD_AGAINST, today, language),
        step={"title": step.title[language], "act": step.act[language]},
        not_told=[one.why[language] for one in fraud.not_told if one.body.code == "migration_office"],
    )
