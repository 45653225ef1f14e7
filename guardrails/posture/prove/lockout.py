"""Try the very requests that a deployment and a rescue consist of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from guardrails.baseline import bootstrap
from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.accounts import STACK_SET
from guardrails.errors import Location
from guardrails.organization import Account
from guardrails.policy.decide import Ruleset, Verdict
from guardrails.policy.document import RCP, SCP
from guardrails.policy.request import request_of
from guardrails.posture.prove.askers import Asker, AwsService, Member, Stranger, at_resource
from guardrails.posture.prove.report import Failure, Witness
from guardrails.posture.prove.worlds import World

_STACK = tuple(f"cloudformation:{name}Stack" for name in ("Create", "Delete", "Update"))
_ROLE = tuple(
    f"iam:{name}"
    for name in ["CreateRole", "DeleteRole", "GetRole", "TagRole", "AttachRolePolicy", "PutRolePolicy"]
)
_BUCKET = tuple(
    f"s3:{name}"
    for name in [
        "CreateBucket",
        "PutBucketPolicy",
        "PutBucketPublicAccessBlock",
        "PutBucketVersioning",
        "PutEncryptionConfiguration",
        "PutLifecycleConfiguration",
    ]
)
_RESCUE = (
    "cloudformation:UpdateStack",
    "cloudtrail:LookupEvents",
    "cloudtrail:StartLogging",
    "iam:AttachRolePolicy",
    "iam:CreateAccessKey",
    "iam:CreateRole",
    "iam:UpdateAssumeRolePolicy",
    "kms:PutKeyPolicy",
    "organizations:DescribeOrganization",
    "s3:PutBucketPolicy",
    "sts:AssumeRole",
)
"""What a principal needs who restores access when everything else fails."""
_GLOBAL = ("iam:", "organizations:")
_GLOBAL_REGION = "us-east-1"


class _Call(NamedTuple):
    action: str
    resource: str = "*"
    aliases: tuple[str, ...] = ()
    """Of the key that is asked for."""


class _Need(NamedTuple):
    """Somebody's work in an account, and where the baseline asks for it."""

    subject: str
    location: Location
    asker: Asker
    calls: tuple[_Call, ...]
    remedy: str


def lockouts(baseline: Baseline, world: World) -> Iterator[Failure]:
    """Find who loses what he needs in an account.

    StackSets' role, which puts the audit role there, and an outside auditor, who assumes it; the role that
    deploys the trail's archive, and CloudTrail, which writes into it; and everyone whom all controls spare.
    """
    scps, rcps = (
        [[policy.document for policy in level] for level in world.of_type(kind)] for kind in (SCP, RCP)
    )
    rules = Ruleset(scps, rcps)
    for need in _needs(baseline, world):
        for call in need.calls:
            region = _GLOBAL_REGION if call.action.startswith(_GLOBAL) else baseline.organization.home_region
            verdict = _decide(rules, call, need, region, world)
            if verdict.decision != "allow":
                yield Failure(
                    2,
                    "locked-out",
                    need.location,
                    need.subject,
                    f"the guardrails keep it from its work, through {_names(verdict, world)}",
                    need.remedy,
                    Witness(world.account.path, call.action, need.asker.principal, call.resource, region),
                )
                break


def _needs(baseline: Baseline, world: World) -> Iterator[_Need]:
    yield from _audit_role(baseline, world.account)
    archive = baseline.archive_account
    if baseline.trail is not None and archive in world.accounts:
        yield from _archive(baseline, archive)
        yield _delivery(baseline, archive)
    for name, one in baseline.exemptions.items():
        head = one.principal.split(":", 5)
        if one.controls is None and head[4] in ("*", world.account.id):
            arn = ":".join((*head[:4], world.account.id, head[5].replace("*", "x").replace("?", "x")))
            yield _Need(
                f"exemptions.{name}",
                baseline.locate("exemptions", name),
                Member(arn),
                tuple(_Call(action) for action in _RESCUE),
                "spare it in your own documents as well",
            )


