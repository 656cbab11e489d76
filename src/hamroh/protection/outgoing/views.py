"""Messages: the list of those that have not left, writing one, and sending one by hand."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hamroh.people.persons.contact import Channel
from hamroh.people.persons.words import binding
from hamroh.people.walls import door
from hamroh.protection.enquiries import queries as enquiries
from hamroh.protection.outgoing import actions, gateway, neutral, queries, words
from hamroh.shell import once
from hamroh.shell.page import page
from hamroh.shell.tongue import LANGUAGES

ANSWER = tuple(enquiries.ANSWER)


@require_safe
@door(*ANSWER)
def outgoing(request: Any) -> HttpResponse:
    """What has not left yet: held and failed ones first."""
    rows = queries.to_do(seen_by=request.staff, at=request.now)
    shown = [
        {
            "row": row,
            "channel": words.CHANNELS[row.channel],
            "because": words.because(row.held_why),
            "template": neutral.NAMES.get(row.template, ""),
            "later": row.state == "waiting" and row.not_before > request.now,
        }
        for row in rows
    ]
    return page(request, "outgoing/outgoing.html", keep=True, shown=shown, by_itself=gateway.of_site() is not None)


@require_http_methods(["GET", "HEAD", "POST"])
@door(*ANSWER)
def write(request: Any, person: uuid.UUID | None = None, call: uuid.UUID | None = None) -> HttpResponse:
    """Write to the person of a file, or to the caller of a call."""
    subject = queries.subject(person=person, enquiry=call, seen_by=request.staff, at=request.now)
    post, wrong = request.POST, ""
    language = post.get("language") if post.get("language") in LANGUAGES else "tg"
    if request.method == "POST":
        channel, mark = post.get("channel", ""), post.get("form", "")
        letter = channel == Channel.LETTER
        try:
            row = actions.write(
                subject,
                channel,
                to=post.get("address", "") if letter else post.get("to", ""),
                template=post.get("template", ""),
                text=post.get("text", ""),
                language=post.get("language", ""),
                form=once.form_of(mark),
                by=request.staff,
                at=request.now,
            )
        except actions.NotAllowed as refused:
            wrong = words.because(refused.why)
        except actions.OnlyNeutral:
            wrong = words.because("neutral")
        except actions.NotComplete:
            wrong = _("Choose how, where to, and either a neutral text or words of your own that are not too long.")
        else:
            if row.not_before > request.now:
                messages.success(request, _("Kept. It leaves when the person may be reached."))
            else:
                messages.success(request, _("Kept. It stands in the list of messages."))
            return HttpResponseRedirect(reverse("outgoing"))
    return page(
        request,
        "outgoing/write.html",
        status=400 if wrong else 200,
        keep=True,
        wrong=wrong,
        subject=subject,
        binding=list(dict.fromkeys(line for rules in subject.rules for line in binding(rules))),
        channels=words.CHANNELS.items(),
        templates=[
            (
                code,
                name,
                neutral.text(code, language, say_you_are=subject.say_you_are),
            )
            for code, name in neutral.NAMES.items()
        ],
        languages_spoken=LANGUAGES.items(),
        language=language,
        typed=post,
        mark=once.fresh_form(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@door(*ANSWER)
def message(request: Any, id: uuid.UUID) -> HttpResponse:
    """One message, to be sent by hand. `go` says what was pressed: take, sent, withdraw."""
    row = queries.one(id, seen_by=request.staff, at=request.now)
    go = request.POST.get("go", "")
    here = HttpResponseRedirect(reverse("message", kwargs={"id": id}))
    held = None
    try:
        if go == "sent":
            actions.mark_sent(id, by=request.staff, at=request.now)
            messages.success(request, _("Kept: it was sent."))
            return HttpResponseRedirect(reverse("outgoing"))
        if go == "withdraw":
            actions.withdraw(id, by=request.staff, at=request.now)
            messages.success(request, _("Withdrawn. It does not leave."))
            return HttpResponseRedirect(reverse("outgoing"))
        if go == "take" or row.taken_by_id == request.staff.pk:
            held = actions.take(id, by=request.staff, at=request.now)
            if go == "take" and held.to:
                return here
    except actions.Taken:
        messages.error(request, _("Somebody else is sending it, or it has left already. Nothing was changed."))
        return HttpResponseRedirect(reverse("outgoing"))
    if held is not None:
        row = held.row
    why = held.verdict.why if held is not None else row.held_why
    return page(
        request, "outgoing/message.html", keep=True, row=row, held=held, channel=words.CHANNELS[row.channel],
        because=words.because(why), later=held is not None and held.verdict.when,
    )  # fmt: skip
