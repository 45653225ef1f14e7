"""One answer in every protocol that a service speaks: each is translated to JSON and back.

ministack writes a service's answer anew for each protocol, and leaves out fields that nobody asked for there.
CloudWatch's alarms came without their actions to a client of the Query protocol, such as botocore 1.40.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from botocore.parsers import RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer
from botocore.utils import parse_timestamp

from emulator import aws, hooks
from emulator.errors import ApiError
from emulator.services import query as query_protocol

if TYPE_CHECKING:
    from botocore.model import OperationModel, ServiceModel

Protocol = Literal["cbor", "json", "query"]
_SUCCESS = 300


class Translated:
    """A service that its inner handler answers in JSON, and this in the protocol of the request."""

    def __init__(self, service: str, inner: hooks.Handler) -> None:
        self._service = service
        self._inner = inner

    async def handle(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> hooks.Answer:
        """Answer a request."""
        model = aws.service_model(self._service)
        spoken = spoken_in(headers)
        name, parameters = read_request(spoken, path, headers, body, query)
        if name not in model.operation_names:
            return complaint(spoken, ApiError("InvalidAction", f"Unknown action: {name}"))
        operation = model.operation_model(name)
        json_parameters = _in_json(aws.typed(parameters, operation))
        status, answered, content = await self._inner(
            method, "/", _json_headers(headers, model, name), json.dumps(json_parameters).encode(), {}
        )
        if status >= _SUCCESS:
            failure = json.loads(content)
            code = str(failure.get("__type", "InternalFailure")).rsplit("#", maxsplit=1)[-1]
            return complaint(spoken, ApiError(code, str(failure.get("message", "")), status))
        if spoken == "json":
            return status, answered, content
        return _answer(spoken, operation, json.loads(content or b"{}"))


def spoken_in(headers: dict[str, str]) -> Protocol:
    """Name the protocol of a request."""
    if "cbor" in headers.get("content-type", "") or "cbor" in headers.get("smithy-protocol", ""):
        return "cbor"
    return "json" if headers.get("x-amz-target") else "query"


def read_request(
    spoken: Protocol, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
) -> tuple[str, dict[str, Any]]:
    """Read the operation's name and its parameters."""
    if spoken == "cbor":
        parser = RpcV2CBORParser()
        parsed = parser.parse_data_item(parser.get_peekable_stream_from_bytes(body)) if body else {}
        return path.rsplit("/", 1)[-1], parsed
    if spoken == "json":
        return headers["x-amz-target"].rsplit(".", 1)[-1], json.loads(body or b"{}")
    form = query_protocol.request_of(body, query)
    form.pop("Version", None)
    return str(form.pop("Action", "")), {name: value for name, value in form.items() if value != ""}


def _json_headers(headers: dict[str, str], model: ServiceModel, operation: str) -> dict[str, str]:
    """Give the headers of the same request in JSON."""
    shared_headers = {
        name: value for name, value in headers.items() if name not in ("smithy-protocol", "accept")
    }
    prefix = model.metadata["targetPrefix"]
    return shared_headers | {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": f"{prefix}.{operation}",
    }


def _in_json(value: Any) -> Any:
    """Write instants as JSON does: in seconds since the epoch."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
    if isinstance(value, dict):
        return {name: _in_json(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_in_json(member) for member in value]
    return value


def _answer(spoken: Protocol, operation: OperationModel, result: dict[str, Any]) -> hooks.Answer:
    shown = _shaped(result, operation.output_shape) if operation.output_shape else {}
    if spoken == "query":
        return in_query(operation.name, shown)
    serialized = bytearray()
    if operation.output_shape:
        RpcV2CBORSerializer()._serialize_data_item(serialized, shown, operation.output_shape)  # noqa: SLF001 botocore's only encoder
    return 200, {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}, bytes(serialized)


def in_query(operation: str, result: dict[str, Any]) -> hooks.Answer:
    """Give an operation's result in the Query protocol; instants are times."""
    return query_protocol.answer_of(operation, _in_xml(result))


def _shaped(value: Any, shape: Any) -> Any:
    """Keep what the service's model names, instants as instants; what isn't there is left out."""
    if shape.type_name == "structure":
        return {
            name: _shaped(value[name], member)
            for name, member in shape.members.items()
            if value.get(name) is not None
        }
    if shape.type_name == "list":
        return [_shaped(member, shape.member) for member in value]
    if shape.type_name == "map":
        return {name: _shaped(member, shape.value) for name, member in value.items()}
    if shape.type_name == "timestamp":
        return parse_timestamp(value)
    return float(value) if shape.type_name in ("double", "float") else value


def _in_xml(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dict):
        return {name: _in_xml(member) for name, member in value.items()}
    return [_in_xml(member) for member in value] if isinstance(value, list) else value


def complaint(spoken: Protocol, error: ApiError) -> hooks.Answer:
    """Give an error in a protocol."""
    members = {"__type": error.code, "message": str(error)}
    if spoken == "query":
        content = (
            f"<ErrorResponse><Error><Type>Sender</Type><Code>{error.code}</Code><Message>"
            f"{escape(str(error))}</Message></Error><RequestId>{uuid.uuid4()}</RequestId></ErrorResponse>"
        )
        return error.status, {"Content-Type": "text/xml"}, content.encode()
    if spoken == "json":
        headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-errortype": error.code}
        return error.status, headers, json.dumps(members).encode()
    shape = aws.text_map()
    serialized = bytearray()
    RpcV2CBORSerializer()._serialize_data_item(serialized, members, shape)  # noqa: SLF001 as above
    headers = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
    return error.status, headers, bytes(serialized)
