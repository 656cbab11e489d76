"""What questions, answers, states and reasons are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

KINDS = {
    "agency": lazy("An agency that sends people to work"),
    "employer": lazy("An employer"),
}
QUESTIONS = {
    "fee": lazy("Did they take money from you for the job?"),
    "passport": lazy("Did they keep your passport?"),
    "contract": lazy("Did you have a written contract before you left?"),
    "paid": lazy("Were you paid what was promised?"),
    "again": lazy("Would you go with them again?"),
}
SAID = {
    "fee": lazy("They took money for the job"),
    "passport": lazy("They kept the passport"),
    "contract": lazy("There was a written contract before leaving"),
    "paid": lazy("They paid what was promised"),
    "again": lazy("The workers would go with them again"),
}
ANSWERS = {"yes": lazy("Yes"), "no": lazy("No"), "skip": lazy("I do not say")}
BANDS = {
    "nearly_all": lazy("nearly all say so"),
    "most": lazy("most say so"),
    "half": lazy("about half say so"),
    "some": lazy("some say so"),
    "hardly": lazy("hardly anybody says so"),
    "few": lazy("fewer than eleven answered: nothing is shown"),
}
STATES = {
    "waiting": lazy("It waits to be read."),
    "let_through": lazy("It was read. It is shown when eleven people or more have written of this firm, and not sooner than you were told."),
    "shown": lazy("It is shown, together with those of others."),
    "set_aside": lazy("It is not shown, and it is erased."),
    "withdrawn": lazy("You took it back. It is erased."),
}  # fmt: skip
REASONS = {
    "copy": lazy("The same words came before."),
    "not_work": lazy("It is not about work or a way to work."),
    "names": lazy("It could not be shown without telling who wrote it or naming somebody."),
    "not_a_firm": lazy("It is about a person, not a firm. Report it as a false firm: then it can be looked into."),
    "help": lazy("It speaks of danger or a crime. Call those who help, or report what happened: reviews are slow."),
}
