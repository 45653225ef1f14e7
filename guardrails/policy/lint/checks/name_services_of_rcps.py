"""Write RCPs for services that RCPs reach."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts import is_service, rcp_services
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule, PolicyType
from guardrails.policy.lint.engine.catalogue import has_wildcard


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find actions of an RCP whose service RCPs don't reach."""
    if policy.type is not PolicyType.RCP:
        return
    for statement in policy.statements:
        for action in statement.actions:
            service = action.text.partition(":")[0].lower()
            if has_wildcard(service) or not is_service(service) or service in rcp_services():
                continue
            yield LintFinding.at(action, f"resource control policies don't reach {service}")


RULE = LintRule(
    id="GR-ACT-004",
    title="Write RCPs for services that RCPs reach",
    why="RCPs apply to the resources of a fixed list of services. A Deny for any other has no effect.",
    fix="Deny it in a service control policy.",
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services",
    severity="warning",
    check=check,
)
