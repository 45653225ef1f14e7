"""Add to ministack's IAM the root user's second factor, lists of credentials and AWS's names of roles."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from emulator import aws, hooks
from emulator.arns import service_principal
from emulator.errors import ApiError
from emulator.services.query import answer_of, complaint_of, request_of

if TYPE_CHECKING:
    from emulator.services.operations import Request

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
ROLE_NAMES = {
    service_principal("cloudtrail"): "AWSServiceRoleForCloudTrail",
    service_principal("member.org.stacksets.cloudformation"): (
        "AWSServiceRoleForCloudFormationStackSetsOrgMember"
    ),
    service_principal("organizations"): "AWSServiceRoleForOrganizations",
    service_principal("sso"): "AWSServiceRoleForSSO",
    service_principal("stacksets.cloudformation"): "AWSServiceRoleForCloudFormationStackSetsOrgAdmin",
}
_EMPTY = {
    "ListSigningCertificates": "Certificates",
    "ListServiceSpecificCredentials": "ServiceSpecificCredentials",
    "ListSSHPublicKeys": "SSHPublicKeys",
}


class RootUsers:
    """The accounts whose root user has a second factor, and those whose root user has no password."""

    def __init__(self) -> None:
        self.with_second_factor: set[str] = set()
        self.without_password: set[str] = set()


ROOT_USERS = RootUsers()


def install() -> None:
    """Answer beside ministack's own IAM."""
    hooks.correct_root_user(
        lambda account: account in ROOT_USERS.with_second_factor,
        lambda account: account not in ROOT_USERS.without_password,
    )
    inner = hooks.handler_of("iam")

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> hooks.Answer:
        request = request_of(body, query)
        name = str(request.get("Action", ""))
        try:
            if name in _EMPTY:
                return answer_of(name, await asyncio.to_thread(_empty, name, request))
            if name == "CreateServiceLinkedRole" and request.get("AWSServiceName") in ROLE_NAMES:
                role = await asyncio.to_thread(create_service_linked_role, request["AWSServiceName"])
                return answer_of(name, {"Role": role})
        except ApiError as error:
            return complaint_of(error)
        return await inner(method, path, headers, body, query)

    hooks.route("iam", handle, "iam")


def create_service_linked_role(principal: str, account: str | None = None) -> Request:
    """Make a service's role under AWS's name, which ministack's own operation spells differently.

    Raises:
        ApiError: The account has it.
    """
    statement = {"Effect": "Allow", "Principal": {"Service": principal}, "Action": "sts:AssumeRole"}
    client = aws.client("iam", account=account, region="us-east-1")
    name, path = ROLE_NAMES[principal], f"/aws-service-role/{principal}/"
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    try:
        client.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=trust)
    except client.exceptions.EntityAlreadyExistsException as error:
        raise ApiError(
            "InvalidInput",
            f"Service role name {name} has been taken in this account, please try a different suffix.",
        ) from error
    role: Request = client.get_role(RoleName=name)["Role"]
    return {
        "Path": role["Path"],
        "RoleName": role["RoleName"],
        "RoleId": role["RoleId"],
        "Arn": role["Arn"],
        "CreateDate": role["CreateDate"].isoformat(),
    }


def _empty(operation: str, request: Request) -> Request:
    """Answer a list of credentials that nobody can make here."""
    if request.get("UserName"):
        client = aws.client("iam", region="us-east-1")
        try:
            client.get_user(UserName=request["UserName"])
        except client.exceptions.NoSuchEntityException as error:
            raise ApiError(
                "NoSuchEntity", f"The user with name {request['UserName']} cannot be found.", 404
            ) from error
    return {_EMPTY[operation]: [], "IsTruncated": False}
