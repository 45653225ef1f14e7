"""Run the rules over a policy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from guardrails import marked
from guardrails.errors import Finding
from guardrails.policy.lint.engine import Issue, LintFinding, LintRule, PolicyType
from guardrails.policy.lint.read import read
from guardrails.policy.lint.registry import rules


@dataclass(frozen=True)
class Checked:
    """A policy that the rules went over.

    Attributes:
        size: The characters that count towards the quota of the type, without the file's layout.
    """

    file: str
    type: PolicyType
    size: int
    issues: tuple[Issue, ...]


def check_policy(text: str, file: str, policy_type: PolicyType | None = None) -> Checked:
    """Say what a policy's text is, and what the rules find in it, in the order of the file.

    Without a type a policy with principals is taken for an RCP, any other for an SCP.
    """
    severities = ("error",) if len(text) > _FAR_TOO_LONG else ("error", "warning")
    return _checked(text, file, policy_type, severities)


def errors(text: str, file: str, policy_type: PolicyType) -> tuple[Finding, ...]:
    """Return what AWS would refuse in a policy's text."""
    issues = _checked(text, file, policy_type, ("error",)).issues
    return tuple(issue.finding for issue in issues if not issue.rule.acceptable)


def acceptable_errors(text: str, file: str, policy_type: PolicyType) -> tuple[Finding, ...]:
    """Return what AWS takes in a policy's text and synth refuses, with ids that `accept` can name."""
    issues = _checked(text, file, policy_type, ("error",)).issues
    return tuple(
        replace(issue.finding, field=f"{file}.{issue.finding.field}", id=issue.rule.id)
        for issue in issues
        if issue.rule.acceptable
    )


def findings_of(text: str, file: str, ids: Iterable[str]) -> tuple[Finding, ...]:
    """Return what some rules find in a policy of another type, such as one of a permission set."""
    return tuple(issue.finding for issue in issues_of(text, file, [rules()[id_] for id_ in ids]))


def issues_of(text: str, file: str, checked: Iterable[LintRule]) -> tuple[Issue, ...]:
    """Return what these rules find in a policy of another type, in the order of the file."""
    return _gone_over(text, file, None, checked).issues


def _checked(text: str, file: str, policy_type: PolicyType | None, severities: tuple[str, ...]) -> Checked:
    chosen_rules = [rule for rule in rules().values() if rule.severity in severities]
    return _gone_over(text, file, policy_type, chosen_rules)


def _gone_over(
    text: str, file: str, policy_type: PolicyType | None, chosen_rules: Iterable[LintRule]
) -> Checked:
    policy, source = read(text, file, policy_type)
    distinct_issues = {
        Issue(rule, _finding(source, violation, rule.fix))
        for rule in chosen_rules
        for violation in rule.check(policy)
    }
    issues = tuple(sorted(distinct_issues, key=lambda issue: (issue.finding, issue.rule.id)))
    return Checked(file, policy.type, policy.size, issues)


_FAR_TOO_LONG = 100_000
"""Characters of a file from which only what AWS refuses is looked for, such as its length."""


def _finding(source: marked.SourceMap, violation: LintFinding, fix: str) -> Finding:
    path = violation.path if violation.on_key else marked.value_mark(violation.path)
    location = violation.location or source.locate(path)
    remedy = violation.remedy or fix[0].lower() + fix[1:].rstrip(".")
    return Finding(location, marked.field_name(violation.path), violation.problem, remedy)
