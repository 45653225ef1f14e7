"""Exempt AWS's services in an RCP that keeps strangers out."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.policy.lint.engine import (
    LintedPolicy,
    LintedStatement,
    LintFinding,
    LintRule,
    PolicyType,
    Test,
)

_STRANGERS = ("aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalAccount")
_SERVICES = (
    "aws:PrincipalIsAWSService",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:PrincipalType",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceArn",
)
# What only callers with a web identity or a SAML assertion ask for: no service does.
_BY_PEOPLE = frozenset({"sts:assumerolewithwebidentity", "sts:assumerolewithsaml"})


def check(policy: LintedPolicy) -> Iterator[LintFinding]:
    """Find statements that deny AWS's services along with the principals of other organizations."""
    for statement in policy.denying if policy.type is PolicyType.RCP else ():
        if all(action.text.lower() in _BY_PEOPLE for action in statement.actions) or _exempts(statement):
            continue
        for test in statement.tests:
            if test.is_about(*_STRANGERS) and _is_negated(test):
                yield LintFinding(
                    test.path, f"AWS's services carry no {test.key}, so they are denied too", on_key=True
                )
                break


def _is_negated(test: Test) -> bool:
    return test.operator is not None and test.operator.family != "Null" and test.operator.negated


def _exempts(statement: LintedStatement) -> bool:
    """Return whether a test treats services apart, or confines the statement to keys of few requests.

    Such keys are a principal's tag, the age of a signature or the tag keys of a session. A statement about
    one of them doesn't keep strangers out: it is meant for every caller that it leaves.
    """
    narrow = any(statement.needs_key(test.key) and not _is_of_resource(test) for test in statement.tests)
    return narrow or any(test.is_about(*_SERVICES) for test in statement.tests)


def _is_of_resource(test: Test) -> bool:
    return test.key.lower().startswith(("aws:resource", "aws:requestedregion"))


RULE = LintRule(
    id="GR-PRN-004",
    title="Exempt AWS's services in an RCP that keeps strangers out",
    why="A service such as CloudTrail calls in its own name and belongs to no organization. An RCP that "
    "denies everybody outside the organization ends its deliveries.",
    fix='Add "BoolIfExists": {"aws:PrincipalIsAWSService": "false"} to the Condition.',
    source="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html",
    severity="warning",
    check=check,
)
