"""Record each management call: those that come from outside, and those of CloudFormation's handlers."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from botocore.parsers import ResponseParserError, create_parser

from emulator import aws, hooks, origin
from emulator.arns import service_principal
from emulator.execution.acting import HANDLER
from emulator.history.events import FinishedCall, event_of, reads
from emulator.history.store import HISTORY
from emulator.incoming import account_in, read_body, read_call, replaying, signed_for
from emulator.services import wire
from emulator.services.rest import parameters_at

if TYPE_CHECKING:
    from botocore.model import OperationModel

    from emulator.hooks import Asgi
    from emulator.incoming import IncomingCall

_PARSERS = {"cbor": "smithy-rpc-v2-cbor"}
_DATA_EVENTS = {
    "cloudwatch": ("GetMetricData", "GetMetricStatistics", "GetMetricWidgetImage", "PutMetricData"),
    "dynamodb": (
        "Batch",
        "DeleteItem",
        "ExecuteS",
        "GetItem",
        "PutItem",
        "Query",
        "Scan",
        "Transact",
        "UpdateItem",
    ),
    "kinesis": ("GetRecords", "PutRecord", "SubscribeToShard"),
    "lambda": ("Invoke",),
    "logs": ("FilterLogEvents", "GetLogEvents", "GetLogRecord", "PutLogEvents"),
    "s3": ("HeadBucket", "ListObject", "ListMultipartUploads"),
    "sns": ("Publish",),
    "sqs": ("ChangeMessageVisibility", "DeleteMessage", "ReceiveMessage", "SendMessage"),
}
"""The beginnings of the names of data events, which the event history doesn't have.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
"""


def recording(application: Asgi) -> Asgi:
    """Record every management call that somebody signed, with its answer."""
    aws.after_each_call(_record_handler)

    async def recorded(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        body = await read_body(receive)
        call = read_call(scope, body)
        if call is None or _is_data_event(call, scope["path"]):
            await application(scope, replaying(body, receive), send)
            return
        caller = hooks.signer_of(_headers(scope))  # before the call, which may delete the caller
        status, headers, content = 0, {}, bytearray()

        async def observing(message: dict[str, Any]) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
            content.extend(message.get("body", b""))
            if message["type"] == "http.response.body" and not message.get("more_body") and caller:
                _record(scope, call, caller, (status, headers, bytes(content)))
            await send(message)

        await application(scope, replaying(body, receive), observing)

    return recorded


def _record(scope: dict[str, Any], call: IncomingCall, caller: hooks.Signer, answer: hooks.Answer) -> None:
    """Record a call; the answer goes out afterwards, so that its caller finds the event."""
    headers = _headers(scope)
    signing_name, region = signed_for(headers)
    result, error = _answered(call, answer)
    address = headers.get(origin.HEADER) or (scope.get("client") or ("127.0.0.1",))[0]
    HISTORY.add(
        event_of(
            FinishedCall(
                caller,
                account_in(scope),
                region,
                signing_name,
                call.model,
                _parameters(scope, call),
                result,
                error,
                str(address),
                headers.get("user-agent", ""),
            ),
            HISTORY.number(),
        )
    )


def _record_handler(operation: OperationModel, parameters: dict[str, Any], parsed: dict[str, Any]) -> None:
    """Record what a resource's handler calls with the rights of who acts in the stack."""
    principal = hooks.ACTING.get()
    if HANDLER.get() is None or principal is None:
        return
    error = parsed.get("Error")
    cloudformation = service_principal("cloudformation")
    HISTORY.add(
        event_of(
            FinishedCall(
                hooks.caller_acting(principal),
                principal.account,
                hooks.current_region(),
                operation.service_model.signing_name,
                operation,
                parameters,
                {name: value for name, value in parsed.items() if name not in ("Error", "ResponseMetadata")},
                (error["Code"], error.get("Message", "")) if error else None,
                cloudformation,
                cloudformation,
                cloudformation,
            ),
            HISTORY.number(),
        )
    )


def _headers(scope: dict[str, Any]) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in scope["headers"]}


def _is_data_event(call: IncomingCall, path: str) -> bool:
    """Return whether a call is a data event: of S3, each of an object."""
    if call.service == "s3" and path.strip("/").count("/"):
        return True
    return call.operation.startswith(_DATA_EVENTS.get(call.service, ("\0",)))


def _parameters(scope: dict[str, Any], call: IncomingCall) -> dict[str, Any]:
    """Read a call's parameters; a body of XML stays away."""
    parameters: dict[str, Any] = {}
    if call.protocol in ("rest-json", "rest-xml"):
        parameters |= parameters_at(call.service, call.operation, scope["path"])
        query = parse_qs(scope.get("query_string", b"").decode(), keep_blank_values=True)
        parameters |= {name: values[0] for name, values in query.items() if values[0]}
    if call.protocol != "rest-xml":
        with suppress(ValueError, TypeError):
            parameters |= wire.parameters_of(call.protocol, call.body, call.model)
    return {name: value for name, value in parameters.items() if name not in ("Action", "Version")}


def _answered(call: IncomingCall, answer: hooks.Answer) -> tuple[dict[str, Any], tuple[str, str] | None]:
    """Read an answer: what it holds, and why it is a refusal."""
    status, headers, content = answer
    refused = status >= HTTPStatus.MULTIPLE_CHOICES
    if not refused and (call.protocol == "rest-xml" or not content or reads(call.operation)):
        return {}, None
    parser = create_parser(_PARSERS.get(call.protocol, call.protocol))
    response = {"status_code": status, "headers": headers, "body": content}
    try:
        parsed = parser.parse(response, call.model.output_shape)
    except ResponseParserError:  # no client understands it either
        return {}, (str(int(status)), "") if refused else None
    refusal = parsed.pop("Error", {})
    parsed.pop("ResponseMetadata", None)
    return parsed, (refusal.get("Code", str(int(status))), refusal.get("Message", "")) if refused else None
