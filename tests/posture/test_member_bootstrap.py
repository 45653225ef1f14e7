"""Whoever administers a member account may bootstrap it for his own CDK apps."""

from __future__ import annotations

from functools import cache

import pytest

from guardrails.baseline import load
from guardrails.organization import Account
from guardrails.policy.decide.ruleset import Ruleset
from guardrails.policy.language.document import RCP, SCP
from guardrails.policy.language.request import request_of
from guardrails.posture import Posture, compile_posture
from tests.baselines import EXAMPLE, TODAY

HOME = "eu-central-1"
ROLE = "arn:aws:iam::{0}:role/cdk-hnb659fds-cfn-exec-role-{0}-eu-central-1"
BUCKET = "arn:aws:s3:::cdk-hnb659fds-assets-{0}-eu-central-1"
STACK = "arn:aws:cloudformation:eu-central-1:{0}:stack/CDKToolkit/1"
CALLS = (
    ("cloudformation:CreateChangeSet", "arn:aws:cloudformation:eu-central-1:{0}:stack/CDKToolkit/1"),
    ("cloudformation:ExecuteChangeSet", "arn:aws:cloudformation:eu-central-1:{0}:stack/CDKToolkit/1"),
    (
        "cloudformation:UpdateTerminationProtection",
        "arn:aws:cloudformation:eu-central-1:{0}:stack/CDKToolkit/1",
    ),
    *((f"iam:{name}", ROLE) for name in ("CreateRole", "AttachRolePolicy", "PutRolePolicy", "TagRole")),
    *((f"iam:{name}", ROLE) for name in ("UpdateAssumeRolePolicy", "DeleteRole", "PassRole")),
    *((f"s3:{name}", BUCKET) for name in ("CreateBucket", "PutBucketPolicy", "PutBucketPublicAccessBlock")),
    *((f"s3:{name}", BUCKET) for name in ("PutEncryptionConfiguration", "PutBucketVersioning")),
    ("s3:PutLifecycleConfiguration", BUCKET),
    ("ecr:CreateRepository", "arn:aws:ecr:eu-central-1:{0}:repository/cdk-hnb659fds-container-assets"),
    ("ecr:SetRepositoryPolicy", "arn:aws:ecr:eu-central-1:{0}:repository/cdk-hnb659fds-container-assets"),
    ("ssm:PutParameter", "arn:aws:ssm:eu-central-1:{0}:parameter/cdk-bootstrap/hnb659fds/version"),
)
"""What CDK's bootstrap template makes, as its administrator or CloudFormation for him asks for it.

Source: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
"""
BASELINE = load(EXAMPLE, today=TODAY)
OTHERS = [account for account in BASELINE.tree.accounts if account != BASELINE.archive_account]


@cache
def _posture() -> Posture:
    return compile_posture(BASELINE)


def _rules(account: Account) -> Ruleset:
    levels = [_posture().by_target.get(node.path, ()) for node in BASELINE.tree.lineage(account.path)]
    return Ruleset(
        *([[one.document for one in level if one.type == kind] for level in levels] for kind in (SCP, RCP))
    )


@pytest.mark.parametrize("account", OTHERS, ids=lambda account: account.path)
def test_an_administrator_bootstraps_his_account(account: Account) -> None:
    """In every account but the archive's, under the example's guardrails."""
    rules = _rules(account)
    context = {
        "aws:RequestedRegion": HOME,
        "aws:PrincipalAccount": account.id,
        "aws:PrincipalOrgID": BASELINE.organization.id,
        "aws:PrincipalIsAWSService": "false",
        "aws:SecureTransport": "true",
    }
    for action, resource in CALLS:
        who = f"arn:aws:iam::{account.id}:role/admin"
        verdict = rules.decide(request_of(action, resource.format(account.id), who, context))
        assert verdict.decision == "allow", (action, verdict)
