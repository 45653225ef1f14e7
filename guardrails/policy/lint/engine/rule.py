"""The types of a rule and of its findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from guardrails import marked
from guardrails.errors import Finding, Location, one_line
from guardrails.policy.lint.engine.policy import LintedPolicy, Value


@dataclass(frozen=True)
class LintFinding:
    """One place where a policy breaks a rule: the value at a path, or with `on_key` the key before it."""

    path: marked.Path
    problem: str
    """The actual figure or state, as a sentence without its stop."""
    remedy: str = ""
    """Where the rule's own remedy can be said more exactly, such as the name that was meant."""
    on_key: bool = False
    location: Location | None = None
    """Where the text is too broken for a path to lead there."""

    @classmethod
    def at(cls, value: Value, problem: str, remedy: str = "") -> LintFinding:
        """Find something wrong with a text in the policy."""
        return cls(value.path, problem, remedy)


@dataclass(frozen=True)
class LintRule:
    """A trap that a policy can show: what it is, why it matters, how to get out."""

    id: str
    title: str
    why: str
    fix: str
    source: str
    """AWS's page on which the rule rests."""
    severity: Literal["error", "warning"]
    """AWS refuses the policy, or accepts it and people regret it."""
    check: Callable[[LintedPolicy], Iterable[LintFinding]]
    acceptable: bool = False
    """Whether AWS takes what is an error here: `accept` in the baseline lets it pass."""


@dataclass(frozen=True)
class Issue:
    """A finding of a rule, with its place in the file."""

    rule: LintRule
    finding: Finding

    def __str__(self) -> str:
        """Render on one line, as the other commands do, with the rule in front of the problem."""
        subject = f"{self.finding.location} {self.finding.field}".rstrip()
        remedy = f"; {self.finding.remedy}" if self.finding.remedy else ""
        return one_line(f"{subject}: {self.rule.severity} {self.rule.id}: {self.finding.problem}{remedy}")
