"""What a principal needs who restores access when everything else fails."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline import bootstrap
from guardrails.baseline.model import Baseline
from guardrails.organization import Account
from guardrails.policy.language.patterns import matches
from guardrails.posture.prove.askers import Member
from guardrails.posture.prove.needs import Call, Need
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
                "spare it in your own documents as well",
                "a rescuer",
                accounts,
            )


def rescue(baseline: Baseline, account: Account) -> Iterator[Call]:
    """List the calls of a rescue in an account, on every resource of their kinds there.

    The roles that deploy the baseline aren't assumed: `deny_deployment_roles` exempts nobody.
    """
    home = baseline.organization.home_region
    role, deploying = (
        f"arn:aws:iam::{account.id}:role/?*",
        bootstrap.role_pattern(baseline.organization.qualifier, "*"),
    )
    yield Call("cloudformation:UpdateStack", f"arn:aws:cloudformation:{home}:{account.id}:stack/?*/?*")
    yield Call("cloudtrail:LookupEvents")
    yield Call("cloudtrail:StartLogging", f"arn:aws:cloudtrail:{home}:{account.id}:trail/?*")
    for name in ("AttachRolePolicy", "CreateRole", "UpdateAssumeRolePolicy"):
        yield Call(f"iam:{name}", role)
    yield Call("iam:CreateAccessKey", f"arn:aws:iam::{account.id}:user/?*")
    yield Call("kms:PutKeyPolicy", f"arn:aws:kms:{home}:{account.id}:key/?*")
    yield Call("organizations:DescribeOrganization")
    yield Call("s3:PutBucketPolicy", "arn:aws:s3:::?*", without=("arn:aws:s3:::*/*",))
    yield Call("sts:AssumeRole", role, without=(deploying, bootstrap.STACK_SETS_ROLES))
