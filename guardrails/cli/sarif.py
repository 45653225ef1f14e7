"""Findings as SARIF 2.1.0, which code hosts show beside the lines.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from guardrails.cli.lint_management import MANAGEMENT_RULES
from guardrails.policy.lint import Issue, LintRule, rules

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(issues: Sequence[Issue], accepted: Sequence[tuple[Issue, str]] = ()) -> Mapping[str, Any]:
    """Render findings and all rules.

    Args:
        issues: the findings.
        accepted: findings that somebody accepts, each with who and why; code hosts show them as suppressed.
    """
    all_rules = [*rules().values(), *MANAGEMENT_RULES]
    driver = {"name": "guardrails lint", "rules": [_rule(rule) for rule in all_rules]}
    results = [_result(issue, all_rules.index(issue.rule)) for issue in issues]
    results += [
        {
            **_result(issue, all_rules.index(issue.rule)),
            "suppressions": [{"kind": "external", "status": "accepted", "justification": reason}],
        }
        for issue, reason in accepted
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: LintRule) -> Mapping[str, Any]:
    return {
        "id": rule.id,
        "name": _name(rule),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.fix},
        "helpUri": rule.source,
        "defaultConfiguration": {"level": rule.severity},
    }


def _name(rule: LintRule) -> str:
    """Name a rule by its module, one of management policies by its function."""
    source = rule.check.__name__ if rule in MANAGEMENT_RULES else rule.check.__module__.rpartition(".")[2]
    return "".join(word.capitalize() for word in source.split("_"))


def _result(issue: Issue, index: int) -> Mapping[str, Any]:
    place = issue.finding.location
    artifact = {"artifactLocation": {"uri": quote(PurePath(place.file).as_posix(), errors="replace")}}
    region = {"startLine": max(place.line, 1), "startColumn": max(place.column, 1)}
    subject = f"{issue.finding.field}: " if issue.finding.field else ""
    remedy = f"; {issue.finding.remedy}" if issue.finding.remedy else ""
    return {
        "ruleId": issue.rule.id,
        "ruleIndex": index,
        "level": issue.rule.severity,
        "message": {"text": f"{subject}{issue.finding.problem}{remedy}"},
        "locations": [{"physicalLocation": {**artifact, "region": region}}],
    }
