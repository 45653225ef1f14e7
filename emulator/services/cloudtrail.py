"""What ministack's CloudTrail lacks: insight selectors, and what an organization trail presupposes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator import hooks
from emulator.errors import AwsError
from emulator.services.operations import JsonService, Request

if TYPE_CHECKING:
    from emulator.organization.state import Organization

PRINCIPAL = "cloudtrail.amazonaws.com"


class Insights:
    """The insight selectors, by account, region and trail."""

    def __init__(self) -> None:
        self._selectors: dict[tuple[str, str, str], list[Request]] = {}

    def put(self, request: Request) -> Request:
        """Answer `PutInsightSelectors`."""
        self._selectors[_key(request)] = request["InsightSelectors"]
        return {"InsightSelectors": request["InsightSelectors"]}

    def get(self, request: Request) -> Request:
        """Answer `GetInsightSelectors`."""
        selectors = self._selectors.get(_key(request))
        if not selectors:
            raise AwsError("InsightNotEnabledException", "The trail has no Insights enabled.")
        return {"InsightSelectors": selectors}


def install(organization: Organization) -> None:
    """Answer beside ministack's own CloudTrail."""
    service = JsonService("cloudtrail", "cloudtrail")
    insights = Insights()
    service.register(PutInsightSelectors=insights.put, GetInsightSelectors=insights.get)
    service.install(beside=True)
    _require_trusted_access(organization)


def _require_trusted_access(organization: Organization) -> None:
    """Refuse an organization trail where AWS refuses it."""
    inner = hooks.handler_of("cloudtrail")

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> hooks.Answer:
        operation = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
        wants_organization = b'"IsOrganizationTrail": true' in body
        if operation in ("CreateTrail", "UpdateTrail") and wants_organization:
            refused = _refusal(organization)
            if refused:
                return refused
        return await inner(method, path, headers, body, query)

    hooks.route("cloudtrail", handle, "cloudtrail")


def _refusal(organization: Organization) -> hooks.Answer | None:
    code = None
    if hooks.current_account() != organization.management:
        code = "NotOrganizationMasterAccountException"
    elif PRINCIPAL not in organization.trusted_services:
        code = "CloudTrailAccessNotEnabledException"
    if code is None:
        return None
    content = f'{{"__type": "{code}", "message": "An organization trail can\'t be made here: {code}"}}'
    return 400, {"Content-Type": "application/x-amz-json-1.1"}, content.encode()


def _key(request: Request) -> tuple[str, str, str]:
    name = (request.get("TrailName") or request.get("EventDataStore") or "").rsplit("/", 1)[-1]
    return hooks.current_account(), hooks.current_region(), name
