"""Which ids `accept` can name, and which command finds what has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrails import aws_facts
from guardrails.baseline import Baseline
from guardrails.baseline.own_documents import ACCEPTABLE
from guardrails.baseline.warnings import WARNINGS
from guardrails.cli.lint_management import MANAGEMENT_RULES
from guardrails.cli.widened_ids import WIDENED_IDS
from guardrails.errors import Finding
from guardrails.policy.lint import rules as lint_rules
from guardrails.posture.prove.names import NAMES
from guardrails.preflight import checks as preflight_checks
from guardrails.stacks.rules.registry import rules as template_rules

OF_CHECK = frozenset({*(kind.id for kind in WARNINGS), *NAMES, *ACCEPTABLE})
"""The ids of `check`'s findings: warnings, failures of the proof, and documents that synthesis refuses."""
_PACKS = re.compile(
    r"(AwsSolutions::AwsSolutions-|NIST\.800\.53\.R5::NIST\.800\.53\.R5-|CloudFormation-Validate::)\S+"
)
"""Ids of the packs of rules that synthesis runs."""
_OURS = "Guardrails::"


def of_lint() -> frozenset[str]:
    """Return the ids of the linter's rules."""
    return frozenset({*lint_rules(), *(rule.id for rule in MANAGEMENT_RULES)})


def unknown_ids(baseline: Baseline) -> Iterator[Finding]:
    """Find entries of `accept` that no command can match, and those that lack what synthesis needs."""
    ours = {f"{_OURS}{name}": rule for name, rule in template_rules().items()}
    known_ids = frozenset({*OF_CHECK, *of_lint(), *WIDENED_IDS, *preflight_checks(), *ours})
    for index, entry in enumerate(baseline.accept):
        of_template = entry.id in ours or _PACKS.fullmatch(entry.id) is not None
        if entry.id not in known_ids and not of_template:
            near = aws_facts.nearest(entry.id, known_ids)
            remedy = f'did you mean "{near}"?' if near else "copy it from where the finding is printed"
            yield _at(baseline, index, "id", f'nothing has the id "{entry.id}"', remedy)
        elif entry.id in ours and ours[entry.id].severity == "fatal":
            problem = f"AWS itself refuses what {entry.id} finds, so nobody can accept it"
            yield _at(baseline, index, "id", problem, "remove the entry, and correct what the rule finds")
        elif of_template and entry.at is None:
            remedy = "add `at` with the path that synthesis prints, such as guardrails-trail-archive/Bucket"
            yield _at(baseline, index, "id", f"{entry.id} is accepted for one resource at a time", remedy)


def _at(baseline: Baseline, index: int, key: str, problem: str, remedy: str) -> Finding:
    path = ("accept", index, key)
    return Finding(baseline.locate(*path), baseline.name(*path), problem, remedy)
