"""AWS Organizations: the grammar of service and resource control policies."""

from __future__ import annotations

from emulator.errors import ApiError
from emulator.organization.state import RESOURCE_CONTROL, SERVICE_CONTROL, OrganizationState
from emulator.validation import documents
from emulator.validation.documents import DocumentGrammar, MalformedError
from emulator.validation.service import Parameters, Service

_VERSION = ("2012-10-17",)
GRAMMARS = {
    # https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
    SERVICE_CONTROL: DocumentGrammar("forbidden", "needed", versions=_VERSION, version_needed=True),
    # https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
    RESOURCE_CONTROL: DocumentGrammar(
        "needed",
        "needed",
        star=False,
        not_action=False,
        effects=("Deny",),
        all_principals=True,
        versions=_VERSION,
        version_needed=True,
    ),
}


def _check_content(kind: str, content: str) -> None:
    grammar = GRAMMARS.get(kind)
    if grammar is None:
        return
    try:
        documents.check(content, grammar)
    except MalformedError as error:
        raise ApiError("MalformedPolicyDocumentException", str(error)) from error


def _create(parameters: Parameters, _: OrganizationState) -> None:
    _check_content(parameters["Type"], parameters["Content"])


def _update(parameters: Parameters, organization: OrganizationState) -> None:
    policy = organization.policies.get(parameters["PolicyId"])
    if policy is not None and "Content" in parameters:
        _check_content(policy.type, parameters["Content"])


SERVICE = Service(
    "organizations",
    "organizations",
    "InvalidInputException",
    {"CreatePolicy": _create, "UpdatePolicy": _update},
)