def _audit_role(baseline: Baseline, account: Account) -> Iterator[_Need]:
    if baseline.accounts is None or not baseline.accounts.audit_role.enabled:
        return
    home, auditor = baseline.organization.home_region, baseline.accounts.audit_role.trusted_account_id
    role = f"arn:aws:iam::{account.id}:role/{baseline.accounts.audit_role.name}"
    if auditor is not None:
        yield _Need(
            "accounts.audit_role",
            baseline.locate("accounts", "audit_role"),
            Stranger(f"arn:aws:iam::{auditor}:role/auditor"),
            (_Call("sts:AssumeRole", role),),
            f'let the auditor in: deny_outside_principals takes `partners_of: {{ sts: ["{auditor}"] }}`',
        )
    stack = f"arn:aws:cloudformation:{home}:{account.id}:stack/StackSet-{STACK_SET}-0123abcd/0123abcd"
    yield _Need(
        "accounts.audit_role",
        baseline.locate("accounts", "audit_role"),
        Member(f"arn:aws:iam::{account.id}:role/stacksets-exec-0123456789abcdef0123456789abcdef"),
        (*(_Call(action, stack) for action in _STACK), *(_Call(action, role) for action in _ROLE)),
        "allow iam and cloudformation there, and exempt arn:aws:iam::*:role/stacksets-exec-*",
    )


def _archive(baseline: Baseline, account: Account) -> Iterator[_Need]:
    """The bootstrap's execution role makes bucket and key, unless both exist already.

    Source: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
    """
    trail, home = baseline.trail, baseline.organization.home_region
    if trail is None or (trail.existing_bucket and trail.existing_key):
        return
    qualifier = baseline.organization.qualifier
    roles = bootstrap.role_pattern(qualifier, account.id)
    calls = [_Call(action, f"arn:aws:s3:::{name}") for name in trail.buckets for action in _BUCKET]
    if trail.existing_key is None:
        alias = f"alias/{trail.key_alias}"
        key = f"arn:aws:kms:{home}:{account.id}:key/01234567-89ab-cdef-0123-456789abcdef"
        calls += [_Call("kms:CreateKey"), _Call("kms:PutKeyPolicy", key, (alias,))]
        calls += [_Call("kms:CreateAlias", f"arn:aws:kms:{home}:{account.id}:{alias}")]
    yield _Need(
        "trail.archive_account",
        baseline.locate("trail"),
        Member(bootstrap.role_arn("cfn-exec", qualifier, account.id, home)),
        tuple(calls),
        f"allow s3 and kms there, and exempt {roles}, which deploys the baseline",
    )


def _delivery(baseline: Baseline, account: Account) -> _Need:
    """CloudTrail writes log files into the bucket, encrypted with the key, for the management account.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    organization, bucket = baseline.organization, baseline.trail.buckets[0] if baseline.trail else ""
    key = f"arn:aws:kms:{organization.home_region}:{account.id}:key/01234567-89ab-cdef-0123-456789abcdef"
    return _Need(
        "trail.archive_account",
        baseline.locate("trail"),
        AwsService("cloudtrail.amazonaws.com", organization.management_account.id),
        (
            _Call("s3:GetBucketAcl", f"arn:aws:s3:::{bucket}"),
            _Call("s3:PutObject", f"arn:aws:s3:::{bucket}/AWSLogs/{organization.id}/log.json.gz"),
            _Call("kms:GenerateDataKey", key),
        ),
        "let cloudtrail.amazonaws.com write there on behalf of the organization",
    )


def _decide(rules: Ruleset, call: _Call, need: _Need, region: str, world: World) -> Verdict:
    context = {**need.asker.facts(world.seat), **at_resource(world.seat), "aws:RequestedRegion": region}
    if call.aliases:
        context["kms:ResourceAliases"] = call.aliases
    outside = isinstance(need.asker, Stranger)
    return rules.decide(
        request_of(call.action, call.resource, need.asker.principal, context, principal_outside_org=outside)
    )


def _names(verdict: Verdict, world: World) -> str:
    cause = verdict.causes[0]
    if cause.document is None:
        return f"a level without an Allow (number {cause.level + 1})"
    return world.of_type(cause.policy_type)[cause.level][cause.document].name
