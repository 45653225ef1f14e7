"""Name actions in one list."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule, PolicyType


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find statements without actions, with both lists, and what an RCP doesn't take."""
    for statement in policy.statements:
        elements = [name for name in ("Action", "NotAction") if name in statement.item]
        if len(elements) != 1:
            yield LintFinding(statement.path, "a statement has either Action or NotAction")
        if policy.type is not PolicyType.RCP:
            continue
        if "NotAction" in elements:
            path = (*statement.path, "NotAction")
            yield LintFinding(path, "a resource control policy has no NotAction", "list actions", on_key=True)
        for action in statement.actions:
            if action.text == "*":
                problem = "a resource control policy can't name all actions of all services by *"
                yield LintFinding.at(action, problem, "name services, such as s3:*")


RULE = LintRule(
    id="GR-DOC-006",
    title="Name actions in one list",
    why="A statement has Action or NotAction, not both. An RCP has no NotAction, and each of its "
    "actions names its service.",
    fix='Write one of the two, such as "Action": "s3:*".',
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html#rcp-syntax-action",
    severity="error",
    check=check,
)
