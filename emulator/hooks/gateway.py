"""ministack's front door: who answers for a service, and asking it in this process."""

# These modules exist to touch ministack's private names, so that no other one does.
# ruff: noqa: SLF001
from __future__ import annotations

import contextvars
import importlib
from typing import TYPE_CHECKING, Any, TypeAlias

import ministack.app as gateway_module
import ministack.core.iam_actions as actions_module
from ministack.core import responses as responses_module
from ministack.core import router as router_module

from emulator.hooks.acting import ACTING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping


SCOPED_STORES = (responses_module.AccountScopedDict, responses_module.AccountRegionScopedDict)
"""The classes in which the services hold what they have, by account and region, in `_data`."""

Answer: TypeAlias = tuple[int, dict[str, str], bytes]
Handler: TypeAlias = "Callable[[str, str, dict[str, str], bytes, dict[str, list[str]]], Awaitable[Answer]]"
Asgi: TypeAlias = "Callable[[dict[str, Any], Any, Any], Awaitable[None]]"


def service_module(name: str) -> Any:
    """Load one of ministack's service modules."""
    return importlib.import_module(f"ministack.services.{name}")


def gateway() -> Asgi:
    """Give ministack's ASGI application."""
    application: Asgi = gateway_module.app
    return application


def route(service: str, handler: Handler, iam_namespace: str) -> None:
    """Let `handler` answer for a service, and let the IAM evaluator know its actions' prefix."""
    gateway_module.SERVICE_HANDLERS[service] = handler
    actions_module.SERVICE_TO_IAM_NAMESPACE[service] = iam_namespace


def know_paths(service: str, model: str) -> None:
    """Let the IAM evaluator know the actions of a service by the paths of botocore's model."""
    actions_module._BOTOCORE_SERVICE_MAP[service] = [model]


def correct_actions(names: Mapping[str, str]) -> None:
    """Let the IAM evaluator ask for the actions that AWS asks for, where operations are named otherwise."""
    extract = actions_module.extract_iam_action

    def extract_corrected(*parts: Any) -> str | None:
        action: str | None = extract(*parts)
        return names.get(action or "", action)

    actions_module.extract_iam_action = extract_corrected


def answer_path(path: str, actions: Mapping[str, str], answer: Callable[[str, bytes], Answer]) -> None:
    """Answer for a path of S3 Control, which ministack's gateway answers for before its services.

    Args:
        path: The path.
        actions: The IAM action of each HTTP method.
        answer: Takes the method and the body.
    """
    handle = gateway_module._handle_s3_control_request

    async def handle_either(  # noqa: PLR0917 a request's parts, in ministack's order
        asked_path: str,
        method: str,
        body: bytes,
        query_params: dict[str, list[str]],
        request_id: str,
        headers: dict[str, str] | None = None,
    ) -> Any:
        if asked_path != path or method not in actions:
            return await handle(asked_path, method, body, query_params, request_id, headers)
        denied = gateway_module._enforce_data_plane(
            "s3", actions[method], headers or {}, query_params, request_id
        )
        return denied or service_module("s3").s3control_account_error(headers or {}) or answer(method, body)

    gateway_module._handle_s3_control_request = handle_either


def recognize(service: str, target_prefix: str) -> None:
    """Let requests whose `X-Amz-Target` begins so go to a service.

    ministack would find it by its signature, but loads every API model of botocore for that: three seconds.
    """
    router_module.SERVICE_PATTERNS[service] = {"target_prefixes": [target_prefix]}


def handler_of(service: str) -> Handler:
    """Give what answers for a service now."""
    handler: Handler = gateway_module.SERVICE_HANDLERS[service]
    return handler


def current_account() -> str:
    """Name the account that the current request acts in."""
    return str(responses_module.get_account_id())


def account_of(headers: dict[str, str]) -> str:
    """Name the account that a request with these headers will act in."""
    key = router_module.extract_access_key_id(headers, {}) or ""

    def scoped() -> str:
        responses_module.set_request_account_id(gateway_module._request_account_scope(key))
        return current_account()

    return contextvars.Context().run(scoped)


def current_region() -> str:
    """Name the region that the current request was sent to."""
    return str(responses_module.get_region())


def call(  # noqa: PLR0917 a request's parts, in ministack's order
    account: str,
    region: str,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query: dict[str, list[str]],
) -> Answer:
    """Ask a service in this process as an account's root user, from any thread but the event loop's own."""
    acting = ACTING.get()

    def ask() -> Answer:
        ACTING.set(acting)
        responses_module.set_request_account_id(account)
        responses_module.set_request_region(region)
        service = gateway_module.detect_service(method, path, headers, query)
        answer: Answer = gateway_module.call_service_handler_sync(
            handler_of(service), method, path, headers, body, query
        )
        return answer

    # An empty context: of the outer request nothing reaches the inner one but who acts.
    return contextvars.Context().run(ask)
