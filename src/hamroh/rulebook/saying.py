"""Conditions and sums of the law in words: what the typed tree means, said in the reader's language.

Facts are named by their questions and provisions by their titles, in quotation marks, so that no noun has to be bent; what
stands between is a short word or a sign that everybody reads. Nothing is left out: two different trees read differently.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import tree as t
from .provisions import DOES_NOT_APPLY, SOURCE_SILENT, Branch, Provision, Version
from .wording import fill, value_in_words

if TYPE_CHECKING:
    from .book import Rulebook

Words = tuple[str, str, str]
"""The same in en, ru, tg."""

_PLACE = {"en": 0, "ru": 1, "tg": 2}
_QUOTES = {"en": "“{}”", "ru": "«{}»", "tg": "«{}»"}
_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SIGNS = {"=": "=", "<>": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "+": "+", "-": "−", "*": "×", "//": "÷"}

_SAID: dict[str, Words] = {
    "yes": ("{0}: yes", "{0}: да", "{0}: ҳа"),
    "no": ("{0}: no", "{0}: нет", "{0}: не"),
    "is": ("{0}: {1}", "{0}: {1}", "{0}: {1}"),
    "is not": ("{0}: not {1}", "{0}: не {1}", "{0}: на {1}"),
    "and": ("{0}, and {1}", "{0}, и {1}", "{0}, ва {1}"),
    "or": ("{0}, or {1}", "{0}, или {1}", "{0}, ё {1}"),
    "one of": ("one of these: {0}", "одно из этого: {0}", "яке аз инҳо: {0}"),
    "none of": ("none of these: {0}", "ничто из этого: {0}", "ҳеҷ яке аз инҳо: {0}"),
    "day <": ("{0} is before {1}", "{0} раньше, чем {1}", "{0} пештар аз {1}"),
    "day <=": ("{0} is no later than {1}", "{0} не позже, чем {1}", "{0} на дертар аз {1}"),
    "day >": ("{0} is after {1}", "{0} позже, чем {1}", "{0} дертар аз {1}"),
    "day >=": ("{0} is no earlier than {1}", "{0} не раньше, чем {1}", "{0} на пештар аз {1}"),
    "day =": ("{0} is the same day as {1}", "{0} в тот же день, что {1}", "{0} дар ҳамон рӯз, ки {1}"),
    "day <>": ("{0} is another day than {1}", "{0} в другой день, чем {1}", "{0} дар рӯзи дигар аз {1}"),
    "surely": ("{0} (known for sure)", "{0} (точно известно)", "{0} (аниқ маълум)"),
    "or not known": ("{0} (or not known)", "{0} (или неизвестно)", "{0} (ё номаълум)"),
    "known": ("{0}: known", "{0}: известно", "{0}: маълум"),
    "not known": ("{0}: not known", "{0}: неизвестно", "{0}: номаълум"),
    "concerns": ("{0} concerns you", "{0} вас касается", "{0} ба Шумо дахл дорад"),
    "not concerns": ("{0} does not concern you", "{0} вас не касается", "{0} ба Шумо дахл надорад"),
    "certain": ("{0} is certain", "{0}: точно", "{0}: аниқ"),
    "not certain": ("{0} is not certain", "{0}: не точно", "{0}: аниқ не"),
    "always": ("always", "всегда", "ҳамеша"),
    "never": ("never", "никогда", "ҳеҷ гоҳ"),
    "on": ("the day asked about", "день вопроса", "рӯзи пурсиш"),
    "earliest": (
        "{0}, the earliest possible day",
        "{0}, самый ранний возможный день",
        "{0}, барвақттарин рӯзи имконпазир",
    ),
    "latest": ("{0}, the latest possible day", "{0}, самый поздний возможный день", "{0}, дертарин рӯзи имконпазир"),
    "number of": ("{0} (the number {1})", "{0} (число {1})", "{0} (адади {1})"),
    "number of then": ("{0} (the number {1} as on {2})", "{0} (число {1} на {2})", "{0} (адади {1} дар {2})"),
    "field": ("{0}, {1}", "{0}, {1}", "{0}, {1}"),
    "if": ("if {0}: {1}", "если {0}: {1}", "агар {0}: {1}"),
    "otherwise": ("otherwise {0}", "иначе {0}", "вагарна {0}"),
    "group": ("({0})", "({0})", "({0})"),
    "least": ("{0} (at least)", "{0} (не меньше)", "{0} (на камтар)"),
    "most": ("{0} (at most)", "{0} (не больше)", "{0} (на зиёдтар)"),
    "early": ("{0} (at the earliest)", "{0} (самое раннее)", "{0} (барвақттараш)"),
    "late": ("{0} (at the latest)", "{0} (самое позднее)", "{0} (дертараш)"),
    "at exit": ("{0} (as of the last exit)", "{0} (на день последнего выезда)", "{0} (дар рӯзи баромадани охирин)"),
    "off": (
        "{0} (declared days without work count as days off)",
        "{0} (объявленные нерабочие дни считаются выходными)",
        "{0} (рӯзҳои ғайрикории эълоншуда истироҳат ҳисоб мешаванд)",
    ),
}

_FUNCTIONS: dict[str, Words] = {
    "plus_days": ("{0} + {1} days", "{0} + {1} дн.", "{0} + {1} рӯз"),
    "plus_months": ("{0} + {1} months", "{0} + {1} мес.", "{0} + {1} моҳ"),
    "plus_years": ("{0} + {1} years", "{0} + {1} лет", "{0} + {1} сол"),
    "earlier": ("the earlier of the two: {0}; {1}", "раньше из двух: {0}; {1}", "барвақттари аз ду: {0}; {1}"),
    "later": ("the later of the two: {0}; {1}", "позже из двух: {0}; {1}", "дертари аз ду: {0}; {1}"),
    "year_of": ("the year of: {0}", "год этого дня: {0}", "соли ин рӯз: {0}"),
    "year_start": ("the first day of that year: {0}", "первый день того года: {0}", "рӯзи аввали он сол: {0}"),
    "year_end": ("the last day of that year: {0}", "последний день того года: {0}", "рӯзи охири он сол: {0}"),
    "rub": ("{0} roubles", "{0} руб.", "{0} рубл"),
    "in_list": ("{0} is one of: {1}", "{0} - одно из: {1}", "{0} яке аз инҳост: {1}"),
    "is_working_day": ("{0} is a working day", "{0} - рабочий день", "{0} рӯзи корӣ аст"),
    "nth_working_day_from": (
        "working day number {1}, {0} itself counted",
        "рабочий день номер {1}, считая сам день: {0}",
        "рӯзи кории рақами {1}, бо ҳамон рӯз: {0}",
    ),
    "nth_working_day_after": (
        "working day number {1} after {0}",
        "рабочий день номер {1} после: {0}",
        "рӯзи кории рақами {1} баъди: {0}",
    ),
    "working_day_on_or_before": (
        "{0}, or the working day before it",
        "{0}, или рабочий день перед ним",
        "{0}, ё рӯзи кории пеш аз он",
    ),
    "working_day_on_or_after": (
        "{0}, or the working day after it",
        "{0}, или рабочий день после него",
        "{0}, ё рӯзи кории баъди он",
    ),
    "series": ("the table {0}", "таблица {0}", "ҷадвали {0}"),
    "days_present": (
        "days in the country from {0} to {1}",
        "дней в стране с {0} по {1}",
        "рӯзҳо дар кишвар аз {0} то {1}",
    ),
    "days_present_in_year": (
        "days in the country in the year {0}",
        "дней в стране в году {0}",
        "рӯзҳо дар кишвар дар соли {0}",
    ),
    "days_present_before": (
        "days of earlier stays in the {0} days before this one",
        "дней прежних поездок за {0} дней до этой",
        "рӯзҳои сафарҳои пешина дар {0} рӯзи пеш аз ин",
    ),
    "days_used_rolling": (
        "days of earlier stays that count in {1} days of which {0} are allowed",
        "дней прежних поездок, которые считаются в {1} днях, где можно {0}",
        "рӯзҳои сафарҳои пешина, ки дар {1} рӯз ҳисоб мешаванд, аз онҳо {0} рӯз мумкин",
    ),
    "in_country": ("you are in the country", "вы в стране", "Шумо дар кишвар ҳастед"),
    "stay_start": ("the first day of this stay", "первый день этой поездки", "рӯзи аввали ин сафар"),
    "last_day_rolling": (
        "the last day with at most {0} days here in any {1}",
        "последний день, когда в стране не больше {0} дней из любых {1}",
        "рӯзи охире, ки дар ҳар {1} рӯз на зиёда аз {0} рӯз дар кишвар",
    ),
    "last_day_fixed": (
        "the last day with at most {0} days here in each period of {1} days from the first entry",
        "последний день, когда в стране не больше {0} дней в каждом отрезке по {1} дней с первого въезда",
        "рӯзи охире, ки дар ҳар давраи {1} рӯз аз вуруди аввал на зиёда аз {0} рӯз дар кишвар",
    ),
    "last_day_year": (
        "the last day with at most {0} days here in a calendar year",
        "последний день, когда в стране не больше {0} дней в календарном году",
        "рӯзи охире, ки дар соли тақвимӣ на зиёда аз {0} рӯз дар кишвар",
    ),
    "last_day_year_from": (
        "the last day with at most {0} days here in a calendar year, counted from {1} on",
        "последний день, когда в стране не больше {0} дней в календарном году, считая с {1}",
        "рӯзи охире, ки дар соли тақвимӣ на зиёда аз {0} рӯз дар кишвар, ҳисоб аз {1}",
    ),
    "last_day_unbroken": ("day number {0} of this stay", "день номер {0} этой поездки", "рӯзи рақами {0}-и ин сафар"),
    "longest_stay": ("the longest stay, in days", "самая долгая поездка, в днях", "дарозтарин сафар, ба рӯз"),
    "longest_gap": (
        "the longest time away between stays, in days",
        "самый долгий перерыв между поездками, в днях",
        "дарозтарин фосилаи байни сафарҳо, ба рӯз",
    ),
    "penalties_within": (
        "penalties ({0}) in the {1} years before {2}",
        "наказаний ({0}) за {1} лет до {2}",
        "ҷазоҳо ({0}) дар {1} соли пеш аз {2}",
    ),
    "repeat_penalty_day": (
        "the day of the last penalty ({0}) that was number {1} within {2} years",
        "день последнего наказания ({0}), которое было номером {1} за {2} лет",
        "рӯзи ҷазои охирин ({0}), ки дар {2} сол рақами {1} буд",
    ),
    "has_repeat_penalty": (
        "there were {1} penalties ({0}) within {2} years",
        "было {1} наказаний ({0}) за {2} лет",
        "дар {2} сол {1} ҷазо ({0}) буд",
    ),
    "patent_issued_day": ("the day the patent was issued", "день выдачи патента", "рӯзи додани патент"),
    "patent_last_paid_day": (
        "the last paid day of the patent, of at most {0} months",
        "последний оплаченный день патента, не больше {0} мес.",
        "рӯзи охирини пардохтшудаи патент, на зиёда аз {0} моҳ",
    ),
    "patent_reissues": (
        "how often the patent was renewed without leaving",
        "сколько раз патент переоформлен без выезда",
        "патент чанд бор бе баромадан аз нав дода шуд",
    ),
    "has_patent": ("a patent was issued", "патент был выдан", "патент дода шуда буд"),
    "patents_count": ("the number of patents", "число патентов", "шумораи патентҳо"),
    "patent_region": ("the region of the patent", "регион патента", "минтақаи патент"),
    "decisions_count": ("the number of decisions ({0})", "число решений ({0})", "шумораи қарорҳо ({0})"),
    "last_decision_day": (
        "the day of the last decision ({0})",
        "день последнего решения ({0})",
        "рӯзи қарори охирин ({0})",
    ),
    "last_executed_day": (
        "the day of the last exit by decision ({0})",
        "день последнего выезда по решению ({0})",
        "рӯзи баромадани охирин аз рӯи қарор ({0})",
    ),
    "pay_unpaid_total": ("all unpaid pay", "вся невыплаченная зарплата", "ҳамаи маоши пардохтнашуда"),
    "pay_first_due": (
        "the first day unpaid pay was due",
        "первый день, когда должны были заплатить",
        "рӯзи аввале, ки маош бояд дода мешуд",
    ),
    "pay_first_due_since": (
        "the first day unpaid pay was due, from {0} on",
        "первый день, когда должны были заплатить, начиная с {0}",
        "рӯзи аввале, ки маош бояд дода мешуд, аз {0}",
    ),
    "pay_last_due": (
        "the last day unpaid pay was due",
        "последний день, когда должны были заплатить",
        "рӯзи охире, ки маош бояд дода мешуд",
    ),
    "late_pay_interest": (
        "interest on late pay up to {0}, by the table {1}",
        "проценты за задержку зарплаты по {0}, таблица {1}",
        "фоизи дер додани маош то {0}, ҷадвали {1}",
    ),
    "late_pay_interest_to": (
        "the last day up to {0} with a rate in the table {1}",
        "последний день до {0}, на который есть ставка в таблице {1}",
        "рӯзи охирин то {0}, ки меъёраш дар ҷадвали {1} ҳаст",
    ),
    "late_pay_days": (
        "days of late pay up to {0}, by the table {1}",
        "дней задержки зарплаты по {0}, таблица {1}",
        "рӯзҳои дер додани маош то {0}, ҷадвали {1}",
    ),
    "contract_made_day": ("the day the contract was made", "день договора", "рӯзи шартнома"),
    "contract_copy_sent_day": (
        "the day a copy of the contract was sent",
        "день отправки копии договора",
        "рӯзи фиристодани нусхаи шартнома",
    ),
    "contract_ended_day": ("the day the contract ended", "день окончания договора", "рӯзи анҷоми шартнома"),
    "registered": ("you are registered", "вы на учёте", "Шумо дар қайд ҳастед"),
    "registered_where_living": (
        "you are registered where you live",
        "вы на учёте там, где живёте",
        "Шумо дар ҷои зист дар қайд ҳастед",
    ),
    "registered_since": ("registered since", "на учёте с", "дар қайд аз"),
    "registered_until": ("registered until", "на учёте до", "дар қайд то"),
}

# Ends of function names, the longest first, and what each adds.
_ENDS = (("_at_exit", "at exit"), ("_earliest", "early"), ("_latest", "late"), ("_least", "least"), ("_most", "most"), ("_off", "off"))  # fmt: skip

_FIELDS: dict[str, Words] = {
    "safe": ("safe day", "надёжный день", "рӯзи боэътимод"),
    "latest": ("last day", "последний день", "рӯзи охирин"),
    "met": ("done", "сделано", "иҷро шуд"),
    "kind": ("kind", "вид", "навъ"),
    "years": ("years", "лет", "солҳо"),
    "from": ("from", "с", "аз"),
    "until": ("until", "по", "то"),
    "level": ("risk", "риск", "хавф"),
    "rub_from": ("roubles, from", "рублей, от", "рубл, аз"),
    "rub_to": ("roubles, to", "рублей, до", "рубл, то"),
    "expulsion": ("expulsion", "выдворение", "ихроҷ"),
    "starts_after": ("only after", "только после", "танҳо баъди"),
    "amount": ("sum", "сумма", "маблағ"),
    "days": ("days", "дней", "рӯзҳо"),
}

_CODES: dict[str, Words] = {
    "any": ("any kind", "любые", "ҳар гуна"),
    "migration": ("migration rules", "миграционные", "муҳоҷират"),
    "stay_or_work": ("stay or work", "пребывание или работа", "будубош ё кор"),
    "any_removal": (
        "expulsion, deportation or readmission",
        "выдворение, депортация или реадмиссия",
        "ихроҷ, депортатсия ё реадмиссия",
    ),
    "discretionary": ("may be ordered", "могут назначить", "таъин шуданаш мумкин"),
    "mandatory": ("must be ordered", "обязаны назначить", "ҳатман таъин мешавад"),
    "may": ("may follow", "возможно", "мумкин"),
    "must": ("must follow", "обязательно", "ҳатмӣ"),
    "no": ("no", "нет", "не"),
    "none": ("none", "нет", "нест"),
    "work": ("work", "работа", "кор"),
}


@dataclass(frozen=True)
class Step:
    """One question on the way through a version: what is asked, and what comes out where the answer is yes (or no).

    `yes` and `no` are empty where the way goes on. `because` holds the law's own words for the outcome, `formula` how it is
    reckoned, field by field, in words.
    """

    asks: str
    yes: str = ""
    no: str = ""
    because: str = ""
    formula: tuple[str, ...] = ()


class Saying:
    """Says conditions and values in one language."""

    def __init__(self, rulebook: Rulebook, language: str) -> None:
        self.rulebook, self.language = rulebook, language
        self.place = _PLACE[language]

    def path(self, p: Provision, version: Version) -> list[Step]:
        """The way through a version: first whom it concerns, one question at a time, then its branches in order.

        An answer that is not known makes the outcome unknown (decision 0003); the steps do not repeat that.
        """
        out = [Step(self.condition(part), no=self._outcome(DOES_NOT_APPLY)) for part in _parts(p.concerns)]
        for branch in version.branches:
            outcome, because, formula = self._gives(p, version, branch)
            asks = self.condition(branch.when) if branch.when is not None else ""
            out.append(Step(asks, yes=outcome, because=because, formula=formula))
        return out

    def _gives(self, p: Provision, version: Version, branch: Branch) -> tuple[str, str, tuple[str, ...]]:
        given, because = constants(p, branch), ""
        if branch.because:
            because = fill(branch.because[self.language], lambda name: self._filled(version, given, name))
        if not branch.readings:
            return self._outcome(branch.outcome), because, ()
        formula = []
        for reading in branch.readings:
            head = f"{reading.reading[self.language]}: " if reading.reading else ""
            for (name, type_), node in zip(p.fields, reading.fields, strict=True):
                if node is None:
                    continue
                said = self._code(node, p) if type_ == t.CHOICE else ""
                said = said or (self.condition(node) if type_ == t.YES_NO else self.value(node))
                field = _FIELDS.get(name)
                formula.append(head + (f"{field[self.place]}: {said}" if field else said))
        return because or "; ".join(formula), because, tuple(formula)

    def _filled(self, version: Version, given: dict[str, t.Literal], name: str) -> str:
        held = version.values.get(name) or given.get(name)
        if held is not None:
            return value_in_words(held.value, held.type, self.language)
        field, fact = _FIELDS.get(name), self.rulebook.book.facts.get(name)
        return f"[{field[self.place] if field else fact.question[self.language] if fact else '…'}]"

    def _outcome(self, outcome: str) -> str:
        results = self.rulebook.book.about["results"]
        code = {DOES_NOT_APPLY: "does_not_apply", SOURCE_SILENT: "unknown"}[outcome]
        text: str = results[code][self.language]
        return text

    # -- conditions

    def condition(self, node: t.Node, holds: bool = True) -> str:
        """What must be so; with `holds=False`, what must not."""
        match node:
            case t.Not(of=of):
                return self.condition(of, not holds)
            case t.And(of=of):
                return self._joined("and" if holds else "or", of, holds)
            case t.Or(of=of):
                return self._joined("or" if holds else "and", of, holds)
            case t.Literal(value=value):
                return self._say("always" if bool(value) == holds else "never")
            case t.Known(of=of):
                return self._say("known" if holds else "not known", self.value(of))
            case t.Applies(provision=id_):
                return self._say("concerns" if holds else "not concerns", self._title(id_))
            case t.Certain(provision=id_):
                return self._say("certain" if holds else "not certain", self._title(id_))
            case t.Compare():
                return self._compared(node, node.op if holds else _OPPOSITE[node.op])
            case t.Within(of=of, values=values):
                return self._chosen(of, [self._named(of, value) for value in values], holds)
            case t.Holds(of=of, codes=codes):
                listed = codes.value if isinstance(codes, t.Literal) else ()
                each = listed if isinstance(listed, tuple) else (listed,)
                return self._chosen(of, [self._named(of, code) for code in each] or [self.value(codes)], holds)
            case t.Case() | t.Call():
                # What they say is a sentence already.
                return self.value(node) if holds else self._say("no", self.value(node))
            case _:
                return self._say("yes" if holds else "no", self.value(node))

    def _joined(self, how: str, nodes: tuple[t.Node, ...], holds: bool) -> str:
        said = self._merged(how, nodes, holds)
        whole = said[0]
        for more in said[1:]:
            whole = self._say(how, whole, more)
        return whole

    def _merged(self, how: str, nodes: tuple[t.Node, ...], holds: bool) -> list[str]:
        """The parts of an `and` or `or`. `known(x) and x` is said as one: x, for sure; `not known(x) or x` likewise."""
        bare = [_bare(node, holds) for node in nodes]
        about = {part.of for part, so in bare if isinstance(part, t.Known) and so is (how == "and")}
        joined = {of for of in about if any(_subject(part) == of for part, _ in bare)}
        said = []
        for part, so in bare:
            if isinstance(part, t.Known) and so is (how == "and") and part.of in joined:
                continue
            if isinstance(part, (t.And, t.Or)):
                inner = self._merged("and" if isinstance(part, t.And) is so else "or", part.of, so)
                said.append(self._say("group", self.condition(part, so)) if len(inner) > 1 else inner[0])
                continue
            text = self.condition(part, so)
            if _subject(part) in joined:
                text = self._say("surely" if how == "and" else "or not known", text)
            said.append(text)
        return said

    def _chosen(self, of: t.Node, names: list[str], holds: bool) -> str:
        if len(names) == 1:
            return self._say("is" if holds else "is not", self.value(of), names[0])
        listed = self._say("one of" if holds else "none of", ", ".join(names))
        return self._say("is", self.value(of), listed)

    def _compared(self, node: t.Compare, op: str) -> str:
        left, right = node.left, node.right
        if node.left.type == t.DAY:
            return self._say(f"day {op}", self.value(left), self.value(right))
        if node.left.type in (t.NUMBER, t.MONEY):
            return f"{self._operand(left)} {_SIGNS[op]} {self._operand(right)}"
        named = self._named(left, right.value) if isinstance(right, t.Literal) else self.value(right)
        return self._say("is" if op == "=" else "is not", self.value(left), named)

    # -- values

    def value(self, node: t.Node) -> str:
        """What is meant, named so that it can stand in a condition or a sum."""
        match node:
            case t.Literal(type=type_, value=value):
                if type_ == t.LIST and isinstance(value, tuple):
                    return ", ".join(self._named(node, x) for x in value)
                if type_ == t.CHOICE:
                    return self._named(node, value)
                return value_in_words(value, type_, self.language)
            case t.AskedDay():
                return self._say("on")
            case t.Fact(name=name):
                return self._quoted(self.rulebook.book.facts[name].question[self.language])
            case t.Bound(name=name, latest=latest):
                question = self._quoted(self.rulebook.book.facts[name].question[self.language])
                return self._say("latest" if latest else "earliest", question)
            case t.Result(provision=id_, field=field):
                first = self.rulebook.provision(id_).fields[0][0]
                named = _FIELDS.get(field)
                if named is None or (field == first and field != "safe"):
                    return self._title(id_)
                return self._say("field", self._title(id_), named[self.place])
            case t.LawValue(provision=id_, name=name, day=None):
                return self._say("number of", self._title(id_), name)
            case t.LawValue(provision=id_, name=name, day=day):
                return self._say("number of then", self._title(id_), name, value_in_words(day, t.DAY, self.language))
            case t.Arithmetic(op=op, left=left, right=right):
                return f"{self._operand(left)} {_SIGNS[op]} {self._operand(right)}"
            case t.Case(branches=branches, otherwise=otherwise):
                said = [self._say("if", self.condition(when), self._in_case(then)) for when, then in branches]
                if otherwise is not None:
                    said.append(self._say("otherwise", self._in_case(otherwise)))
                return self._say("group", "; ".join(said))
            case t.Call():
                return self._called(node)
            case _:
                return self._say("group", self.condition(node))

    def _in_case(self, node: t.Node) -> str:
        return self.condition(node) if node.type == t.YES_NO else self.value(node)

    def _operand(self, node: t.Node) -> str:
        said = self.value(node)
        return self._say("group", said) if isinstance(node, t.Arithmetic) else said

    def _called(self, node: t.Call) -> str:
        name, added = node.name, []
        while name not in _FUNCTIONS:
            end, key = next((end, key) for end, key in _ENDS if name.endswith(end))
            name = name.removesuffix(end)
            added.append(key)
        arguments = [self._operand(a) for a in node.arguments]
        if name == "series":
            said = self._say_words(_FUNCTIONS[name], ", ".join(arguments))
        else:
            said = self._say_words(_FUNCTIONS[name], *arguments)
        for key in added:
            said = self._say(key, said)
        return said

    # -- names

    def _named(self, of: t.Node, code: object) -> str:
        """A code as the reader knows it: an answer, a status, a country, a region; else its own word or itself."""
        book, text = self.rulebook.book, str(code)
        places: list[dict[str, dict[str, str]]] = [
            book.about["levels"],
            book.series.region_names(),
            *(f.choices for f in book.facts.values()),
        ]
        if isinstance(of, t.Fact):
            places = [self.rulebook.choices(book.facts[of.name]) or {}]
        elif isinstance(of, t.Result) and self.rulebook.provision(of.provision).kind == "status":
            entry = book.lists[f"status:{self.rulebook.provision(of.provision).gives['subject']}"].get(text)
            return entry.texts["title"][self.language] if entry else text
        for names in places:
            if text in names:
                return names[text][self.language]
        if not isinstance(code, str):
            return value_in_words(code, of.type, self.language)
        said = _CODES.get(text)
        return said[self.place] if said else text

    def _code(self, node: t.Node, p: Provision) -> str:
        """The word for a code that a provision gives; empty where it is no plain code."""
        if not isinstance(node, t.Literal):
            return ""
        code = str(node.value)
        if p.kind == "status":
            return self.rulebook.book.lists[f"status:{p.gives['subject']}"][code].texts["title"][self.language]
        return self._named(node, code)

    def _title(self, id_: str) -> str:
        return self._quoted(self.rulebook.provision(id_).title[self.language])

    def _quoted(self, text: str) -> str:
        return _QUOTES[self.language].format(text)

    def _say(self, key: str, *parts: str) -> str:
        return self._say_words(_SAID[key], *parts)

    def _say_words(self, words: Words, *parts: str) -> str:
        return words[self.place].format(*parts)


def constants(p: Provision, branch: Branch) -> dict[str, t.Literal]:
    """Fields of what a branch gives that are the same for everybody, by name; none where its readings differ."""
    if len(branch.readings) != 1:
        return {}
    fields = zip(p.fields, branch.readings[0].fields, strict=True)
    return {name: node for (name, _), node in fields if isinstance(node, t.Literal) and node.type != t.CHOICE}


def _bare(node: t.Node, holds: bool) -> tuple[t.Node, bool]:
    """Without its negations, and whether what is left has to hold."""
    while isinstance(node, t.Not):
        node, holds = node.of, not holds
    return node, holds


def _subject(node: t.Node) -> t.Node | None:
    """What a condition is about, when it is about one thing."""
    match node:
        case t.Fact() | t.Result():
            return node
        case t.Compare(left=left):
            return left
        case t.Within(of=of) | t.Holds(of=of):
            return of
        case _:
            return None


def _parts(node: t.Node | None) -> tuple[t.Node, ...]:
    """What must hold together, one by one."""
    if node is None:
        return ()
    return node.of if isinstance(node, t.And) else (node,)
