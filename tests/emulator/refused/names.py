"""Names and lengths."""

from __future__ import annotations

from typing import Any

from tests.emulator.cases import resource, trust
from tests.emulator.refused.case import DOCS, RUN, Call, Refused, deny, document, text

_IAM = f"{DOCS}/IAM/latest/APIReference"
_ORGANIZATIONS = f"{DOCS}/organizations/latest/APIReference"
_BUCKETS = f"{DOCS}/AmazonS3/latest/userguide/bucketnamingrules.html"


def _bucket(name: str, bucket: str) -> Refused:
    return Refused(
        name=f"bucket: {name}",
        page=_BUCKETS,
        code="InvalidBucketName",
        it=resource("AWS::S3::Bucket", BucketName=bucket),
    )


def _role(name: str, **properties: Any) -> Refused:
    role = {"RoleName": f"named-{RUN}", **properties}
    document_text = text(trust("ec2.amazonaws.com"))
    return Refused(
        name=f"role: {name}",
        page=f"{_IAM}/API_CreateRole.html",
        code="ValidationError",
        it=resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"), **role),
        # boto3 itself refuses what is too small.
        call=None
        if role.get("MaxSessionDuration", 3_600) < 3_600
        else Call("iam", "create_role", {**role, "AssumeRolePolicyDocument": document_text}),
    )


def _policy(name: str, **properties: Any) -> Refused:
    policy = {"Name": f"named-{RUN}", "Description": "", "Type": "SERVICE_CONTROL_POLICY", **properties}
    content = document(deny())
    return Refused(
        name=f"policy: {name}",
        page=f"{_ORGANIZATIONS}/API_CreatePolicy.html",
        code="InvalidInputException",
        it=resource("AWS::Organizations::Policy", Content=content, **policy),
        call=Call("organizations", "create_policy", {**policy, "Content": text(content)}),
    )


CASES = (
    _bucket("an underscore", f"under_score-{RUN}"),
    _bucket("capitals", f"Capitals-{RUN}"),
    _bucket("an address", "192.168.5.4"),
    _bucket("two dots", f"two..dots-{RUN}"),
    _bucket("64 characters", f"{RUN}-{'a' * 55}"),
    _bucket("a reserved prefix", f"xn--{RUN}"),
    _bucket("a reserved suffix", f"{RUN}-s3alias"),
    _role("65 characters", RoleName="a" * 65),
    _role("a slash", RoleName=f"a/{RUN}"),
    _role("a description of 1,001", Description="a" * 1001),
    _role("a session of 13 hours", MaxSessionDuration=46_800),
    _role("a session of half an hour", MaxSessionDuration=1_800),
    _role("a path without an end", Path="/team"),
    _policy("129 characters", Name="a" * 129),
    _policy("a description of 513", Description="a" * 513),
    Refused(
        name="unit: 129 characters",
        page=f"{_ORGANIZATIONS}/API_CreateOrganizationalUnit.html",
        code="InvalidInputException",
        it=resource("AWS::Organizations::OrganizationalUnit", Name="a" * 129, ParentId="r-ex4m"),
        call=Call("organizations", "create_organizational_unit", {"Name": "a" * 129, "ParentId": "r-ex4m"}),
    ),
)
