"""The example with each preset in place of its list: it compiles, fits, and everybody goes on working."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from guardrails.aws_facts import measured_size, quota
from guardrails.baseline import Baseline, load_text
from guardrails.policy.decide.ruleset import Ruleset
from guardrails.policy.language.document import TYPES
from guardrails.policy.language.request import request_of
from guardrails.posture import Posture, compile_posture
from guardrails.posture.advice import advice
from tests.baselines import EXAMPLE, TODAY

ENTRIES = {
    "starter": "  - preset: starter\n",
    "recommended": "  - preset: recommended\n",
    "strict": "  - preset: strict\n",
    "sandbox": "  - preset: recommended\n  - { preset: sandbox, at: [Sandbox] }\n",
}
NAMES = tuple(ENTRIES)
ARN = "arn:aws:{}:eu-central-1:{}:{}"
STACK_SETS = "role/stacksets-exec-0123456789abcdef0123456789abcdef"
DEPLOYMENT = "role/cdk-guardrails-cfn-exec-role-222222222222-eu-central-1"
_TLS = {"aws:SecureTransport": "true"}


@dataclass(frozen=True)
class Call:
    """What somebody does all day, well configured."""

    action: str
    resource: str = "*"
    context: dict[str, Any] | None = None
    region: str = "eu-central-1"


EVERYWHERE = (
    Call("cloudformation:CreateStack", ARN.format("cloudformation", "{}", "stack/shop/1")),
    Call("cloudwatch:PutMetricAlarm", ARN.format("cloudwatch", "{}", "alarm:shop")),
    Call("dynamodb:PutItem", ARN.format("dynamodb", "{}", "table/t"), _TLS),
    Call("iam:CreateRole", "arn:aws:iam::{}:role/shop-task", region="us-east-1"),
    Call("iam:PassRole", "arn:aws:iam::{}:role/shop-task", region="us-east-1"),
    Call("kms:CreateKey"),
    Call("kms:Decrypt", ARN.format("kms", "{}", "key/1")),
    Call("lambda:CreateFunction", ARN.format("lambda", "{}", "function:f")),
    Call("lambda:CreateFunctionUrlConfig", context={"lambda:FunctionUrlAuthType": "AWS_IAM"}),
    Call("logs:CreateLogGroup", ARN.format("logs", "{}", "log-group:shop")),
    Call("s3:CreateBucket", "arn:aws:s3:::shop", _TLS),
    Call("s3:PutBucketPublicAccessBlock", "arn:aws:s3:::shop", _TLS),
    Call("s3:PutObject", "arn:aws:s3:::shop/key", _TLS),
    Call("sts:AssumeRole", "arn:aws:iam::{}:role/shop-task"),
    Call("support:CreateCase", region="us-east-1"),
)
"""The sandbox's list of services leaves the last one out."""
WORKLOADS = (
    Call("autoscaling:CreateAutoScalingGroup"),
    Call("ec2:CreateSnapshot", "arn:aws:ec2:eu-central-1::snapshot/*"),
    Call("ec2:CreateVolume", ARN.format("ec2", "{}", "volume/*"), {"ec2:Encrypted": "true"}),
    Call("ec2:DescribeRegions", region="ap-south-1"),
    Call("ec2:RunInstances", ARN.format("ec2", "{}", "instance/*"), {"ec2:MetadataHttpTokens": "required"}),
    Call("ec2:RunInstances", ARN.format("ec2", "{}", "network-interface/*")),
    Call("ecs:RunTask", ARN.format("ecs", "{}", "task-definition/shop:1")),
    Call("eks:CreateCluster", ARN.format("eks", "{}", "cluster/c")),
    Call("elasticfilesystem:CreateFileSystem", context={"elasticfilesystem:Encrypted": "true"}),
    Call("iam:CreateOpenIDConnectProvider", "arn:aws:iam::{}:oidc-provider/oidc.eks.x.amazonaws.com/id/1"),
    Call(
        "rds:CreateDBInstance",
        ARN.format("rds", "{}", "db:shop"),
        {"rds:StorageEncrypted": "true", "rds:PubliclyAccessible": "false", "rds:DatabaseEngine": "postgres"},
    ),
    Call("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z", region="us-east-1"),
    Call("securityhub:BatchImportFindings"),
)
NEVER = (
    Call("cloudtrail:StopLogging", "arn:aws:cloudtrail:eu-central-1:111111111111:trail/organization-trail"),
    Call("iam:UpdateAssumeRolePolicy", "arn:aws:iam::{}:role/break-glass", region="us-east-1"),
    Call("iam:UpdateAssumeRolePolicy", "arn:aws:iam::{}:role/guardrails-audit", region="us-east-1"),
    Call("organizations:LeaveOrganization", region="us-east-1"),
    Call("s3:DeleteObject", "arn:aws:s3:::exampleorg1-organization-trail/AWSLogs/x", _TLS),
)
STACKS = (
    *(
        Call(
            f"cloudformation:{verb}Stack",
            ARN.format("cloudformation", "{}", "stack/StackSet-guardrails-audit-role-1/x"),
        )
        for verb in ("Create", "Update", "Delete")
    ),
    *(
        Call(f"iam:{verb}", "arn:aws:iam::{}:role/guardrails-audit", region="us-east-1")
        for verb in ("CreateRole", "AttachRolePolicy", "TagRole", "UpdateAssumeRolePolicy", "DeleteRole")
    ),
)


