"""Write the path of Identity Center's roles."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.identity_center import FOLDER
from guardrails.policy.lint.engine import LintedPolicy, LintFinding, LintRule, Value

_PATHLESS = ":role/awsreservedsso_"
_PATH = f":role/{FOLDER}"


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find ARNs of Identity Center's roles that lack their path."""
    for statement in policy.statements:
        yield from _pathless((*statement.resources, *statement.not_resources))
        for test in statement.tests:
            yield from _pathless(test.values)


def _pathless(values: tuple[Value, ...]) -> Iterator[LintFinding]:
    for value in values:
        start = value.text.lower().find(_PATHLESS)
        if start >= 0:
            name = value.text[start + len(":role/") :]
            yield LintFinding.at(
                value,
                "a role of Identity Center has a path, so no role has this ARN",
                f"write {value.text[:start]}{_PATH}*{name}",
            )


RULE = LintRule(
    id="GR-PRN-003",
    title="Write the path of Identity Center's roles",
    why="The roles of permission sets stand under aws-reserved/sso.amazonaws.com/, mostly with a region "
    "behind it. aws:PrincipalArn has the path, so an ARN without it frees nobody.",
    fix="Write arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_NAME_*.",
    source="https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html",
    severity="warning",
    check=check,
)
