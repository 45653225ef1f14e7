"""Policies that AWS has and this product can't deploy as written."""

from __future__ import annotations

import json
from collections.abc import Iterable

from guardrails import aws_facts
from guardrails.adopt.sorting import AttachedPolicy
from guardrails.management_policies import BY_API_NAME
from guardrails.management_policies.check import faults_in
from guardrails.policy.language.document import RCP
from guardrails.policy.language.parse import parse_rcp, parse_scp
from guardrails.policy.lint import PolicyType, acceptable_errors, errors


def refusals(policies: Iterable[AttachedPolicy]) -> dict[str, str]:
    """Return why a policy can't be deployed as written, by its id."""
    return {policy.policy.id: reason for policy in policies if (reason := _refusal(policy))}


def _refusal(policy: AttachedPolicy) -> str:
    text, name = policy.policy.content or "", policy.policy.name
    size, most = aws_facts.measured_size(json.loads(text)), aws_facts.published_quota(policy.policy.type)
    if most is not None and size > most.max_characters:
        return f"CloudFormation may write it with {size:,} characters, and AWS takes {most.max_characters:,}"
    if policy.document is None:
        faults = faults_in(BY_API_NAME[policy.policy.type], json.loads(text))
        return next((fault.problem for fault in faults), "")
    is_rcp = policy.policy.type == RCP
    parsed = (parse_rcp if is_rcp else parse_scp)(text, name)
    if isinstance(parsed, tuple):
        return parsed[0].problem
    kind = PolicyType.RCP if is_rcp else PolicyType.SCP
    acceptable = {finding.id for finding in acceptable_errors(text, name, kind)}
    return next((finding.problem for finding in errors(text, name, kind) if finding.id not in acceptable), "")
