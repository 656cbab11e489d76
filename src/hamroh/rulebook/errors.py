"""What can be wrong with the law's text or with what was said of a person, each with its place and its mend."""

from __future__ import annotations


class RulebookError(Exception):
    """Root of everything this room raises."""


class LawError(RulebookError):
    """A law file cannot be trusted.

    Says the file and line, the provision (if known), what is wrong and how to mend it.
    """

    def __init__(self, what: str, *, mend: str, file: str = "", line: int = 0, provision: str = "") -> None:
        self.what, self.mend, self.file, self.line, self.provision = what, mend, file, line, provision
        place = f"{file}:{line}" if line else file
        head = ": ".join(part for part in (place, provision) if part)
        super().__init__(f"{head}: {what} {mend}".removeprefix(": "))


class LawErrors(LawError):
    """Several faults found in one reading; the first one is the exception's own."""

    def __init__(self, faults: list[LawError]) -> None:
        first = faults[0]
        super().__init__(first.what, mend=first.mend, file=first.file, line=first.line, provision=first.provision)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class FactError(RulebookError):
    """What was said of a person cannot be so, or cannot be read.

    `code` is stable and translatable (the site shows its own words for it); `fact` and `row` say where,
    `reason` and `mend` are English for the command line.
    """

    def __init__(
        self,
        code: str,
        *,
        reason: str,
        mend: str,
        fact: str = "",
        row: int | None = None,
        field: str = "",
        file: str = "",
        line: int = 0,
    ) -> None:
        self.code, self.fact, self.row, self.field = code, fact, row, field
        self.reason, self.mend, self.file, self.line = reason, mend, file, line
        super().__init__(str(self))

    def at(self, file: str, line: int) -> FactError:
        """The same fault with its place in a file."""
        return FactError(
            self.code,
            reason=self.reason,
            mend=self.mend,
            fact=self.fact,
            row=self.row,
            field=self.field,
            file=file or self.file,
            line=line or self.line,
        )

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else (f"{self.file}: " if self.file else "")
        what = (
            self.fact
            + (f" row {self.row + 1}" if self.row is not None else "")
            + (f" {self.field}" if self.field else "")
        )
        return f"{place}{what + ': ' if what else ''}{self.reason} {self.mend}".strip()


class ExpressionError(RulebookError):
    """An expression is outside the language or has the wrong type."""

    def __init__(self, what: str, mend: str = "See section 4 of docs/law-format.md.") -> None:
        self.what, self.mend = what, mend
        super().__init__(f"{what} {mend}")
