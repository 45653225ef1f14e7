"""Findings as SARIF 2.1.0, which code hosts show beside the lines.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from guardrails.cli.lint_management import MANAGEMENT_RULES
from guardrails.errors import Finding
from guardrails.policy.lint import Issue, LintRule, rules

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(issues: Sequence[Issue], accepted: Sequence[tuple[Issue, str]] = ()) -> Mapping[str, Any]:
    """Render findings and all rules.

    Args:
        issues: the findings.
        accepted: findings that somebody accepts, each with who and why; code hosts show them as suppressed.
    """
    all_rules = [*rules().values(), *MANAGEMENT_RULES]
    results = [_result(issue, all_rules.index(issue.rule)) for issue in issues]
    results += [
        {
            **_result(issue, all_rules.index(issue.rule)),
            "suppressions": [{"kind": "external", "status": "accepted", "justification": reason}],
        }
        for issue, reason in accepted
    ]
    return sarif_log("guardrails lint", [_rule(rule) for rule in all_rules], results)


def sarif_log(
    tool: str, rule_objects: Sequence[Mapping[str, Any]], results: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any]:
    """Render one run of a tool: its rules and their results."""
    driver = {"name": tool, "rules": rule_objects}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def sarif_result(finding: Finding, rule_id: str, index: int, level: str) -> Mapping[str, Any]:
    """Render a finding of a rule, which stands at the index among the tool's rules."""
    place = finding.location
    artifact = {"artifactLocation": {"uri": quote(PurePath(place.file).as_posix(), errors="replace")}}
    region = {"startLine": max(place.line, 1), "startColumn": max(place.column, 1)}
    subject = f"{finding.field}: " if finding.field else ""
    remedy = f"; {finding.remedy}" if finding.remedy else ""
    return {
        "ruleId": rule_id,
        "ruleIndex": index,
        "level": level,
        "message": {"text": f"{subject}{finding.problem}{remedy}"},
        "locations": [{"physicalLocation": {**artifact, "region": region}}],
    }


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
    return sarif_result(issue.finding, issue.rule.id, index, issue.rule.severity)
