"""Read and write calls, answers and errors in each protocol, the two that follow a path among them."""

from __future__ import annotations

import json
import uuid
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from botocore.parsers import RpcV2CBORParser, create_parser
from botocore.serialize import RpcV2CBORSerializer

from emulator import aws
from emulator.services import protocols
from emulator.services.query import request_of

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape

    from emulator import hooks
    from emulator.errors import ApiError

Protocol = Literal["cbor", "json", "query", "rest-json", "rest-xml"]


def parameters_of(protocol: Protocol, body: bytes, operation: OperationModel) -> dict[str, Any]:
    """Read the parameters that a call's body holds."""
    if protocol == "query":
        return aws.typed(request_of(body, {}), operation)
    return _parsed_cbor(body) if protocol == "cbor" else dict(json.loads(body or b"{}"))


def result_of(protocol: Protocol, answer: hooks.Answer, operation: OperationModel) -> dict[str, Any]:
    """Read what an answer holds, instants of JSON as they are written."""
    status, headers, content = answer
    if protocol != "query":
        return _parsed_cbor(content) if protocol == "cbor" else dict(json.loads(content))
    parsed: dict[str, Any] = create_parser("query").parse(
        {"status_code": status, "headers": headers, "body": content}, operation.output_shape
    )
    parsed.pop("ResponseMetadata", None)
    return parsed


def answer_in(protocol: Protocol, operation: OperationModel, result: dict[str, Any]) -> hooks.Answer:
    """Write a result as `result_of` gives it."""
    if protocol == "query":
        return protocols.in_query(operation.name, result)
    if protocol == "cbor":
        headers = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
        return 200, headers, in_cbor(result, operation.output_shape)
    return 200, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(result).encode()


def in_cbor(members: dict[str, Any], shape: Shape | None) -> bytes:
    """Write a structure in CBOR."""
    serialized = bytearray()
    RpcV2CBORSerializer()._serialize_data_item(serialized, members, shape)  # noqa: SLF001 botocore's only encoder
    return bytes(serialized)


def complaint_in(protocol: Protocol, error: ApiError) -> hooks.Answer:
    """Write an error."""
    if protocol in ("cbor", "json", "query"):
        return protocols.complaint(protocol, error)
    if protocol == "rest-json":
        headers = {"Content-Type": "application/json", "x-amzn-errortype": error.code}
        return error.status, headers, json.dumps({"message": str(error)}).encode()
    content = (
        f"<Error><Code>{error.code}</Code><Message>{escape(str(error))}</Message>"
        f"<RequestId>{uuid.uuid4()}</RequestId></Error>"
    )
    return error.status, {"Content-Type": "application/xml"}, content.encode()


def _parsed_cbor(content: bytes) -> dict[str, Any]:
    parser = RpcV2CBORParser()
    return dict(parser.parse_data_item(parser.get_peekable_stream_from_bytes(content))) if content else {}
