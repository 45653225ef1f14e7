"""A finding: a problem of an input, and its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Location:
    """A place in a file; line and column count from 1, 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Render as editors and terminals link it: `file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong: where, in which field, what, and how to put it right."""

    location: Location
    field: str
    problem: str
    remedy: str = ""
    id: str = ""
    """The kind of finding, such as short-external-id, which `accept` can name; empty where it can't."""

    @property
    def sentence(self) -> str:
        """The problem, after the id in brackets where there is one."""
        return f"[{self.id}] {self.problem}" if self.id else self.problem

    def __str__(self) -> str:
        """Render on one line, `baseline.yaml:14:5 regions.allowed[1]: problem; remedy`."""
        subject = f"{self.location} {self.field}".rstrip()
        return one_line(f"{subject}: {self.sentence}" + (f"; {self.remedy}" if self.remedy else ""))


def one_line(text: str) -> str:
    """Escape what doesn't print: line breaks, a terminal's control sequences, what is no character at all."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text
    )


def counted(number: int, noun: str) -> str:
    """Write a number with its noun, such as 1 account or 2,000 accounts, in the plural of -y and -ss too."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("y") and noun[-2] not in "aeo":
        return f"{number:,} {noun[:-1]}ies"
    return f"{number:,} {noun}{'es' if noun.endswith('ss') else 's'}"


def was(number: int) -> str:
    """Return the verb that goes with a counted noun."""
    return "was" if number == 1 else "were"


class GuardrailsError(Exception):
    """The base of every error that a person can cause: the findings, sorted, each once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(set(findings)))
        super().__init__("\n".join(str(finding) for finding in self.findings))


class InputError(GuardrailsError):
    """The input or the call is wrong; commands exit with 2."""
