"""Let global services through a region lock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from guardrails.policy.lint.checks import let_global_services_through as lint
from guardrails.policy.lint.engine import Policy, PolicyType
from guardrails.stacks.rules.engine import Found, Rule, Template


def check(template: Template) -> Iterator[Found]:
    """Find service control policies that deny global services together with a region."""
    for policy in template.of_type("AWS::Organizations::Policy"):
        content = policy.get("Content")
        if policy.get("Type") == "SERVICE_CONTROL_POLICY" and isinstance(content, Mapping):
            for finding in lint.check(Policy(PolicyType.SCP, content, "")):
                yield Found.at(policy, "Content", finding.problem)


RULE = Rule(
    id="GR-ORG-007",
    title="Let global services through a region lock",
    why=lint.RULE.why,
    fix=lint.RULE.fix,
    source=lint.RULE.source,
    check=check,
)
