"""IAM: trust, elements, sizes and the number of policies."""

from __future__ import annotations

from typing import Any

from tests.emulator.cases import allow, resource, trust
from tests.emulator.refused.case import DOCS, RUN, Call, Refused, document, text

_MALFORMED, _LIMIT = "MalformedPolicyDocument", "LimitExceeded"
_QUOTAS = f"{DOCS}/IAM/latest/UserGuide/reference_iam-quotas.html"
_GRAMMAR = f"{DOCS}/IAM/latest/UserGuide/reference_policies_grammar.html"
_CHECKS = f"{DOCS}/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html"
_PRINCIPALS = f"{DOCS}/IAM/latest/UserGuide/reference_policies_elements_principal.html"
_TRUSTED = trust("ec2.amazonaws.com")


def _trust(name: str, page: str, code: str = _MALFORMED, **elements: Any) -> Refused:
    statement = {**_TRUSTED["Statement"][0], **elements}
    policy = document({key: value for key, value in statement.items() if value is not None})
    role = f"trust-{RUN}"
    return Refused(
        name=f"trust: {name}",
        page=page,
        code=code,
        it=resource("AWS::IAM::Role", RoleName=role, AssumeRolePolicyDocument=policy),
        call=Call("iam", "create_role", {"RoleName": role, "AssumeRolePolicyDocument": text(policy)}),
    )


def _policy(name: str, page: str, policy: dict[str, Any], code: str = _MALFORMED) -> Refused:
    named = f"policy-{abs(hash(name)) % 10**8}-{RUN}"
    return Refused(
        name=f"policy: {name}",
        page=page,
        code=code,
        it=resource("AWS::IAM::ManagedPolicy", ManagedPolicyName=named, PolicyDocument=policy),
        call=Call("iam", "create_policy", {"PolicyName": named, "PolicyDocument": text(policy)}),
    )


def _role(name: str, code: str, **properties: Any) -> Refused:
    role = resource("AWS::IAM::Role", AssumeRolePolicyDocument=_TRUSTED, **properties)
    return Refused(name=f"role: {name}", page=_QUOTAS, code=code, it=role)


_LONG = [f"s3:GetObject{number:04}" for number in range(500)]
_MANAGED = (
    *("ReadOnlyAccess", "SecurityAudit", "AWSCloudTrail_ReadOnlyAccess", "AmazonS3ReadOnlyAccess"),
    *("AmazonSNSReadOnlyAccess", "AmazonSQSReadOnlyAccess", "AmazonEC2ReadOnlyAccess", "IAMReadOnlyAccess"),
    *("CloudWatchReadOnlyAccess", "AWSBillingReadOnlyAccess", "AmazonRDSReadOnlyAccess"),
)
CASES = (
    _trust("a resource", _GRAMMAR, Resource="*"),
    _trust("an action of another service", _GRAMMAR, Action="s3:GetObject"),
    _trust("no principal", _PRINCIPALS, Principal=None),
    _trust(
        "a role that isn't there", _PRINCIPALS, Principal={"AWS": "arn:aws:iam::111111111111:role/nobody"}
    ),
    _trust("a kind of principal that isn't there", _PRINCIPALS, Principal={"Account": "111111111111"}),
    _trust(
        "more than 2,048 characters",
        _QUOTAS,
        _LIMIT,
        Condition={"StringEquals": {"aws:PrincipalAccount": [f"{number:012}" for number in range(200)]}},
    ),
    _policy("a principal", _GRAMMAR, allow("s3:GetObject", "*")),
    _policy("no resource", _CHECKS, document({"Effect": "Allow", "Action": "s3:GetObject"})),
    _policy(
        "a resource that isn't an ARN",
        _CHECKS,
        document({"Effect": "Allow", "Action": "s3:*", "Resource": "bucket"}),
    ),
    _policy("an action without a service", _CHECKS, allow("GetObject")),
    _policy("an element that isn't there", _CHECKS, allow("s3:GetObject", Conditions={})),
    _policy("one id twice", _CHECKS, document(*(allow("s3:*", Sid="Same")["Statement"] * 2))),
    _policy("more than 6,144 characters", _QUOTAS, allow(_LONG), _LIMIT),
    _role(
        "more than 10,240 characters inline",
        _LIMIT,
        Policies=[{"PolicyName": name, "PolicyDocument": allow(_LONG[:400])} for name in ("one", "two")],
    ),
    _role(
        "eleven managed policies",
        _LIMIT,
        ManagedPolicyArns=[f"arn:aws:iam::aws:policy/{name}" for name in _MANAGED],
    ),
)
