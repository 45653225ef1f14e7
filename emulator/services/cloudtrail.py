"""Add to ministack's CloudTrail: insight selectors, and the conditions for a trail on AWS."""

from __future__ import annotations

import asyncio
import contextlib
import json
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from emulator import aws, hooks
from emulator.arns import service_principal
from emulator.errors import ApiError
from emulator.services.operations import JsonService, Request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from emulator.organization.state import OrganizationState

PRINCIPAL = service_principal("cloudtrail")
_DELIVERY = ("CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn")
_JSON = {"Content-Type": "application/x-amz-json-1.1"}


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
            raise ApiError("InsightNotEnabledException", "The trail has no Insights enabled.")
        return {"InsightSelectors": selectors}

    def has(self, trail: Request) -> bool:
        """Return whether a trail, as it is described, has insight selectors."""
        return bool(self._selectors.get((hooks.current_account(), trail["HomeRegion"], trail["Name"])))


INSIGHTS = Insights()


def install(organization: OrganizationState) -> None:
    """Answer beside ministack's own CloudTrail, and check what it doesn't."""
    service = JsonService("cloudtrail", "cloudtrail")
    service.register(PutInsightSelectors=INSIGHTS.put, GetInsightSelectors=INSIGHTS.get)
    service.install(beside=True)
    inner = hooks.handler_of("cloudtrail")

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> hooks.Answer:
        operation = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
        if operation in ("CreateTrail", "UpdateTrail"):
            try:
                request = await asyncio.to_thread(_checked, organization, json.loads(body))
            except ApiError as error:
                complaint = {"__type": error.code, "message": str(error)}
                return error.status, dict(_JSON), json.dumps(complaint).encode()
            body = json.dumps(request).encode()
            if operation == "CreateTrail":
                return await _created(request, partial(_asked, inner, headers))
        answer = await inner(method, path, headers, body, query)
        return _with_insights(answer) if operation in ("DescribeTrails", "GetTrail") else answer

    hooks.route("cloudtrail", handle, "cloudtrail")


def _asked(
    inner: hooks.Handler, headers: dict[str, str], operation: str, request: Request
) -> Awaitable[hooks.Answer]:
    """Ask ministack for an operation in the name of who asked for another."""
    prefix = headers["x-amz-target"].rsplit(".", 1)[0]
    return inner(
        "POST", "/", {**headers, "x-amz-target": f"{prefix}.{operation}"}, json.dumps(request).encode(), {}
    )


async def _created(request: Request, ask: Callable[[str, Request], Awaitable[hooks.Answer]]) -> hooks.Answer:
    """Make a trail, and keep of it what ministack keeps of changes alone: delivery and tags."""
    created = await ask("CreateTrail", request)
    if created[0] != HTTPStatus.OK:
        return created
    trail = json.loads(created[2])
    delivery = {name: request[name] for name in _DELIVERY if request.get(name)}
    if delivery:
        await ask("UpdateTrail", {"Name": request["Name"], **delivery})
    if request.get("TagsList"):
        await ask("AddTags", {"ResourceId": trail["TrailARN"], "TagsList": request["TagsList"]})
    return created[0], created[1], json.dumps({**trail, **delivery}).encode()


def _with_insights(answer: hooks.Answer) -> hooks.Answer:
    """Name the trails that have insight selectors, which ministack doesn't hold."""
    status, headers, content = answer
    if status != HTTPStatus.OK:
        return answer
    result = json.loads(content)
    for trail in result.get("trailList") or [result.get("Trail") or {}]:
        if trail:
            trail["HasInsightSelectors"] = INSIGHTS.has(trail)
    return status, headers, json.dumps(result).encode()


def _checked(organization: OrganizationState, request: Request) -> Request:
    """Refuse a trail where AWS refuses it; name its key by the key's own ARN."""
    if request.get("IsOrganizationTrail"):
        if hooks.current_account() != organization.management:
            raise ApiError("NotOrganizationMasterAccountException", "Only the management account may.")
        if PRINCIPAL not in organization.trusted_services:
            raise ApiError("CloudTrailAccessNotEnabledException", "CloudTrail has no trusted access.")
    if request.get("S3BucketName"):
        _check_bucket(request["S3BucketName"])
    if request.get("KmsKeyId"):
        request = {**request, "KmsKeyId": _key_arn(request["KmsKeyId"])}
    return request


def _check_bucket(bucket: str) -> None:
    """Ask that the bucket, in whatever account, lets CloudTrail in."""
    owner = hooks.bucket_owner(bucket)
    if owner is None:
        raise ApiError("S3BucketDoesNotExistException", f"There is no bucket {bucket}.")
    statements: list[Any] = []
    with contextlib.suppress(Exception):  # no policy at all is the same as one that says nothing
        policy = aws.client("s3", account=owner).get_bucket_policy(Bucket=bucket)["Policy"]
        statements = json.loads(policy)["Statement"]
    allowed = {
        action
        for statement in statements
        if statement["Effect"] == "Allow"
        and PRINCIPAL in _many((statement.get("Principal") or {}), "Service")
        for action in _many(statement, "Action")
    }
    if not {"s3:GetBucketAcl", "s3:PutObject"} <= allowed and not allowed & {"s3:*", "*"}:
        raise ApiError(
            "InsufficientS3BucketPolicyException", f"The policy of {bucket} doesn't let CloudTrail in."
        )


def _key_arn(key: str) -> str:
    """Resolve a key id, an alias or their ARNs to the key's ARN, in whatever account it is."""
    parts = key.split(":", 5)
    account, region = (parts[4], parts[3]) if len(parts) == 6 else (None, None)  # noqa: PLR2004 an ARN's parts
    try:
        kms = aws.client("kms", account=account, region=region)
        return str(kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"])
    except Exception as error:
        raise ApiError("KmsKeyNotFoundException", f"There is no key {key}: {error}") from error


def _many(statement: Any, name: str) -> list[str]:
    value = statement.get(name, []) if isinstance(statement, dict) else []
    return [value] if isinstance(value, str) else list(value)


def _key(request: Request) -> tuple[str, str, str]:
    name = (request.get("TrailName") or request.get("EventDataStore") or "").rsplit("/", 1)[-1]
    return hooks.current_account(), hooks.current_region(), name
