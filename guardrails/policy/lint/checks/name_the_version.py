"""Name the version of the policy language."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.language.document import VERSION
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find a policy without the version that Organizations asks for."""
    if isinstance(policy.data, dict) and policy.data.get("Version") != VERSION:
        has_version = "Version" in policy.data
        problem = f"the Version is not {VERSION}" if has_version else "the policy has no Version"
        yield LintFinding(("Version",) if has_version else (), problem)


RULE = LintRule(
    id="GR-DOC-003",
    title="Name the version of the policy language",
    why="Every SCP and RCP has to name the version 2012-10-17; the older one knows no policy variables.",
    fix='Write "Version": "2012-10-17".',
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html#scp-syntax-version",
    severity="error",
    check=check,
)
