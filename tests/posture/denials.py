"""Narrow denials: those in the way of a need, with the call that fails, and those beside every need."""

from __future__ import annotations

from typing import Any, NamedTuple

ARCHIVE, AUDIT, SHOP = "Security/log-archive", "Security/audit", "Workloads/Prod/shop"
MANAGEMENT, HOME = "111111111111", "eu-central-1"
ASSUME, SAML = "sts:AssumeRole", "sts:AssumeRoleWithSAML"
AUDITED = "arn:aws:iam::*:role/guardrails-audit"
_DEVELOPERS = "arn:aws:iam::*:role/aws-reserved/*/AWSReservedSSO_Developer_*"
_BOOTSTRAP = "arn:aws:iam::*:role/cdk-*"


class InTheWay(NamedTuple):
    """A denial that stands in the way of a need."""

    statement: dict[str, Any]
    at: str
    subject: str
    """What of the baseline the need is of."""
    action: str
    """How the action starts that fails."""
    resource: str
    """What stands in its resource."""


def scp(actions: str | list[str], resource: str = "*", /, **condition: dict[str, Any]) -> dict[str, Any]:
    """Build a Deny for principals; conditions are operators with their keys."""
    return {"Action": actions, "Resource": resource, "Condition": condition}


def rcp(actions: str | list[str], resource: str = "*", /, **condition: dict[str, Any]) -> dict[str, Any]:
    """Build a Deny for resources."""
    return {"Principal": "*", **scp(actions, resource, **condition)}


def by(arn: str) -> dict[str, str]:
    """Name a caller."""
    return {"aws:PrincipalArn": arn}


def asked_in(region: str) -> dict[str, str]:
    """Name a region."""
    return {"aws:RequestedRegion": region}


def _archive(statement: dict[str, Any], action: str, resource: str) -> InTheWay:
    return InTheWay(statement, ARCHIVE, "trail.archive_account", action, resource)


def _audit(statement: dict[str, Any], action: str, resource: str = "", at: str = SHOP) -> InTheWay:
    return InTheWay(statement, at, "accounts.audit_role", action, resource)


def _sign_in(statement: dict[str, Any], action: str = SAML, index: int = 2) -> InTheWay:
    at = "Workloads/Dev" if index == 1 else "Sandbox"
    return InTheWay(statement, at, f"access.assignments[{index}]", action, "AWSReservedSSO_")


def _on_bucket(name: str, bucket: str) -> InTheWay:
    return _archive(scp(f"s3:{name}", f"arn:aws:s3:::{bucket}"), f"s3:{name}", "exampleorg1-organization")


_SERVICE = "aws:PrincipalServiceName"
_STACK = "arn:aws:cloudformation:*:*:stack"
_CREATE_ROLE, _BOUNDARY = "iam:CreateRole", "iam:PutRolePermissionsBoundary"