@cache
def _loaded(name: str) -> Baseline:
    text = EXAMPLE.read_text(encoding="utf-8")
    before, _, rest = text.partition("guardrails:\n")
    text = f"{before}guardrails:\n{ENTRIES[name]}\n{rest[rest.index('trail:') :]}"
    folder = EXAMPLE.parent
    return load_text(
        text, "baseline.yaml", today=TODAY, read_file=lambda file: (folder / file).read_text(encoding="utf-8")
    )


@cache
def _posture(name: str) -> Posture:
    return compile_posture(_loaded(name))


@cache
def _rules(name: str, path: str) -> Ruleset:
    posture = _posture(name)
    levels = [posture.by_target.get(node.path, ()) for node in posture.organization.lineage(path)]
    scps, rcps = (
        [[policy.document for policy in level if policy.type == kind] for level in levels] for kind in TYPES
    )
    return Ruleset(scps, rcps)


def _decisions(
    name: str, who: str, calls: tuple[Call, ...], accounts: str = ""
) -> dict[tuple[str, str], str]:
    """Decide calls in the accounts of a subtree, as the role or user named, `{}` being the account's id."""
    return {
        (account.path, f"{call.action} {call.resource}"): _rules(name, account.path)
        .decide(
            request_of(
                call.action,
                call.resource.format(account.id),
                f"arn:aws:iam::{account.id}:{who}",
                {
                    "aws:RequestedRegion": call.region,
                    "aws:PrincipalAccount": account.id,
                    "aws:PrincipalIsAWSService": "false",
                    "aws:PrincipalOrgID": "o-exampleorg1",
                    "aws:SecureTransport": "true",
                    **(call.context or {}),
                },
            )
        )
        .decision
        for account in _posture(name).organization.accounts
        for call in calls
        if account.path.startswith(accounts)
    }


def _refused(decisions: dict[tuple[str, str], str]) -> set[tuple[str, str]]:
    return {call for call, decision in decisions.items() if decision != "allow"}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_example_compiles_without_advice(name: str) -> None:
    """Nothing of a preset is idle, and everything fits AWS's quotas."""
    assert advice(_loaded(name), _posture(name)) == ()
    for kind in TYPES:
        limits = quota(kind)
        for policies in _posture(name).by_target.values():
            mine = [one for one in policies if one.type == kind]
            assert len(mine) <= limits.max_attached_per_target
            assert all(measured_size(one.document.to_dict()) <= limits.max_characters for one in mine)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_account_keeps_working(name: str) -> None:
    """What well-configured workloads do all day stays allowed, in every account."""
    here = tuple(call for call in EVERYWHERE if not call.action.startswith("support:"))
    assert _refused(_decisions(name, "role/developer", here)) == set()
    for subtree in ("Security", "Infrastructure", "Workloads"):
        assert _refused(_decisions(name, "role/developer", (*EVERYWHERE, *WORKLOADS), subtree)) == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_nobody_can_undo_the_baseline(name: str) -> None:
    """Not in any account, whoever he is there, short of an exemption."""
    for who in (
        "role/developer",
        "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Administrator_0",
        "user/ada",
    ):
        assert set(_decisions(name, who, NEVER).values()) == {"deny"}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_roles_of_a_bootstrap_are_bound_but_in_the_archive_account(name: str) -> None:
    """Neither CDK's own qualifier nor the baseline's frees whoever may bootstrap an account of his own."""
    for qualifier in ("guardrails", "hnb659fds"):
        for role in ("cfn-exec", "deploy"):
            who = f"role/cdk-{qualifier}-{role}-role-1-eu-central-1"
            for subtree in ("Infrastructure", "Security/audit", "Workloads"):
                assert set(_decisions(name, who, NEVER, subtree).values()) == {"deny"}
    who = "role/cdk-hnb659fds-cfn-exec-role-1-eu-central-1"
    assert set(_decisions(name, who, NEVER, "Security/log-archive").values()) == {"deny"}


@pytest.mark.parametrize("name", NAMES)
def test_who_deploys_and_who_rescues_is_let_through(name: str) -> None:
    """Whom the example exempts from everything may do everything; StackSets puts the audit role there."""
    everything = (*EVERYWHERE, *WORKLOADS, *NEVER)
    for who in ("role/break-glass", "role/AWSControlTowerExecution"):
        assert _refused(_decisions(name, who, everything)) == set()
    assert _refused(_decisions(name, DEPLOYMENT, everything, "Security/log-archive")) == set()
    assert _refused(_decisions(name, STACK_SETS, STACKS)) == set()


def test_each_preset_denies_more_than_the_one_before() -> None:
    """Told by one call of each step."""
    steps = {
        "recommended": (Call("guardduty:DeleteDetector"), Call("s3:PutAccountPublicAccessBlock")),
        "strict": (Call("ec2:CreateInternetGateway"), Call("config:PutConfigRule")),
    }
    for name, calls in steps.items():
        before = NAMES[NAMES.index(name) - 1]
        assert set(_decisions(before, "role/developer", calls, "Workloads").values()) == {"allow"}
        assert set(_decisions(name, "role/developer", calls, "Workloads").values()) == {"deny"}
