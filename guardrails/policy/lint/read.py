"""Read a policy's text: as the JSON that AWS takes, with the place of every value."""

from __future__ import annotations

import json

from guardrails import marked
from guardrails.policy.lint.engine import LintedPolicy, PolicyType
from guardrails.policy.lint.engine.policy import detect_type


def read(text: str, file: str, policy_type: PolicyType | None) -> tuple[LintedPolicy, marked.SourceMap]:
    """Read a policy; what is wrong with its JSON comes back as its faults."""
    source = marked.read_json(text, file)
    return LintedPolicy(policy_type or detect_type(source.data), source.data, text, source.findings), source


def type_of_text(text: str) -> PolicyType:
    """Tell the type of a policy by its text, as `detect_type` does; what isn't JSON names no principals."""
    try:
        return detect_type(json.loads(text))
    except (ValueError, RecursionError):
        return PolicyType.SCP
