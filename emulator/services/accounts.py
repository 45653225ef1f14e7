"""Account Management: contacts, regions and what an account says of itself.

https://docs.aws.amazon.com/accounts/latest/reference/api-reference.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator import aws, hooks
from emulator.arns import service_principal
from emulator.errors import ApiError
from emulator.services.pages import Pages
from emulator.services.rest import RestService

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState
    from emulator.services.operations import Operation, Request

PRINCIPAL = service_principal("account")
PAGES = Pages("account", ("ValidationException", "The NextToken is invalid."), "ValidationException")
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
        """Give the operations by their names."""
        return {
            "GetAccountInformation": self._information,
            "GetPrimaryEmail": self._primary_email,
            "GetContactInformation": _contact,
            "PutContactInformation": _put_contact,
            "GetAlternateContact": _alternate_contact,
            "PutAlternateContact": _put_alternate_contact,
            "DeleteAlternateContact": _delete_alternate_contact,
            "ListRegions": _regions,
            "GetRegionOptStatus": _region,
            "EnableRegion": _enable_region,
            "DisableRegion": _disable_region,
        }

    def refuse(self, request: Request) -> None:
        """Refuse a request about an account that the caller may not look at."""
        caller, account = hooks.current_account(), request.get("AccountId")
        if account is None:
            return
        if account == caller:
            raise ApiError("ValidationException", "The management account can't name itself: leave it out")
        trusted = PRINCIPAL in self._organization.trusted_services
        if caller != self._organization.management or not trusted or not self._organization.path(account):
            raise ApiError("AccessDeniedException", "User isn't authorized to look at this account", 403)

    def _information(self, request: Request) -> Request:
        account = _of(request)
        node = self._organization.nodes.get(account)
        return {
            "AccountId": account,
            "AccountName": node.name if node else account,
            "AccountCreatedDate": node.joined if node else 0.0,
            "AccountState": node.state if node else "ACTIVE",
        }

    def _primary_email(self, request: Request) -> Request:
        return {"PrimaryEmail": self._organization.nodes[_of(request)].email}


def install(organization: OrganizationState) -> None:
    """Let the gateway answer for Account Management."""
    operations = AccountOperations(organization)
    RestService("account", PAGES, operations.table()).install(operations.refuse)


def _of(request: Request) -> str:
    """Name the account that a request is about: without one, the caller's own."""
    return str(request.get("AccountId") or hooks.current_account())


def _contact(request: Request) -> Request:
    return {"ContactInformation": DETAILS.contacts.get(_of(request), CONTACT)}


def _put_contact(request: Request) -> None:
    DETAILS.contacts[_of(request)] = request["ContactInformation"]


def _alternate_contact(request: Request) -> Request:
    contact = DETAILS.alternate_contacts.get((_of(request), request["AlternateContactType"]))
    if contact is None:
        raise ApiError("ResourceNotFoundException", "No contact of the inputted alternate contact type.", 404)
    return {"AlternateContact": contact}


def _put_alternate_contact(request: Request) -> None:
    contact = {name: value for name, value in request.items() if name != "AccountId"}
    DETAILS.alternate_contacts[_of(request), request["AlternateContactType"]] = contact


def _delete_alternate_contact(request: Request) -> None:
    _alternate_contact(request)
    del DETAILS.alternate_contacts[_of(request), request["AlternateContactType"]]


def _regions(request: Request) -> Request:
    wanted = request.get("RegionOptStatusContains")
    regions = [
        {"RegionName": region, "RegionOptStatus": _status(_of(request), region)} for region in aws.regions()
    ]
    return {"Regions": [region for region in regions if not wanted or region["RegionOptStatus"] in wanted]}


def _region(request: Request) -> Request:
    region = _known(request["RegionName"])
    return {"RegionName": region, "RegionOptStatus": _status(_of(request), region)}


def _enable_region(request: Request) -> None:
    DETAILS.opted_in.setdefault(_of(request), set()).add(_optional(request["RegionName"]))


def _disable_region(request: Request) -> None:
    DETAILS.opted_in.setdefault(_of(request), set()).discard(_optional(request["RegionName"]))


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
