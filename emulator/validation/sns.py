"""Amazon SNS: names, policies of topics and endpoints of subscriptions."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from emulator.errors import ApiError
from emulator.validation import documents
from emulator.validation.documents import DocumentGrammar, MalformedError
from emulator.validation.service import Parameters, Service

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState

_INVALID = "InvalidParameter"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,256}(\.fifo)?")
_DISPLAY_CHARACTERS = 100
POLICY = DocumentGrammar("needed", "needed", services=frozenset({"sns"}), star=False, sid=r"[\w .-]*")
# https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
_ENDPOINTS = {
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "email-json": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "http": r"http://\S+",
    "https": r"https://\S+",
    "sqs": r"arn:[\w-]+:sqs:.+",
    "lambda": r"arn:[\w-]+:lambda:.+",
    "firehose": r"arn:[\w-]+:firehose:.+",
    "application": r"arn:[\w-]+:sns:.+",
    "sms": r"\+?[\d\s()-]+",
}


def _topic(parameters: Parameters, _: OrganizationState) -> None:
    # https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
    if not _NAME.fullmatch(parameters["Name"]):
        raise ApiError(_INVALID, "Invalid parameter: Topic Name")


def _attribute(parameters: Parameters, organization: OrganizationState) -> None:
    # https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
    name, value = parameters["AttributeName"], parameters.get("AttributeValue", "")
    if name == "DisplayName" and len(value) > _DISPLAY_CHARACTERS:
        raise ApiError(_INVALID, "Invalid parameter: Attributes Reason: DisplayName is too long")
    if name == "Policy":
        _check_policy(parameters["TopicArn"], value, organization)


def _check_policy(topic: str, text: str, organization: OrganizationState) -> None:
    # https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
    try:
        documents.check(text, POLICY, organization)
    except MalformedError as error:
        raise ApiError(_INVALID, f"Invalid parameter: Policy Error: {error}") from error
    for statement in documents.statements_of(text):
        resources = statement.get("Resource", [])
        for resource in resources if isinstance(resources, list) else [resources]:
            if resource not in ("*", topic):
                raise ApiError(_INVALID, "Invalid parameter: Policy statement resource isn't this topic")


def _subscription(parameters: Parameters, _: OrganizationState) -> None:
    pattern = _ENDPOINTS.get(parameters["Protocol"])
    if pattern is None:
        raise ApiError(
            _INVALID, f"Invalid parameter: Does not support this protocol string: {parameters['Protocol']}"
        )
    if not re.fullmatch(pattern, str(parameters.get("Endpoint", ""))):
        raise ApiError(_INVALID, f"Invalid parameter: {parameters['Protocol']} endpoint")


def _filter(parameters: Parameters, _: OrganizationState) -> None:
    # https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
    if parameters["AttributeName"] != "FilterPolicy":
        return
    try:
        policy = json.loads(parameters.get("AttributeValue") or "{}")
    except ValueError as error:
        raise ApiError(_INVALID, f"Invalid parameter: FilterPolicy: {error}") from error
    if not isinstance(policy, dict) or any(
        not isinstance(condition, list | dict) for condition in policy.values()
    ):
        raise ApiError(_INVALID, "Invalid parameter: FilterPolicy: a key must have an array or an object")


SERVICE = Service(
    "sns",
    "sns",
    checks={
        "CreateTopic": _topic,
        "SetTopicAttributes": _attribute,
        "Subscribe": _subscription,
        "SetSubscriptionAttributes": _filter,
    },
)
