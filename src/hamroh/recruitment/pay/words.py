"""What the pages say of a comparison: whole sentences, each for one reason."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from hamroh.recruitment.pay.comparator import Kind, Measure, Stands, Why

PERS = {
    "month": lazy("for a month"),
    "day": lazy("for a day"),
    "shift": lazy("for a shift"),
    "hour": lazy("for an hour"),
}
TITLES = {
    Stands.BELOW_LEAST: lazy("Below the least pay of a full month"),
    Stands.FAR_BELOW: lazy("Far below what is published of this work"),
    Stands.NEAR: lazy("Not far from what is published of this work"),
    Stands.FAR_ABOVE: lazy("Far above what is published of this work"),
    Stands.UNKNOWN: lazy("We do not know"),
}
TEXTS = {
    Stands.BELOW_LEAST: lazy(
        "Whoever works a full month must get at least this much. For part of a month less may be right. Note your hours each day, and ask those who help."
    ),
    Stands.FAR_BELOW: lazy(
        "It is less than half of the lowest figure. That is a reason to ask, and no proof of anything."
    ),
    Stands.NEAR: lazy("This does not say that the offer is honest, or that you will be paid."),
    Stands.FAR_ABOVE: lazy(
        "It is more than twice the highest figure. Who deceives promises much: check the firm and ask for a written contract before you pay or go."
    ),
}
BELOW_REGION = lazy(
    "It is below what was agreed for the region. Whoever works a full month there must get at least that, "
    "unless the employer is outside the agreement. Note your hours each day, and ask those who help."
)
WHYS = {
    Why.NO_SUM: lazy("You named no sum, so nothing is compared."),
    Why.NO_TIMES: lazy(
        "Say how many days, shifts or hours you work in a month. Without it the sum cannot be compared."
    ),
    Why.NO_WORK: lazy("Choose a kind of work. Figures of all kinds of work together say little about one."),
    Why.NO_FIGURE: lazy(
        "We know of no published figure of this work there on that day. This gap is ours: it does not say whether the pay is good."
    ),
    Why.ONLY_PROMISES: lazy(
        "It is less than half of what advertisements promise. What is really paid for this work we do not know, and advertisements promise much."
    ),
    Why.ONLY_OLD: lazy(
        "The figures of this work that we know are more than a year older than that day. Pay has changed since, so nothing is compared with them."
    ),
}
KINDS = {
    Kind.PAID: lazy("paid, as firms or banks report"),
    Kind.TOLD: lazy("what workers say they got"),
    Kind.OFFERED: lazy("promised in advertisements"),
}
MEASURES = {
    Measure.AVERAGE: lazy("average: a few high sums lift it"),
    Measure.MEDIAN: lazy("median: half get less"),
}
PEOPLE = {
    "all": lazy("all workers"),
    "foreign": lazy("foreign workers"),
    "central_asian": lazy("workers from Central Asia"),
    "tajik": lazy("workers from Tajikistan"),
}
NOTES = {
    "wider": lazy("Neighbouring kinds of work are counted with it."),
    "labourers": lazy("Only labourers on building sites in Moscow and around it."),
    "with_papers": lazy("Those whose papers were in order."),
    "without_papers": lazy("Those without papers for work."),
    "large_firms": lazy("Without small firms."),
    "branches": lazy("The spread is that between branches of building."),
    "more_than": lazy("The source says “more than”; it is a firm that serves foreign workers."),
    "packers": lazy("Only packers; the source is a firm that serves foreign workers."),
    "metal": lazy("Only metal and finishing shops."),
    "tilers": lazy("Only tilers; the highest is the highest promise."),
    "yards": lazy("Only yards and streets."),
    "season": lazy("Only work for a season."),
    "industrial": lazy(
        "Only large industrial sites, with one to three years of practice; work by rotation is counted with it."
    ),
}
LEAST_NOTES = {
    "amount_not_read": lazy("The sum was not read in the law itself."),
    "act_number_not_read": lazy("The number of the act was not read."),
    "end_assumed": lazy("Its last day was not read; such agreements usually run to the end of the year."),
    "announced_end_assumed": lazy("It was announced before it began; its last day was not read."),
}  # fmt: skip
