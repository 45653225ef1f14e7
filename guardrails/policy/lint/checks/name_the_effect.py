"""Allow or deny, and in an RCP deny."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule, PolicyType


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find statements that neither allow nor deny, and those that allow in an RCP."""
    for statement in policy.statements:
        path = (*statement.path, "Effect")
        if "Effect" not in statement.item:
            yield LintFinding(statement.path, "the statement has no Effect")
        elif statement.effect not in ("Allow", "Deny"):
            yield LintFinding(path, "the Effect is neither Allow nor Deny")
        elif statement.effect == "Allow" and policy.type is PolicyType.RCP:
            yield LintFinding(
                path, "a resource control policy can't allow", "deny what must not happen instead"
            )


RULE = LintRule(
    id="GR-DOC-005",
    title="Allow or deny, and in an RCP deny",
    why="The Effect is Allow or Deny in exactly this spelling. Of all RCPs only RCPFullAWSAccess allows.",
    fix='Write "Effect": "Deny".',
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html",
    severity="error",
    check=check,
)
