"""IAM: trust and identity policies, their sizes and how many there are.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from emulator import aws
from emulator.errors import ApiError
from emulator.validation import documents
from emulator.validation.documents import DocumentGrammar, MalformedError
from emulator.validation.service import Parameters, Service

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState

TRUST = DocumentGrammar("needed", "forbidden", services=frozenset({"sts"}), not_action=True)
IDENTITY = DocumentGrammar("forbidden", "needed")
TRUST_CHARACTERS = 2_048
INLINE_CHARACTERS = 10_240
MANAGED_CHARACTERS = 6_144
ATTACHED = 10
VERSIONS = 5


def _check_document(text: str, grammar: DocumentGrammar, organization: OrganizationState) -> None:
    try:
        documents.check(text, grammar, organization)
    except MalformedError as error:
        raise ApiError("MalformedPolicyDocument", str(error)) from error


def _check_size(text: str, most: int, quota: str) -> None:
    """White space doesn't count."""
    if len("".join(text.split())) > most:
        raise ApiError("LimitExceeded", f"Cannot exceed quota for {quota}: {most}", 409)


def _trust(parameters: Parameters, organization: OrganizationState) -> None:
    text = parameters.get("AssumeRolePolicyDocument") or parameters.get("PolicyDocument", "")
    _check_document(text, TRUST, organization)
    _check_size(text, TRUST_CHARACTERS, "ACLSizePerRole")


def _inline(parameters: Parameters, organization: OrganizationState) -> None:
    text, role = parameters["PolicyDocument"], parameters["RoleName"]
    _check_document(text, IDENTITY, organization)
    other_documents = [
        json.dumps(_iam().get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"])
        for name in _names(role)
        if name != parameters["PolicyName"]
    ]
    if sum(len("".join(document.split())) for document in (text, *other_documents)) > INLINE_CHARACTERS:
        raise ApiError(
            "LimitExceeded", f"Maximum policy size of {INLINE_CHARACTERS} bytes exceeded for role {role}", 409
        )


def _names(role: str) -> list[str]:
    try:
        return list(_iam().list_role_policies(RoleName=role)["PolicyNames"])
    except Exception:  # noqa: BLE001 the service itself says that there is no such role
        return []


def _managed(parameters: Parameters, organization: OrganizationState) -> None:
    _check_document(parameters["PolicyDocument"], IDENTITY, organization)
    _check_size(parameters["PolicyDocument"], MANAGED_CHARACTERS, "PolicySize")


def _version(parameters: Parameters, organization: OrganizationState) -> None:
    _managed(parameters, organization)
    try:
        versions = _iam().list_policy_versions(PolicyArn=parameters["PolicyArn"])["Versions"]
    except Exception:  # noqa: BLE001 as above
        return
    if len(versions) >= VERSIONS:
        raise ApiError("LimitExceeded", f"A managed policy can have up to {VERSIONS} versions.", 409)


def _attach(parameters: Parameters, _: OrganizationState) -> None:
    try:
        policies = _iam().list_attached_role_policies(RoleName=parameters["RoleName"])["AttachedPolicies"]
    except Exception:  # noqa: BLE001 as above
        return
    if len(policies) >= ATTACHED and parameters["PolicyArn"] not in {
        policy["PolicyArn"] for policy in policies
    }:
        raise ApiError("LimitExceeded", f"Cannot exceed quota for PoliciesPerRole: {ATTACHED}", 409)


def _iam() -> Any:
    return aws.client("iam", region="us-east-1")


SERVICE = Service(
    "iam",
    "iam",
    "ValidationError",
    {
        "CreateRole": _trust,
        "UpdateAssumeRolePolicy": _trust,
        "PutRolePolicy": _inline,
        "CreatePolicy": _managed,
        "CreatePolicyVersion": _version,
        "AttachRolePolicy": _attach,
    },
)
