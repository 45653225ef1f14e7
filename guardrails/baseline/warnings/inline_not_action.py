"""Warn of inline policies that allow every action but a few."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.inline import inline_policies
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match


def _find(baseline: Baseline) -> Iterator[Match]:
    for policy in inline_policies(baseline):
        for path, statement in policy.unconditional:
            if "NotAction" in statement:
                place = policy.source.locate((*path, "NotAction"))
                problem = f"{policy.name} allows every action but a few, those of tomorrow included"
                yield Match(policy.field, problem, "list what is allowed, or deny the few", place)


INLINE_NOT_ACTION = BaselineWarning(
    id="inline-not-action",
    title="An inline policy names what it allows",
    why="Allow with NotAction allows every other action of every service, and each that AWS adds.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
    find=_find,
)
