"""Identity Center: names, sessions, inline policies and accounts."""

from __future__ import annotations

from typing import Any

from tests.emulator.cases import allow, resource
from tests.emulator.cases_governance import FINANCE, INSTANCE
from tests.emulator.deployments import SHOP
from tests.emulator.refused.case import DOCS, RUN, Call, Refused, document

_API = f"{DOCS}/singlesignon/latest/APIReference"
_SESSIONS = f"{DOCS}/singlesignon/latest/userguide/howtosessionduration.html"
_QUOTAS = f"{DOCS}/singlesignon/latest/userguide/limits.html"
_INVALID = "ValidationException"


def _set(name: str, page: str, code: str = _INVALID, **properties: Any) -> Refused:
    wanted = {"InstanceArn": INSTANCE, "Name": f"Refused{RUN}", **properties}
    plain = not properties.keys() - {"Name", "Description", "SessionDuration"}
    return Refused(
        name=f"permission set: {name}",
        page=page,
        code=code,
        it=resource("AWS::SSO::PermissionSet", **wanted),
        call=Call("sso-admin", "create_permission_set", wanted) if plain else None,
    )


def _assignment(name: str, code: str, **properties: Any) -> Refused:
    wanted = {
        "InstanceArn": INSTANCE,
        "PermissionSetArn": {"Fn::GetAtt": ["Set", "PermissionSetArn"]},
        "PrincipalId": FINANCE,
        "PrincipalType": "GROUP",
        "TargetId": SHOP,
        "TargetType": "AWS_ACCOUNT",
        **properties,
    }
    own = f"Of{abs(hash(name)) % 10**6}{RUN}"
    return Refused(
        name=f"assignment: {name}",
        page=f"{_API}/API_CreateAccountAssignment.html",
        code=code,
        it=resource("AWS::SSO::Assignment", **wanted),
        others={"Set": resource("AWS::SSO::PermissionSet", InstanceArn=INSTANCE, Name=own)},
    )


CASES = (
    _set("a name of 33", f"{_API}/API_CreatePermissionSet.html", Name="a" * 33),
    _set("a space in its name", f"{_API}/API_CreatePermissionSet.html", Name=f"Read Only {RUN}"),
    _set("a description of 701", f"{_API}/API_CreatePermissionSet.html", Description="a" * 701),
    _set("a session of 13 hours", _SESSIONS, SessionDuration="PT13H"),
    _set("a session of half an hour", _SESSIONS, SessionDuration="PT30M"),
    _set("a session in words", f"{_API}/API_CreatePermissionSet.html", SessionDuration="8 hours"),
    _set(
        "an inline policy without a resource",
        f"{_API}/API_PutInlinePolicyToPermissionSet.html",
        InlinePolicy=document({"Effect": "Allow", "Action": "s3:GetObject"}),
    ),
    _set(
        "an inline policy with a principal",
        f"{_API}/API_PutInlinePolicyToPermissionSet.html",
        InlinePolicy=allow("s3:GetObject", "*"),
    ),
    _set(
        "more than 10,240 characters inline",
        _QUOTAS,
        "ServiceQuotaExceededException",
        InlinePolicy=allow([f"s3:GetObject{number:04}" for number in range(800)]),
    ),
    _assignment("an account elsewhere", "ResourceNotFoundException", TargetId="999999999999"),
    _assignment("a kind of principal that isn't there", _INVALID, PrincipalType="ROLE"),
)
