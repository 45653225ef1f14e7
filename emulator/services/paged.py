"""ministack's own lists in pages: it is asked for everything, and what it answers is cut here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from emulator import aws, hooks
from emulator.errors import ApiError
from emulator.services import wire
from emulator.services.pages import Pages, keys_of
from emulator.services.protocols import complaint, in_query, read_request, spoken_in

if TYPE_CHECKING:
    from emulator.services.operations import Request
    from emulator.services.pages import Keys
    from emulator.services.protocols import Protocol

_SUCCESS = 300

# Each size from the operation's page in AWS's API reference, November 2026, where the model has no maximum or
# a page holds less than the maximum.
SERVICES = {
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
    "monitoring": Pages(
        "cloudwatch", ("InvalidNextToken", "The next token specified is invalid."), "ValidationError",
        {"DescribeAlarms": 50},
    ),
    # https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_DescribeBudgets.html
    "budgets": Pages(
        "budgets", ("InvalidNextTokenException", "The pagination token is invalid."),
        "InvalidParameterException", {"DescribeBudgets": 100},
    ),
    # https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
    "cloudformation": Pages(
        "cloudformation", ("ValidationError", "The token that you specified is invalid"), "ValidationError",
        dict.fromkeys(
            ("DescribeStacks", "DescribeStackEvents", "ListExports", "ListStackResources", "ListStacks"), 100
        ),
    ),
    # https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTags.html
    "cloudtrail": Pages(
        "cloudtrail", ("InvalidNextTokenException", "The token is invalid."), "InvalidMaxResultsException"
    ),
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html
    "iam": Pages("iam", ("ValidationError", "Invalid Marker."), "ValidationError", size=100),
    # https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html
    "kms": Pages(
        "kms", ("InvalidMarkerException", "The marker is invalid."), "ValidationException",
        {"ListAliases": 50, "ListGrants": 50, "ListResourceTags": 50}, size=100,
        largest={"ListAliases": 100, "ListGrants": 100, "ListResourceTags": 50},
    ),
    # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
    "logs": Pages(
        "logs", ("InvalidParameterException", "The specified nextToken is invalid."),
        "InvalidParameterException",
    ),
    # https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html
    "sns": Pages(
        "sns", ("InvalidParameter", "Invalid parameter: NextToken"), "InvalidParameter",
        dict.fromkeys(("ListSubscriptions", "ListSubscriptionsByTopic", "ListTopics"), 100),
    ),
}  # fmt: skip
"""How these services cut their lists, by ministack's names."""


class Paged:
    """A service whose lists come in pages."""

    def __init__(self, pages: Pages, inner: hooks.Handler) -> None:
        self._pages = pages
        self._inner = inner

    async def handle(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> hooks.Answer:
        """Answer a request."""
        spoken, model = spoken_in(headers), aws.service_model(self._pages.model)
        try:
            name, parameters = read_request(spoken, path, headers, body, query)
        except ValueError:  # the service itself says what is wrong with it
            name, parameters = "", {}
        keys = keys_of(self._pages.model, name) if name in model.operation_names else None
        if keys is None or spoken == "cbor":
            return await self._inner(method, path, headers, body, query)
        operation = model.operation_model(name)
        parameters = aws.typed(parameters, operation)
        token: str | None = None
        collected: Request = {}
        try:
            self._pages.check(name, parameters)
            while True:
                asked = _asked(spoken, body, keys, token)
                answer = await self._inner(method, path, headers, asked, query)
                if answer[0] >= _SUCCESS:
                    return answer
                part = wire.result_of(spoken, answer, operation)
                token = part.pop(keys.next_token, None)
                collected = _joined(collected, part, keys)
                if not token:
                    break
            page = self._pages.cut(name, parameters, collected)
        except ApiError as error:
            return complaint(spoken, error)
        if page == part:
            return answer
        return in_query(name, page) if spoken == "query" else (200, answer[1], json.dumps(page).encode())


def install() -> None:
    """Cut the lists of the services that ministack answers for."""
    for service, pages in SERVICES.items():
        if service != "monitoring":  # inside of the translation between its protocols
            hooks.route(service, Paged(pages, hooks.handler_of(service)).handle, service)


def _asked(spoken: Protocol, body: bytes, keys: Keys, token: str | None) -> bytes:
    """Write a request for all that there is, or for what comes after a token of ministack's."""
    own = (keys.token, keys.limit)
    if spoken == "query":
        form = [
            (name, value)
            for name, value in parse_qsl(body.decode(), keep_blank_values=True)
            if name not in own
        ]
        return urlencode([*form, *([(keys.token, token)] if token else [])]).encode()
    request = {name: value for name, value in json.loads(body or b"{}").items() if name not in own}
    return json.dumps({**request, keys.token: token} if token else request).encode()


def _joined(collected: Request, part: Request, keys: Keys) -> Request:
    """Add a part of a list to those before it."""
    for name in keys.results:
        if name in part or name in collected:
            part[name] = [*collected.get(name, ()), *part.get(name, ())]
    return part
