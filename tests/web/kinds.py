"""Every kind of page of the site, taken from its address list: how to reach one of each.

A new address without an entry here fails `test_every_address_has_a_page_to_look_at`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.web.asker import FIRST_CASE, sealed

HARD = {
    **FIRST_CASE, "region": "RU-SVE", "works": True, "stays": [{"entry": "2018-02-01", "exit": "2018-06-20"}, {"entry": "2018-11-02", "exit": "2019-01-15"}],
    "pay_problem": True, "pay": [{"due": "2019-01-15", "rub": "30000"}], "passport_held_by": "employer", "may_leave_site": False,
    "threatened": True, "feels_unsafe": True, "contract_written": False,
}  # fmt: skip
"""A worker with everything going wrong: the longest answer."""


@dataclass
class Kind:
    """A page to look at. `{t}` in the address is the tongue. With `post` it is reached by sending a form."""

    name: str
    url_name: str
    address: str
    post: dict[str, Any] | None = None
    status: int = 200
    more: dict[str, Any] = field(default_factory=dict)

    def form(self) -> dict[str, Any] | None:
        """What to send, with a fresh sealed field."""
        if self.post is None:
            return None
        out = dict(self.post)
        if out.get("code") == "earlier":
            from hamroh.protection.enquiries import receipts
            from tests.web.conftest import REPORT

            made = receipts.receipt(REPORT)
            out["code"], out["words"] = made.code, made.words("ru")
        if out.get("code") == "review":
            from hamroh.recruitment.reports.queries import code_of
            from tests.web.conftest import REPORT

            out["code"] = code_of(REPORT)
        if out.get("code") == "turn":
            from hamroh.people.turns.queries import code_of
            from tests.web.conftest import REPORT

            out["code"] = code_of(REPORT)
        if "facts" in out:
            out["seal"] = sealed(out.pop("facts"), on=out.pop("as_of", "2019-03-10"))
        return out


KINDS = [
    Kind("languages", "languages", "/"),
    Kind("front", "front", "/{t}/"),
    Kind("begin", "ask", "/{t}/ask/"),
    Kind("first question", "ask", "/{t}/ask/", {"voice": "self"}),
    Kind("question for a relative", "ask", "/{t}/ask/", {"voice": "relative"}),
    Kind("question with errors", "ask", "/{t}/ask/", {"facts": {"destination": "RU"}, "screen": "arrival", "shown": "entered purpose", "go": "next",
         "entered.d": "30", "entered.m": "2", "entered.y": "2019"}),
    Kind("question with rows", "ask", "/{t}/ask/", {"facts": {"destination": "RU"}, "screen": "earlier_stays", "shown": "stays", "go": "add:stays", "stays.rows": "1"}),
    Kind("list to tick", "ask", "/{t}/ask/", {"facts": {"destination": "RU"}, "screen": "trouble_list", "go": "again",
         "shown": "has_ruling held has_penalties has_decisions ban_known in_register"}),
    Kind("review", "review", "/{t}/ask/review/", {"facts": HARD}),
    Kind("review with a fault", "ask", "/{t}/ask/", {"facts": {"birth_date": "1990-01-01", "entered": "1980-01-01"}, "go": "next"}),
    Kind("empty review", "review", "/{t}/ask/review/", {"facts": {}}),
    Kind("answer", "answer", "/{t}/ask/answer/", {"facts": FIRST_CASE}),
    Kind("longest answer", "answer", "/{t}/ask/answer/", {"facts": HARD}),
    Kind("answer of nothing", "answer", "/{t}/ask/answer/", {"facts": {}, "as_of": "2026-11-20"}),
    Kind("answer with a wrong day", "answer", "/{t}/ask/answer/", {"facts": FIRST_CASE, "go": "days", "on.d": "31", "on.m": "2", "on.y": "2019"}),
    Kind("print", "print", "/{t}/ask/print/", {"facts": HARD}),
    Kind("unreadable", "ask", "/{t}/ask/", {"seal": "AAAA"}, 400),
    Kind("doors", "doors", "/{t}/help/"),
    Kind("doors of a region", "doors", "/{t}/help/", {"place": "RU-PER", "kind": ""}),
    Kind("doors of a district", "doors", "/{t}/help/", {"place": "TJ-SU.asht", "kind": "business_centre"}),
    Kind("a service", "help_service", "/{t}/help/sample_legal_aid_moscow/on/2026-11-24/"),
    Kind("a service without hours", "help_service", "/{t}/help/sample_school_moscow/on/2026-11-24/"),
    Kind("a safe house", "help_service", "/{t}/help/sample_shelter/on/2026-11-24/"),
    Kind("told what was found there", "help_visited", "/{t}/help/sample_office_asht/visited/", {"outcome": "found_closed", "go": "tell"}),
    Kind("about", "about", "/{t}/about/"),
    Kind("asked of us", "asked_of_us", "/{t}/asked-of-us/"),
    Kind("laws", "laws", "/{t}/law/"),
    Kind("search", "laws", "/{t}/law/", {"words": "RU-REG"}),
    Kind("search without result", "laws", "/{t}/law/", {"words": "zzzz"}),
    Kind("search by a link", "laws", "/{t}/law/?q=паспорт"),
    Kind("search with near words", "laws", "/{t}/law/", {"words": "регистрацыя"}),
    Kind("stage", "stage", "/{t}/law/stage/in_trouble/"),
    Kind("documents", "instruments", "/{t}/law/documents/"),
    Kind("document", "instrument", "/{t}/law/document/icrmw_1990/"),
    Kind("law", "law", "/{t}/law/ru.registration.treaty_tj/"),
    Kind("law with much around it", "law", "/{t}/law/ru.registration.deadline/"),
    Kind("law on a day", "law_on", "/{t}/law/ru.registration.general/on/2010-05-05/"),
    Kind("law before its first version", "law_on", "/{t}/law/ru.registration.general/on/1995-05-05/"),
    Kind("law of a digest", "law_by_digest", "/{t}/law/digest/{digest}/ru.registration.treaty_tj/"),
    Kind("law of a digest on a day", "law_by_digest_on", "/{t}/law/digest/{digest}/ru.registration.treaty_tj/on/2019-03-10/"),
    Kind("text of the law", "law_text", "/{t}/law/digest/{digest}/"),
    Kind("another text of the law", "law_by_digest_on", "/{t}/law/digest/0123456789abcdef/ru.registration.treaty_tj/on/2019-03-10/", None, 404),
    Kind("way through the questions", "law_path", "/{t}/law/ru.registration.deadline/questions/"),
    Kind("way through the questions on a day", "law_path_on", "/{t}/law/ru.registration.general/on/2010-05-05/questions/"),
    Kind("two days to choose", "law_compare", "/{t}/law/ru.registration.general/days/"),
    Kind("two days wrongly chosen", "law_compare", "/{t}/law/ru.registration.general/days/?before.d=31&before.m=2&before.y=2010", None, 400),
    Kind("two days side by side", "law_compared", "/{t}/law/ru.registration.general/days/2010-05-05/2020-05-05/"),
    Kind("a day before the first version beside one after", "law_compared", "/{t}/law/ru.registration.treaty_uz/days/2010-05-05/2024-05-05/"),
    Kind("days of the whole law to choose", "law_changes", "/{t}/law/changes/"),
    Kind("what changed", "law_changed", "/{t}/law/changes/2006-01-01/2026-11-22/"),
    Kind("nothing changed", "law_changed", "/{t}/law/changes/2026-11-01/2026-11-02/"),
    Kind("unsettled", "law_open", "/{t}/law/unsettled/"),
    Kind("unsettled, the longest part", "law_open_kind", "/{t}/law/unsettled/unread/"),
    Kind("law with text only", "law", "/{t}/law/{text_only}/"),
    Kind("report", "report", "/{t}/report/"),
    Kind("report with errors", "report", "/{t}/report/", {"go": "send", "text": ""}, 400),
    Kind("report in another language", "report", "/{t}/report/", {"go": "again", "text": "Half a sen"}),
    Kind("receipt", "report", "/{t}/report/", {"go": "send", "text": "He took my passport.", "form": "a" * 32}),
    Kind("come back", "follow_report", "/{t}/report/follow/"),
    Kind("come back with a wrong code", "follow_report", "/{t}/report/follow/", {"go": "open", "code": "ABCD-EFGH", "words": "tea"}, 400),
    Kind("reply", "follow_report", "/{t}/report/follow/", {"go": "open", "code": "earlier"}),
    Kind("something added", "follow_report", "/{t}/report/follow/", {"go": "add", "code": "earlier", "text": "More.", "form": "b" * 32}),
    Kind("nothing added", "follow_report", "/{t}/report/follow/", {"go": "add", "code": "earlier", "text": ""}, 400),
    Kind("bribes", "bribes_published", "/{t}/bribes/"),
    Kind("bribes of a quarter", "bribes_of_quarter", "/{t}/bribes/from/2026-07-01/"),
    Kind("tell of a bribe", "tell_bribe", "/{t}/bribes/tell/"),
    Kind("tell of a bribe with errors", "tell_bribe", "/{t}/bribes/tell/", {"go": "send", "where": ""}, 400),
    Kind("a bribe is stored", "tell_bribe", "/{t}/bribes/tell/", {"go": "send", "where": "RU-MOW", "service": "police", "form": "d" * 32}),
    Kind("a house", "house", "/{t}/house/"),
    Kind("a house with errors", "house", "/{t}/house/", {"go": "check", "town": "Москва"}, 400),
    Kind("a house of which nothing is known", "house", "/{t}/house/", {"go": "check", "town": "Москва", "street": "Ленина", "house": "1"}),
    Kind("a house of which many told", "house", "/{t}/house/", {"go": "check", "town": "Самара", "street": "Намунавая", "house": "7"}),
    Kind("check", "check", "/{t}/check/"),
    Kind("check with errors", "check", "/{t}/check/", {"go": "check", "q": "", "d": "31", "m": "2", "y": "2018"}, 400),
    Kind("licensed", "check", "/{t}/check/", {"go": "check", "q": "Namuna Kor", "d": "5", "m": "5", "y": "2018"}),
    Kind("near name", "check", "/{t}/check/", {"go": "check", "q": "Намуна Кар", "d": "5", "m": "5", "y": "2018"}),
    Kind("no register of that day", "check", "/{t}/check/", {"go": "check", "q": "000-A", "d": "5", "m": "5", "y": "2010"}),
    Kind("agency", "agency", "/{t}/agency/{agency}/"),
    Kind("agency on a day", "agency_on", "/{t}/agency/{agency}/2018-02-01/"),
    Kind("offer with warnings", "offer", "/{t}/offer/", {"go": "check", "kind": "offer", "text": "Питер, курьеры. Паспорт сдаёте бригадиру. Анкета 3000 руб. предоплата. Договора не будет, патент не нужен."}),
    Kind("contract with missing terms", "offer", "/{t}/offer/", {"go": "check", "kind": "contract", "text": "Договор. ИП Сидоров берёт работника на стройку в Самаре. Оклад 15 000 рублей в месяц."}),
    Kind("offer in strange letters", "offer", "/{t}/offer/", {"go": "check", "text": "招聘工人 莫斯科 工资高"}, 400),
    Kind("terms with warnings", "offer_terms", "/{t}/offer/terms/", {"go": "check", "firm": "Намуна Кар", "fee": "asked", "passport": "theirs", "contract": "written", "work": "couriers", "region": "RU-SPE", "sum": "15000", "says": "pay"}),
    Kind("report of a firm", "report_firm", "/{t}/check/report/", {"go": "again", "firm": "Намуна"}),
    Kind("report of a firm with errors", "report_firm", "/{t}/check/report/", {"go": "send", "firm": "", "seen_on": "x"}, 400),
    Kind("what became of a firm", "follow_firm", "/{t}/check/report/follow/", {"go": "open", "code": "AAAA"}, 400),
    Kind("pay", "pay", "/{t}/pay/"),
    Kind("pay with errors", "pay", "/{t}/pay/", {"go": "compare", "job": "", "sum": "x", "per": "month", "times": "x", "on": "31.02.2026"}, 400),
    Kind("pay compared", "pay", "/{t}/pay/", {"go": "compare", "job": "cleaning", "region": "RU-MOW", "sum": "900", "per": "day", "times": "26", "on": "20.12.2025"}),
    Kind("pay not known", "pay", "/{t}/pay/", {"go": "compare", "job": "storage", "region": "RU-MOW", "sum": "60000", "per": "month", "on": "20.11.2026"}),
    Kind("schools", "schools", "/{t}/schools/"),
    Kind("wish for a school with errors", "schools", "/{t}/schools/", {"go": "send", "place": "RU-PER", "town": "yes"}, 400),
    Kind("wish for a school is stored", "schools", "/{t}/schools/", {"go": "send", "place": "RU-PER", "town": "yes", "from_7": "2", "form": "s" * 32}),
    Kind("days of reception", "turns", "/{t}/turns/"),
    Kind("take a turn", "take_turn", "/{t}/turns/{reception}/"),
    Kind("a turn is taken", "take_turn", "/{t}/turns/{reception}/", {"go": "take", "matter": "passport", "begins": "10:00", "read_day": "2026-12-10", "form": "t" * 32}),
    Kind("my turn", "my_turn", "/{t}/turns/mine/", {"go": "open", "code": "turn"}),
    Kind("papers", "papers", "/{t}/papers/"),
    Kind("unions", "unions", "/{t}/unions/"),
    Kind("unions asked for", "unions", "/{t}/unions/", {"country": "RU", "go": "show"}),
    Kind("unions of a country", "unions_on", "/{t}/unions/RU/2026-11-24/"),
    Kind("firms of which workers wrote", "worker_reviews", "/{t}/reviews/"),
    Kind("what workers say of a firm", "reviews_of_firm", "/{t}/reviews/{reviewed}/"),
    Kind("write of a firm", "write_review", "/{t}/reviews/write/"),
    Kind("write of a firm with errors", "write_review", "/{t}/reviews/write/", {"go": "send", "firm": ""}, 400),
    Kind("what was written of a firm is stored", "write_review", "/{t}/reviews/write/",
         {"go": "send", "kind": "employer", "firm": "Намуна", "fee": "yes", "form": "c" * 32}),
    Kind("what became of a review", "follow_review", "/{t}/reviews/follow/", {"go": "open", "code": "review"}),
    Kind("what became of no review", "follow_review", "/{t}/reviews/follow/", {"go": "open", "code": "AAAA"}, 400),
    Kind("who found work", "work_found", "/{t}/found-work/"),
    Kind("who found work is stored", "work_found", "/{t}/found-work/", {"through": "family", "form": "f" * 32}),
    Kind("codes", "scan", "/{t}/qr/"),
    Kind("route of a poster", "route", "/{t}/qr/TJ-KT.coach.RU-SVE"),
    Kind("screen in a station", "kiosk", "/{t}/kiosk/"),
    Kind("route on a screen in a station", "kiosk", "/{t}/kiosk/", {"origin": "TJ-SU", "by": "air", "to": "RU-MOW", "go": "show"}),
    Kind("screen in a station with errors", "kiosk", "/{t}/kiosk/", {"origin": "", "by": "air", "to": "RU-MOW", "go": "show"}, 400),
    Kind("leave", "leave", "/{t}/month/"),
    Kind("absent", "absent", "/{t}/no-such-page/", None, 404),
]  # fmt: skip
# Files that are saved, not pages that are looked at: they have tests of their own.
SAVED = {"pdf", "calendar", "still", "scan_worker", "agency_card", "help_card"}
# What programs read: tests/web/test_api.py.
FOR_PROGRAMS = {
    "api_ask",
    "api_laws",
    "api_changes",
    "api_unsettled",
    "api_law",
    "api_law_on",
    "api_document",
    "api_absent",
    "codes_taken_back",
    "codes_for_phones",
    "api_agencies",
    "api_check",
    "api_offer",
    "api_agency",
    "api_agency_on",
    "api_pay",
    "open_bribes",
    "open_pay",
    "open_agencies",
    "open_help",
    "open_schools",
    "hsds",
    "hsds_profile",
    "hsds_services",
    "hsds_service",
    "hsds_organizations",
    "hsds_organization",
    "hsds_service_at_locations",
    "hsds_service_at_location",
    "hsds_taxonomies",
    "hsds_taxonomy",
    "hsds_taxonomy_terms",
    "hsds_taxonomy_term",
}


def address_of(kind: Kind, tongue: str) -> str:
    """The address in a tongue."""
    address = kind.address
    if "{text_only}" in address:
        from hamroh.web import rulebook

        address = address.replace("{text_only}", next(p.id for p in rulebook.book().provisions if p.text_only))
    if "{digest}" in address:
        from hamroh.web import rulebook

        address = address.replace("{digest}", rulebook.book().digest)
    if "{agency}" in address:
        from hamroh.recruitment.models import Licence

        address = address.replace("{agency}", str(Licence.objects.get(key="000B").agency_id))
    if "{reviewed}" in address:
        from hamroh.recruitment.models import ReviewedFirm

        address = address.replace("{reviewed}", str(ReviewedFirm.objects.get().pk))
    if "{reception}" in address:
        from hamroh.people.models import ReceptionDay

        address = address.replace("{reception}", str(ReceptionDay.objects.get().pk))
    return address.replace("{t}", tongue)
