"""Account Management: contacts, regions and what an account says of itself.

https://docs.aws.amazon.com/accounts/latest/reference/api-reference.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

from emulator import aws, hooks
from emulator.arns import service_principal
from emulator.errors import ApiError
from emulator.services.operations import Request, complaint
from emulator.services.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from emulator.organization.state import OrganizationState

    Operation: TypeAlias = Callable[[str, Request], Request | None]

PRINCIPAL = service_principal("account")
PAGES = Pages("account", ("ValidationException", "The NextToken is invalid."), "ValidationException")
_JSON = {"Content-Type": "application/json"}
# https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
CONTACT = {
    "FullName": "Example Corp.",
    "AddressLine1": "1 Example Street",
    "City": "Example",
    "PostalCode": "00000",
    "CountryCode": "DE",
    "PhoneNumber": "+490000000",
}
"""The primary contact of an account until somebody changes it: every account has one."""
_SEVERAL = {"ap-northeast": 3, "ap-southeast": 2, "eu-west": 3, "us-east": 2, "us-west": 2}
_ONE = ("ap-south", "ca-central", "eu-central", "eu-north", "sa-east")
ALWAYS_ON = frozenset(
    f"{area}-{number}"
    for area, count in (_SEVERAL | dict.fromkeys(_ONE, 1)).items()
    for number in range(1, count + 1)
)
"""The regions that no account can opt out of."""


class AccountDetails:
    """The contacts of accounts, and the regions that they opted into."""

    def __init__(self) -> None:
        self.contacts: dict[str, Request] = {}
        self.alternate_contacts: dict[tuple[str, str], Request] = {}
        self.opted_in: dict[str, set[str]] = {}


DETAILS = AccountDetails()


class AccountOperations:
    """Answer for an account to itself and, where its service is trusted, to the management account."""

    def __init__(self, organization: OrganizationState) -> None:
        self._organization = organization

    def table(self) -> dict[str, Operation]:
        """Give the operations by their paths."""
        return {
            "/getAccountInformation": self._information,
            "/getPrimaryEmail": self._primary_email,
            "/getContactInformation": _contact,
            "/putContactInformation": _put_contact,
            "/getAlternateContact": _alternate_contact,
            "/putAlternateContact": _put_alternate_contact,
            "/deleteAlternateContact": _delete_alternate_contact,
            "/listRegions": _regions,
            "/getRegionOptStatus": _region,
            "/enableRegion": _enable_region,
            "/disableRegion": _disable_region,
        }

    def account_of(self, request: Request) -> str:
        """Name the account that a request is about.

        Raises:
            ApiError: It isn't the caller's own, and the caller may not look at it.
        """
        caller, account = hooks.current_account(), request.get("AccountId")
        if account is None:
            return caller
        if account == caller:
            raise ApiError("ValidationException", "The management account can't name itself: leave it out")
        trusted = PRINCIPAL in self._organization.trusted_services
        if caller != self._organization.management or not trusted or not self._organization.path(account):
            raise ApiError("AccessDeniedException", "User isn't authorized to look at this account", 403)
        return str(account)

    def _information(self, account: str, _request: Request) -> Request:
        node = self._organization.nodes.get(account)
        return {
            "AccountId": account,
            "AccountName": node.name if node else account,
            "AccountCreatedDate": node.joined if node else 0.0,
            "AccountState": node.state if node else "ACTIVE",
        }

    def _primary_email(self, account: str, _request: Request) -> Request:
        return {"PrimaryEmail": self._organization.nodes[account].email}


def install(organization: OrganizationState) -> None:
    """Let the gateway answer for Account Management."""
    operations = AccountOperations(organization)
    table = operations.table()

    async def handle(
        _method: str, path: str, _headers: dict[str, str], body: bytes, _query: dict[str, list[str]]
    ) -> hooks.Answer:
        operation = table.get(path, _unknown)
        try:
            request = json.loads(body or b"{}")
            answer = operation(operations.account_of(request), request) or {}
            if path == "/listRegions":
                answer = PAGES.cut("ListRegions", request, answer)
        except ApiError as error:
            status, headers, content = complaint(error)
            return status, {**headers, **_JSON, "x-amzn-errortype": error.code}, content
        return 200, dict(_JSON), json.dumps(answer).encode()

    hooks.route("account", handle, "account")


def _unknown(_account: str, _request: Request) -> None:
    raise ApiError("UnknownOperationException", "account: this operation is not emulated")


def _contact(account: str, _request: Request) -> Request:
    return {"ContactInformation": DETAILS.contacts.get(account, CONTACT)}


def _put_contact(account: str, request: Request) -> None:
    DETAILS.contacts[account] = request["ContactInformation"]


def _alternate_contact(account: str, request: Request) -> Request:
    contact = DETAILS.alternate_contacts.get((account, request["AlternateContactType"]))
    if contact is None:
        raise ApiError("ResourceNotFoundException", "No contact of the inputted alternate contact type.", 404)
    return {"AlternateContact": contact}


def _put_alternate_contact(account: str, request: Request) -> None:
    contact = {name: value for name, value in request.items() if name != "AccountId"}
    DETAILS.alternate_contacts[account, request["AlternateContactType"]] = contact


def _delete_alternate_contact(account: str, request: Request) -> None:
    _alternate_contact(account, request)
    del DETAILS.alternate_contacts[account, request["AlternateContactType"]]


def _regions(account: str, request: Request) -> Request:
    wanted = request.get("RegionOptStatusContains")
    regions = [
        {"RegionName": region, "RegionOptStatus": _status(account, region)} for region in aws.regions()
    ]
    return {"Regions": [region for region in regions if not wanted or region["RegionOptStatus"] in wanted]}


def _region(account: str, request: Request) -> Request:
    region = _known(request["RegionName"])
    return {"RegionName": region, "RegionOptStatus": _status(account, region)}


def _enable_region(account: str, request: Request) -> None:
    DETAILS.opted_in.setdefault(account, set()).add(_optional(request["RegionName"]))


def _disable_region(account: str, request: Request) -> None:
    DETAILS.opted_in.setdefault(account, set()).discard(_optional(request["RegionName"]))


def _status(account: str, region: str) -> str:
    if region in ALWAYS_ON:
        return "ENABLED_BY_DEFAULT"
    return "ENABLED" if region in DETAILS.opted_in.get(account, ()) else "DISABLED"


def _known(region: str) -> str:
    if region not in aws.regions():
        raise ApiError("ValidationException", f"{region} isn't a region")
    return region


def _optional(region: str) -> str:
    if _known(region) in ALWAYS_ON:
        raise ApiError("ValidationException", f"{region} is enabled by default")
    return region
