"""boto3 clients of this very emulator, answered in this process without a socket."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader, create_loader
from botocore.model import ServiceModel, Shape, ShapeResolver

from emulator import hooks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.model import OperationModel

Check: TypeAlias = "Callable[[str, str, dict[str, Any]], None]"
Observer: TypeAlias = "Callable[[OperationModel, dict[str, Any], dict[str, Any]], None]"
_checks: list[Check] = []
_observers: list[Observer] = []
_PARAMETERS = "parameters of the call"
_models: dict[str, ServiceModel] = {}
_clients: dict[tuple[str, str, str], Any] = {}


def client(service: str, *, account: str | None = None, region: str | None = None) -> Any:
    """Give a client that acts as the root user of an account.

    It may not be used on the event loop, which answers it. Strings that stand for booleans and numbers, as
    CloudFormation's parameters give them, are turned into what the API takes.

    Args:
        service: boto3's name of the service.
        account: The account; without it, the one of the current request.
        region: The region; without it, the one of the current request.
    """
    key = (service, account or hooks.current_account(), region or hooks.current_region())
    if key not in _clients:
        _clients[key] = _client(*key)
    return _clients[key]


def listed(sdk_client: Any, operation: str, result: str, **arguments: Any) -> list[Any]:
    """List what an operation answers, from all its pages."""
    pages = sdk_client.get_paginator(operation).paginate(**arguments)
    return [item for page in pages for item in page.get(result, ())]


@cache
def _session() -> Any:
    """Keep one session: it holds the API models, whose loading takes longer than any call."""
    return boto3.session.Session()


def _client(service: str, account: str, region: str) -> Any:
    sdk_client = _session().client(
        service,
        endpoint_url="http://127.0.0.1",
        region_name=region,
        aws_access_key_id=account,
        aws_secret_access_key="local",  # noqa: S106 nothing checks it
        config=Config(
            retries={"max_attempts": 0},
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            parameter_validation=False,  # the services refuse what is wrong, as AWS's do
        ),
    )

    def answer(request: Any, **_: Any) -> AWSResponse:
        return _answer(request, account, region)

    sdk_client.meta.events.register("before-send", answer)
    sdk_client.meta.events.register("provide-client-params", _checked)
    sdk_client.meta.events.register("after-call", _observed)
    return sdk_client


def _answer(request: Any, account: str, region: str) -> AWSResponse:
    url = urlsplit(request.url)
    headers = {name.lower(): _text(value) for name, value in request.headers.items()}
    body = request.body or b""
    if hasattr(body, "read"):
        body = body.read()
    status, answered, content = hooks.call(
        account,
        region,
        request.method,
        url.path,
        headers,
        body.encode() if isinstance(body, str) else bytes(body),
        parse_qs(url.query, keep_blank_values=True),
    )
    raw = content.encode() if isinstance(content, str) else (content or b"")
    return AWSResponse(
        request.url, status, {name.lower(): value for name, value in answered.items()}, _Raw(raw)
    )


class _Raw(io.BytesIO):
    """The stream from which botocore reads a response."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def before_each_call(check: Check) -> None:
    """Ask `check` before every call; what it raises is what the call fails with."""
    _checks.append(check)


def after_each_call(observer: Observer) -> None:
    """Tell `observer` of every call: its operation, its parameters and the answer."""
    _observers.append(observer)


def service_model(service: str) -> ServiceModel:
    """Give the API model of a service, as AWS publishes it."""
    if service not in _models:
        _models[service] = ServiceModel(_loader().load_service_model(service, "service-2"), service)
    return _models[service]


@cache
def _loader() -> Loader:
    """Keep a loader that no client shares: a client of S3 takes the bucket out of every path of its model."""
    return create_loader()


@cache
def pagination(service: str) -> dict[str, Any]:
    """Give what the API model of a service says of pages, by operation."""
    loader = _session()._loader  # noqa: SLF001 as above
    try:
        model = loader.load_service_model(service, "paginators-1")
    except UnknownServiceError:
        return {}
    operations: dict[str, Any] = model["pagination"]
    return operations


@cache
def regions() -> tuple[str, ...]:
    """List the regions of AWS's standard partition."""
    return tuple(sorted(_session().get_available_regions("ec2")))


def has_operation(service: str, operation: str) -> bool:
    """Return whether boto3 knows an operation of a service."""
    try:
        return operation in service_model(service).operation_names
    except (UnknownServiceError, ValueError):
        return False


def text_map() -> Shape:
    """Give the shape of a map from text to text."""
    types = {"Text": {"type": "string"}}
    definition = {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}}
    return ShapeResolver({**types, "Map": definition}).get_shape_by_name("Map")


def _observed(model: OperationModel, parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    for observer in _observers:
        observer(model, context.get(_PARAMETERS, {}), parsed)


def _checked(params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> dict[str, Any]:
    typed_params = typed(params, model)
    context[_PARAMETERS] = typed_params
    for check in _checks:
        check(model.service_model.service_name, model.name, typed_params)
    return typed_params


def typed(params: dict[str, Any], model: Any) -> dict[str, Any]:
    """Turn texts that stand for booleans and numbers into what an operation takes."""
    shape = model.input_shape
    taken: dict[str, Any] = params if shape is None else _as_shape(params, shape)
    return taken


def _as_shape(value: Any, shape: Any) -> Any:
    """Give a value the type that the API's model says."""
    if shape.type_name == "structure" and isinstance(value, dict):
        return {
            name: _as_shape(member, shape.members[name]) if name in shape.members else member
            for name, member in value.items()
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [_as_shape(member, shape.member) for member in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {name: _as_shape(member, shape.value) for name, member in value.items()}
    if shape.type_name == "string" and isinstance(value, int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return _scalar(value, shape.type_name)


def _scalar(value: Any, type_name: str) -> Any:
    if type_name in ("integer", "long") and isinstance(value, str | float):
        return int(value)
    if type_name in ("double", "float") and isinstance(value, str | int):
        return float(value)
    if type_name == "boolean" and isinstance(value, str):
        return value.lower() == "true"
    return value
