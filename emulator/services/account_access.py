"""IAM's account access manager: who of Identity Center uses which role without a permission set.

The service is in botocore's model since August 2026, as `account-access`.
"""

from __future__ import annotations

import time
import uuid

from emulator import hooks
from emulator.arns import build_arn
from emulator.errors import ApiError
from emulator.services.operations import Request
from emulator.services.pages import Pages
from emulator.services.rest import RestService

SERVICE = "account-access"
PAGES = Pages(SERVICE, ("ValidationException", "The nextToken is invalid."), "ValidationException")


class Entitlements:
    """The applications of each account, and the entitlements of each application."""

    def __init__(self) -> None:
        self.applications: dict[str, Request] = {}
        self.entitlements: dict[str, list[Request]] = {}

    def create_application(self, request: Request) -> Request:
        """Answer `CreateApplication`: an account has one."""
        if self._own():
            raise ApiError("AlreadyCreatedException", "The account has an application already.", 409)
        account, region = hooks.current_account(), hooks.current_region()
        arn = build_arn(SERVICE, region, account, f"application/{uuid.uuid4()}")
        created = {"applicationArn": arn, "createdAt": time.time(), "updatedAt": time.time()}
        self.applications[arn] = {**created, "identitySource": request["identitySource"]}
        self.entitlements[arn] = []
        return {"applicationArn": arn}

    def get_application(self, request: Request) -> Request:
        """Answer `GetApplication`."""
        return self._application(request)

    def list_applications(self, _request: Request) -> Request:
        """Answer `ListApplications`."""
        shown = ("applicationArn", "createdAt", "updatedAt")
        return {"applications": [{name: each[name] for name in shown} for each in self._own()]}

    def create_entitlement(self, request: Request) -> Request:
        """Answer `CreateEntitlement`."""
        arn = self._application(request)["applicationArn"]
        role = request["entitlement"]["principalRole"]
        entitlement = {
            "entitlementId": str(uuid.uuid4()),
            "entitlement": {"principalRole": {**role, "account": role["roleArn"].split(":")[4]}},
            "createdAt": time.time(),
        }
        self.entitlements[arn].append(entitlement)
        return {"entitlementId": entitlement["entitlementId"]}

    def get_entitlement(self, request: Request) -> Request:
        """Answer `GetEntitlement`."""
        return {"applicationArn": request["applicationArn"], **self._entitlement(request)}

    def list_entitlements(self, request: Request) -> Request:
        """Answer `ListEntitlements`, of a role, an account or a principal where the filter names one."""
        arn = self._application(request)["applicationArn"]
        wanted = (request.get("filter") or {}).get("principalRole") or {}
        return {"entitlements": [each for each in self.entitlements[arn] if _fits(each, wanted)]}

    def delete_entitlement(self, request: Request) -> None:
        """Answer `DeleteEntitlement`."""
        self.entitlements[request["applicationArn"]].remove(self._entitlement(request))

    def _own(self) -> list[Request]:
        account = hooks.current_account()
        return [each for arn, each in self.applications.items() if arn.split(":")[4] == account]

    def _application(self, request: Request) -> Request:
        for application in self._own():
            if application["applicationArn"] == request["applicationArn"]:
                return application
        raise ApiError("ResourceNotFoundException", f"There is no {request['applicationArn']}.", 404)

    def _entitlement(self, request: Request) -> Request:
        arn = self._application(request)["applicationArn"]
        for entitlement in self.entitlements[arn]:
            if entitlement["entitlementId"] == request["entitlementId"]:
                return entitlement
        raise ApiError("ResourceNotFoundException", "There is no such entitlement.", 404)


def _fits(entitlement: Request, wanted: Request) -> bool:
    role: Request = entitlement["entitlement"]["principalRole"]
    return all(role.get(name) == value for name, value in wanted.items())


ENTITLEMENTS = Entitlements()


def install() -> None:
    """Let the gateway answer for the account access manager."""
    hooks.recognize(SERVICE, "AccountAccess")
    operations = {
        "CreateApplication": ENTITLEMENTS.create_application,
        "GetApplication": ENTITLEMENTS.get_application,
        "ListApplications": ENTITLEMENTS.list_applications,
        "CreateEntitlement": ENTITLEMENTS.create_entitlement,
        "GetEntitlement": ENTITLEMENTS.get_entitlement,
        "ListEntitlements": ENTITLEMENTS.list_entitlements,
        "DeleteEntitlement": ENTITLEMENTS.delete_entitlement,
    }
    RestService(SERVICE, PAGES, operations).install()
