"""What a principal needs who restores access when everything else fails."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline import bootstrap
from guardrails.baseline.model import Baseline
from guardrails.organization import Account
from guardrails.posture.prove.needs import Call


def rescue(baseline: Baseline, account: Account) -> Iterator[Call]:
    """List the calls of a rescue in an account, on every resource of their kinds there.

    The roles that deploy the baseline aren't assumed: `deny_deployment_roles` exempts nobody.
    """
    home = baseline.organization.home_region
    role, deploying = (
        f"arn:aws:iam::{account.id}:role/*",
        bootstrap.role_pattern(baseline.organization.qualifier, "*"),
    )
    yield Call("cloudformation:UpdateStack", f"arn:aws:cloudformation:{home}:{account.id}:stack/*")
    yield Call("cloudtrail:LookupEvents")
    yield Call("cloudtrail:StartLogging", f"arn:aws:cloudtrail:{home}:{account.id}:trail/*")
    for name in ("AttachRolePolicy", "CreateRole", "UpdateAssumeRolePolicy"):
        yield Call(f"iam:{name}", role)
    yield Call("iam:CreateAccessKey", f"arn:aws:iam::{account.id}:user/*")
    yield Call("kms:PutKeyPolicy", f"arn:aws:kms:{home}:{account.id}:key/*")
    yield Call("organizations:DescribeOrganization")
    yield Call("s3:PutBucketPolicy", "arn:aws:s3:::*", without=("arn:aws:s3:::*/*",))
    yield Call("sts:AssumeRole", role, without=(deploying, bootstrap.STACK_SETS_ROLES))
