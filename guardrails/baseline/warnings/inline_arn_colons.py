"""Warn of inline policies whose ARNs have fewer colons than an ARN."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.inline import inline_policies
from guardrails.baseline.model import Baseline
from guardrails.baseline.warnings.warning import BaselineWarning, Match
from guardrails.policy.lint import findings_of

_RULE = "GR-RES-004"


def _find(baseline: Baseline) -> Iterator[Match]:
    for policy in inline_policies(baseline):
        for finding in findings_of(policy.text, policy.name, (_RULE,)):
            problem = f"{policy.name}: {finding.field}: {finding.problem}"
            yield Match(policy.field, problem, finding.remedy, finding.location)


INLINE_ARN_COLONS = BaselineWarning(
    id="inline-arn-colons",
    title="An inline policy's ARNs have all their colons",
    why="A * in place of colons covers more than it seems to; IAM's guide and S3's page disagree how much.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
    find=_find,
)