OF_STACK_SETS = {
    "the audit role": _audit(
        scp(_CREATE_ROLE, "arn:aws:iam::*:role/guard*"), _CREATE_ROLE, "guardrails-audit"
    ),
    "its boundary": _audit(scp(_BOUNDARY, "arn:aws:iam::*:role/*"), _BOUNDARY),
    "its managed policy": _audit(
        scp("iam:AttachRolePolicy", ArnLike={"iam:PolicyARN": "arn:aws:iam::aws:policy/Sec*"}),
        "iam:AttachRolePolicy",
    ),
    "some of its stacks": _audit(
        scp("cloudformation:UpdateStack", f"{_STACK}/StackSet-guardrails-audit-role-a*"),
        "cloudformation:UpdateStack",
        "stack/StackSet-guardrails-audit-role-a",
    ),
    "stacks at home": _audit(
        scp("cloudformation:CreateStack", StringEquals=asked_in(HOME)), "cloudformation:CreateStack"
    ),
    "IAM where it answers": _audit(scp("iam:TagRole", StringEquals=asked_in("us-east-1")), "iam:TagRole"),
    "some roles of StackSets": _audit(
        scp(_CREATE_ROLE, ArnLike=by("arn:aws:iam::*:role/stacksets-exec-00*")), _CREATE_ROLE
    ),
}
OF_THE_DEPLOYMENT = {
    "change sets of one stack": _archive(
        scp("cloudformation:CreateChangeSet", f"{_STACK}/guardrails-trail-search/*"),
        "cloudformation:CreateChangeSet",
        "stack/guardrails-trail-search/",
    ),
    "the bootstrap's version": _archive(
        scp("ssm:GetParameter", "arn:aws:ssm:*:*:parameter/cdk-*"),
        "ssm:GetParameter",
        "parameter/cdk-bootstrap/guardrails/version",
    ),
    "passing the execution role": _archive(
        scp("iam:PassRole", "arn:aws:iam::*:role/cdk-*-cfn-exec-*"), "iam:PassRole", "cfn-exec"
    ),
    "publishing templates": _archive(
        scp("s3:PutObject", "arn:aws:s3:::cdk-*/*.json"), "s3:PutObject", "cdk-guardrails-assets"
    ),
    "the key of what is published": _archive(
        scp("kms:GenerateDataKey", StringLike={"kms:ViaService": "s3.*.amazonaws.com"}),
        "kms:GenerateDataKey",
        ":key/",
    ),
    "object lock": _on_bucket("PutBucketObjectLockConfiguration", "exampleorg1-*"),
    "owners of objects": _on_bucket("PutBucketOwnershipControls", "*-access"),
    "tags of buckets": _on_bucket("PutBucketTagging", "*"),
    "keys": _archive(scp("kms:PutKeyPolicy", "arn:aws:kms:*:*:key/*"), "kms:PutKeyPolicy", ":key/"),
    "some keys": _archive(scp("kms:EnableKey", "arn:aws:kms:*:*:key/ab*"), "kms:EnableKey", ":key/ab"),
    "some buckets of results": _archive(
        scp("s3:CreateBucket", "arn:aws:s3:::guardrails-trail-search-results-z*"),
        "s3:CreateBucket",
        "results-z",
    ),
    "the search": _archive(scp("athena:*", "arn:aws:athena:*:*:workgroup/guard*"), "athena:", "workgroup/"),
    "its table": _archive(
        scp("glue:UpdateTable", "arn:aws:glue:*:*:table/*/events"), "glue:UpdateTable", "trail/events"
    ),
    "the archive's region": _archive(
        scp("s3:CreateBucket", StringEquals=asked_in(HOME)), "s3:CreateBucket", "exampleorg1"
    ),
    "CloudFormation taking its role": _archive(
        rcp(ASSUME, StringEquals={_SERVICE: "cloudformation.amazonaws.com"}), ASSUME, "cfn-exec"
    ),
    "management taking the bootstrap's roles": _archive(
        rcp(ASSUME, _BOOTSTRAP, StringEquals={"aws:PrincipalAccount": MANAGEMENT}), ASSUME, "deploy-role"
    ),
    "management taking one of them": _archive(
        rcp(ASSUME, f"{_BOOTSTRAP}-publishing-*", ArnLike=by(f"arn:aws:iam::{MANAGEMENT}:*")),
        ASSUME,
        "file-publishing",
    ),
}
OF_DELIVERIES = {
    "CloudTrail's files of one account": _archive(
        rcp("s3:PutObject", "arn:aws:s3:::exampleorg1-*/AWSLogs/o-exampleorg1/444444444441/*"),
        "s3:PutObject",
        "AWSLogs/o-exampleorg1/444444444441/",
    ),
    "CloudTrail's files of the management account": _archive(
        rcp("s3:PutObject", f"arn:aws:s3:::exampleorg1-*/AWSLogs/{MANAGEMENT}/*"),
        "s3:PutObject",
        f"AWSLogs/{MANAGEMENT}/",
    ),
    "CloudTrail's key": _archive(
        rcp("kms:GenerateDataKey*", "arn:aws:kms:*:*:key/*", StringLike={_SERVICE: "cloudtrail.*"}),
        "kms:GenerateDataKey",
        ":key/",
    ),
    "deliveries at home": _archive(
        rcp("s3:PutObject", StringEquals=asked_in(HOME), Bool={"aws:PrincipalIsAWSService": "true"}),
        "s3:PutObject",
        "AWSLogs/",
    ),
    "every trail but another": _archive(
        rcp(
            "s3:*",
            ArnNotLikeIfExists={"aws:SourceArn": "arn:aws:cloudtrail:*:*:trail/other"},
            StringEquals={_SERVICE: "cloudtrail.amazonaws.com"},
        ),
        "s3:",
        "exampleorg1-organization-trail",
    ),
    "services that work for another unit": _archive(
        rcp(
            "s3:PutObject",
            Bool={"aws:PrincipalIsAWSService": "true"},
            **{
                "ForAllValues:StringNotLike": {
                    "aws:SourceOrgPaths": "o-exampleorg1/r-ex4m/ou-ex4m-security/*"
                }
            },
        ),
        "s3:PutObject",
        "AWSLogs/",
    ),
    "access logs": _archive(
        rcp("s3:PutObject", StringEquals={_SERVICE: "logging.s3.amazonaws.com"}),
        "s3:PutObject",
        "exampleorg1-organization-trail-access/",
    ),
}
OF_PEOPLE = {
    "the auditor let in": _audit(
        rcp(ASSUME, "arn:aws:iam::*:role/*-audit", StringEquals={"aws:PrincipalAccount": "222222222223"}),
        ASSUME,
    ),
    "the auditor let out": _audit(scp(ASSUME, AUDITED), ASSUME, at=AUDIT),
    "the auditor let out to one account": _audit(
        scp(ASSUME, "arn:aws:iam::444444444441:role/*"), ASSUME, "444444444441:role/guardrails-audit", AUDIT
    ),
    "the auditor let out to one unit": _audit(
        scp(ASSUME, **{"ForAnyValue:StringLike": {"aws:ResourceOrgPaths": "*/ou-ex4m-workprod1/*"}}),
        ASSUME,
        "44444444444",
        AUDIT,
    ),
    "the auditor's region": _audit(rcp(ASSUME, StringEquals=asked_in(HOME)), ASSUME),
    "the auditor from a network": _audit(
        rcp(
            ASSUME, NotIpAddress={"aws:SourceIp": "192.0.2.0/24"}, Bool={"aws:PrincipalIsAWSService": "false"}
        ),
        ASSUME,
    ),
    "a caller of the break-glass role": InTheWay(
        rcp(ASSUME, ArnLike=by("arn:aws:iam::*:user/rescue-2")),
        SHOP,
        "accounts.break_glass",
        ASSUME,
        "role/break-glass",
    ),
    "signing in": _sign_in(rcp(SAML), index=1),
    "signing in at home": _sign_in(rcp(SAML, StringEquals=asked_in(HOME))),
    "signing in with one permission set": _sign_in(rcp(SAML, _DEVELOPERS)),
    "signing in without an organization": _sign_in(
        rcp(
            "sts:*",
            StringNotEqualsIfExists={"aws:PrincipalOrgID": "o-exampleorg1"},
            BoolIfExists={"aws:PrincipalIsAWSService": "false"},
        )
    ),
    "attributes of who signs in": _sign_in(rcp("sts:TagSession"), "sts:TagSession"),
}
IN_THE_WAY = OF_STACK_SETS | OF_THE_DEPLOYMENT | OF_DELIVERIES | OF_PEOPLE
_OTHERS = {"aws:PrincipalIsAWSService": "false"}
BESIDE: dict[str, tuple[dict[str, Any], str]] = {
    "other roles": (scp(_CREATE_ROLE, "arn:aws:iam::*:role/team-*"), SHOP),
    "other buckets": (scp("s3:CreateBucket", "arn:aws:s3:::payroll-*"), ARCHIVE),
    "keys of other accounts": (scp("kms:*", "arn:aws:kms:*:444444444441:key/*"), ARCHIVE),
    "other regions": (scp(["s3:*", _CREATE_ROLE], StringEquals=asked_in("ap-south-1")), ARCHIVE),
    "roles that StackSets doesn't use": (
        scp(_CREATE_ROLE, ArnLike=by("arn:aws:iam::*:role/stacksets-x*")),
        SHOP,
    ),
    "calls for properties that no template has": (
        scp(["s3:PutReplicationConfiguration", "iam:PutRolePolicy"]),
        ARCHIVE,
    ),
    "what the bootstrap allows and no deployment does": (
        scp(["cloudformation:CreateStackRefactor", "ssm:GetParameters"]),
        ARCHIVE,
    ),
    "strangers": (rcp(ASSUME, StringNotEquals={"aws:PrincipalOrgID": "o-exampleorg1"}, Bool=_OTHERS), SHOP),
    "one of management's roles": (rcp(ASSUME, ArnLike=by(f"arn:aws:iam::{MANAGEMENT}:role/guest")), ARCHIVE),
    "all of management's but one": (
        rcp(ASSUME, _BOOTSTRAP, ArnNotLike=by(f"arn:aws:iam::{MANAGEMENT}:role/ci"), Bool=_OTHERS),
        ARCHIVE,
    ),
    "some of the auditor's roles": (
        scp(ASSUME, AUDITED, ArnLike=by("arn:aws:iam::*:role/intern-*")),
        AUDIT,
    ),
    "roles of strangers": (scp(ASSUME, "arn:aws:iam::999999999999:role/*"), AUDIT),
    "other providers": (rcp("sts:AssumeRoleWithWebIdentity"), "Sandbox"),
    "people of another permission set": (rcp(SAML, _DEVELOPERS), "Infrastructure"),
    "files of another bucket": (rcp("s3:PutObject", "arn:aws:s3:::other/AWSLogs/*"), ARCHIVE),
    "roles that are named alike": (scp(_CREATE_ROLE, "arn:aws:iam::*:role/break-glass-*"), SHOP),
}
