"""The calls of a principal who restores access when everything else fails."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import (
    bucket_arn,
    build_arn,
    object_arn,
    role_arn,
    stack_arn,
    trail_arn,
    user_arn,
)
from guardrails.baseline import bootstrap
from guardrails.baseline.model import Baseline
from guardrails.organization import Account
from guardrails.policy.language.patterns import matches
from guardrails.posture.prove.lockout.callers import Member
from guardrails.posture.prove.lockout.needs import Need, NeededCall
from guardrails.posture.prove.worlds import World

_ACCOUNT = 4
"""The segment of an ARN that names the account."""


def rescuers(baseline: Baseline, world: World) -> Iterator[Need]:
    """List what everyone needs whom `alerts.break_glass` names, and whom all controls exempt."""
    for name in baseline.alerts.break_glass if baseline.alerts is not None else ():
        exemption = baseline.exemptions[name]
        segments = exemption.principal.split(":")
        accounts = tuple(account for account in world.accounts if matches(segments[_ACCOUNT], account.id))
        if exemption.controls is None and accounts:
            segments[_ACCOUNT] = accounts[0].id
            yield Need(
                f"exemptions.{name}",
                baseline.locate("exemptions", name),
                Member(":".join(segments)),
                tuple(rescue(baseline, accounts[0])),
                "exempt it in your own documents as well",
                "a rescuer",
                accounts,
            )


def rescue(baseline: Baseline, account: Account) -> Iterator[NeededCall]:
    """List the calls of a rescue in an account, on every resource of their kinds there.

    The roles that deploy the baseline aren't assumed: `deny_deployment_roles` exempts nobody.
    """
    home = baseline.organization.home_region
    role, deploying = (
        role_arn(account.id, "?*"),
        bootstrap.role_pattern(baseline.organization.qualifier, "*"),
    )
    yield NeededCall("cloudformation:UpdateStack", stack_arn(home, account.id, "?*", "?*"))
    yield NeededCall("cloudtrail:LookupEvents")
    yield NeededCall("cloudtrail:StartLogging", trail_arn(home, account.id, "?*"))
    for name in ("AttachRolePolicy", "CreateRole", "UpdateAssumeRolePolicy"):
        yield NeededCall(f"iam:{name}", role)
    yield NeededCall("iam:CreateAccessKey", user_arn(account.id, "?*"))
    yield NeededCall("kms:PutKeyPolicy", build_arn("kms", home, account.id, "key/?*"))
    yield NeededCall("organizations:DescribeOrganization")
    yield NeededCall("s3:PutBucketPolicy", bucket_arn("?*"), without=(object_arn("*"),))
    yield NeededCall("sts:AssumeRole", role, without=(deploying, bootstrap.STACK_SETS_ROLES))
