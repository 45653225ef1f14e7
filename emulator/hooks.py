"""Every private name of ministack that the emulator stands on.

Nothing else in this package imports ministack. The version is pinned exactly, and `CONTRACT` lists what must
be there: `tests/emulator/test_contract.py` holds it.
"""

# This module exists to touch ministack's private names, so that no other one does.
# ruff: noqa: SLF001
from __future__ import annotations

import contextvars
import dataclasses
import importlib
from typing import TYPE_CHECKING, Any, TypeAlias

import ministack.app as gateway_module
import ministack.core.iam_actions as actions_module
import ministack.core.iam_evaluator as evaluator_module
from ministack.core import responses as responses_module
from ministack.core import router as router_module
from ministack.services import cloudwatch_logs as logs_module
from ministack.services import iam as iam_module
from ministack.services import kms as kms_module
from ministack.services import s3 as s3_module
from ministack.services import sns as sns_module
from ministack.services.cloudformation import drift as drift_module
from ministack.services.cloudformation import provisioners as provisioners_module
from ministack.services.cloudformation import stacks as stacks_module

from emulator.errors import NotEmulatedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

MINISTACK_VERSION = "1.5.33"
SCOPED_STORES = (responses_module.AccountScopedDict, responses_module.AccountRegionScopedDict)
"""The classes in which the services hold what they have, by account and region, in `_data`."""

Answer: TypeAlias = tuple[int, dict[str, str], bytes]
Handler: TypeAlias = "Callable[[str, str, dict[str, str], bytes, dict[str, list[str]]], Awaitable[Answer]]"
Asgi: TypeAlias = "Callable[[dict[str, Any], Any, Any], Awaitable[None]]"


@dataclasses.dataclass(frozen=True)
class Hook:
    """A private name, what it belongs to and, for a function, its parameters."""

    owner: Any
    name: str
    parameters: tuple[str, ...] | None = None


CONTRACT: tuple[Hook, ...] = (
    Hook(gateway_module, "SERVICE_HANDLERS"),
    Hook(gateway_module, "app", ("scope", "receive", "send")),
    Hook(gateway_module, "detect_service", ("method", "path", "headers", "query_params")),
    Hook(
        gateway_module,
        "call_service_handler_sync",
        ("handler", "method", "path", "headers", "body", "query_params", "timeout"),
    ),
    Hook(actions_module, "SERVICE_TO_IAM_NAMESPACE"),
    Hook(
        actions_module,
        "access_denied_response",
        (
            "service",
            "action",
            "principal_arn",
            "request_id",
            "error_code",
            "message",
            "headers",
            "resource_arn",
            "explicit_deny",
            "resource_policy_arn",
        ),
    ),
    Hook(router_module, "SERVICE_PATTERNS"),
    Hook(responses_module, "set_request_account_id", ("access_key_id",)),
    Hook(responses_module, "set_request_region", ("region",)),
    Hook(responses_module, "get_account_id", ()),
    Hook(responses_module, "get_region", ()),
    Hook(responses_module, "AccountScopedDict"),
    Hook(responses_module, "AccountRegionScopedDict"),
    Hook(provisioners_module, "_RESOURCE_HANDLERS"),
    Hook(provisioners_module, "_REPLACING_PROPERTIES"),
    Hook(provisioners_module, "_CONDITIONALLY_REPLACING_PROPERTIES"),
    Hook(provisioners_module, "_CUSTOM_NAME_REPLACEMENT"),
    Hook(provisioners_module, "_STACK_TAG_PROPERTY"),
    Hook(provisioners_module, "_PROPERTY_ENUMS"),
    Hook(
        provisioners_module, "_physical_name", ("stack_name", "logical_id", "lowercase", "max_len", "seeded")
    ),
    Hook(provisioners_module, "_seeded_create", ("create_fn", "logical_id", "props", "stack_name")),
    Hook(
        provisioners_module,
        "_provision_resource",
        ("resource_type", "logical_id", "props", "stack_name"),
    ),
    Hook(stacks_module, "_provision_resource", ("resource_type", "logical_id", "props", "stack_name")),
    Hook(stacks_module, "_runs_on_worker_thread", ("resource_type",)),
    Hook(drift_module, "_DRIFT_READERS"),
    Hook(drift_module, "_coerce_like", ("expected", "actual")),
    Hook(drift_module, "_differences", ("expected", "actual", "path")),
    Hook(evaluator_module, "EvalContext"),
    Hook(evaluator_module, "EvalResult"),
    Hook(evaluator_module, "AuthError"),
    Hook(evaluator_module, "_CONDITION_OPS"),
    Hook(evaluator_module, "_ALWAYS_ALLOWED_ACTIONS"),
    Hook(evaluator_module, "_resolve_condition_key", ("key", "ctx")),
    Hook(evaluator_module, "resolve_principal", ("access_key_id", "account_id", "credential")),
    Hook(evaluator_module, "evaluate", ("ctx", "policies", "limits")),
    Hook(evaluator_module, "parse_policy_document", ("doc",)),
    Hook(
        evaluator_module,
        "enforce",
        ("access_key_id", "iam_action", "service", "region", "resource_arn", "service_context"),
    ),
    Hook(evaluator_module, "fnmatch_iam_cs", ("value", "pattern")),
    Hook(logs_module, "_log_groups"),
    Hook(iam_module, "_roles"),
    Hook(kms_module, "_aliases"),
    Hook(sns_module, "_http_post_sync", ("endpoint", "payload", "sns_message_type")),
    Hook(s3_module, "_bucket_owner_account", ("name",)),
    Hook(s3_module, "_resolve_sse_write_headers", ("headers", "bucket_name")),
)


# --- the gateway


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

    def ask() -> Answer:
        responses_module.set_request_account_id(account)
        responses_module.set_request_region(region)
        service = gateway_module.detect_service(method, path, headers, query)
        answer: Answer = gateway_module.call_service_handler_sync(
            handler_of(service), method, path, headers, body, query
        )
        return answer

    # An empty context: nothing of the outer request (its caller, its account) reaches the inner one.
    return contextvars.Context().run(ask)


# --- CloudFormation


@dataclasses.dataclass(frozen=True)
class Provisioner:
    """What the CloudFormation engine needs to know of a resource type.

    Attributes:
        create: `(logical_id, properties, stack_name)` to the physical id and the attributes.
        update: `(physical_id, old, new, stack_name, logical_id)` to the same.
        delete: `(physical_id, properties)`.
        read: `(physical_id, properties)` to the properties as the service holds them, or None.
        readable: The properties that `read` answers; drift detection compares these.
        create_only: The properties whose change replaces the resource.
        custom_name: The property that names the resource, if a person may choose the name.
        tagged: Whether tags of the stack reach its `Tags` property.
    """

    create: Callable[[str, dict[str, Any], str], tuple[str, dict[str, Any]]]
    update: Callable[[str, dict[str, Any], dict[str, Any], str, str], tuple[str, dict[str, Any]]]
    delete: Callable[[str, dict[str, Any]], None]
    read: Callable[[str, dict[str, Any]], dict[str, Any] | None]
    readable: frozenset[str]
    create_only: tuple[str, ...]
    custom_name: str | None
    tagged: bool


def install_resource_types(types: dict[str, Provisioner]) -> None:
    """Make these the only resource types that a template may use.

    All of them run on worker threads: what they call is answered by the event loop.
    """
    for table in (
        provisioners_module._RESOURCE_HANDLERS,
        provisioners_module._REPLACING_PROPERTIES,
        provisioners_module._CONDITIONALLY_REPLACING_PROPERTIES,
        provisioners_module._CUSTOM_NAME_REPLACEMENT,
        provisioners_module._STACK_TAG_PROPERTY,
        provisioners_module._PROPERTY_ENUMS,
        drift_module._DRIFT_READERS,
    ):
        table.clear()
    for name, provisioner in types.items():
        _install_resource_type(name, provisioner)
    stacks_module._runs_on_worker_thread = bool
    _refuse_other_types(frozenset(types))


def _refuse_other_types(known: frozenset[str]) -> None:
    """Refuse what ministack would take for a placeholder or a custom resource."""
    provision = provisioners_module._provision_resource

    def provision_known(
        resource_type: str, logical_id: str, props: dict[str, Any], stack_name: str
    ) -> tuple[str, dict[str, Any]]:
        if resource_type not in known:
            raise NotEmulatedError(f"resource type {resource_type} is not emulated")
        made: tuple[str, dict[str, Any]] = provision(resource_type, logical_id, props, stack_name)
        return made

    provisioners_module._provision_resource = provision_known
    stacks_module._provision_resource = provision_known


def _install_resource_type(name: str, provisioner: Provisioner) -> None:
    provisioners_module._RESOURCE_HANDLERS[name] = {
        "create": provisioner.create,
        "update": provisioner.update,
        "update_with_logical_id": True,
        "delete": provisioner.delete,
    }
    provisioners_module._REPLACING_PROPERTIES[name] = provisioner.create_only
    drift_module._DRIFT_READERS[name] = (provisioner.read, provisioner.readable)
    if provisioner.tagged:
        provisioners_module._STACK_TAG_PROPERTY[name] = ("Tags", "list")
    if provisioner.custom_name:
        provisioners_module._CUSTOM_NAME_REPLACEMENT[name] = {"name": provisioner.custom_name}


def generated_name(stack_name: str, logical_id: str, *, longest: int, lowercase: bool) -> str:
    """Make a physical name as CloudFormation does: stack, logical id and a suffix that stays."""
    return str(
        provisioners_module._physical_name(stack_name, logical_id, lowercase=lowercase, max_len=longest)
    )


def create_under_a_new_name(
    create: Callable[[str, dict[str, Any], str], tuple[str, dict[str, Any]]],
    logical_id: str,
    properties: dict[str, Any],
    stack_name: str,
) -> tuple[str, dict[str, Any]]:
    """Make a replacement; a generated name gets a new suffix."""
    created: tuple[str, dict[str, Any]] = provisioners_module._seeded_create(
        create, logical_id, properties, stack_name
    )
    return created


def differences(expected: Any, actual: Any) -> list[dict[str, str]]:
    """Compare a template's value with what a service holds, as drift detection does."""
    found: list[dict[str, str]] = drift_module._differences(
        expected, drift_module._coerce_like(expected, actual), ""
    )
    return found


# --- S3

_KMS_KEY_HEADER = "x-amz-server-side-encryption-aws-kms-key-id"


def default_s3_key(key: Callable[[], str]) -> None:
    """Give an upload that asks for `aws:kms` and names no key this one."""
    resolve = s3_module._resolve_sse_write_headers

    def resolve_with_default(headers: dict[str, str], bucket_name: str) -> Any:
        asks = headers.get("x-amz-server-side-encryption") == "aws:kms"
        if asks and not headers.get(_KMS_KEY_HEADER):
            headers = {**headers, _KMS_KEY_HEADER: key()}
        return resolve(headers, bucket_name)

    s3_module._resolve_sse_write_headers = resolve_with_default


# --- IAM


@dataclasses.dataclass(frozen=True)
class Call:
    """A call that passed authentication and the account's own policies.

    Attributes:
        account: The account that the caller belongs to.
        role_arn: The caller's ARN; of an assumed role the role's, with its path.
        context: What ministack evaluates conditions on.
    """

    account: str
    role_arn: str
    action: str
    resource: str
    region: str
    context: Any


@dataclasses.dataclass(frozen=True)
class Refusal:
    """Why a call is refused: an explicit Deny of a policy, or a level without an Allow."""

    explicit: bool
    sid: str = ""
    policy: str = ""


def parse_policy(content: str) -> Any:
    """Parse a policy document into ministack's statements."""
    return evaluator_module.parse_policy_document(content)


def denied_by(call: Call, region: str, statements: Any) -> str | None:
    """Name the statement that denies a call; an unnamed one is an empty string."""
    result = evaluator_module.evaluate(dataclasses.replace(call.context, region=region), [statements])
    return str(result.matched_sid or "") if result.decision == "Deny" else None


def allowed_by(call: Call, region: str, statements: Any) -> bool:
    """Say whether a document allows a call."""
    result = evaluator_module.evaluate(dataclasses.replace(call.context, region=region), [statements])
    return bool(result.decision == "Allow")


def limit_calls(refusal: Callable[[Call], Refusal | None]) -> None:
    """Ask `refusal` about every call that ministack itself lets through."""
    allow = evaluator_module.enforce

    def enforce(  # noqa: PLR0917 ministack's own signature
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> Any:
        refused = allow(access_key_id, iam_action, service, region, resource_arn, service_context)
        if refused is not None or iam_action in evaluator_module._ALWAYS_ALLOWED_ACTIONS:
            return refused
        if not access_key_id:
            return None
        call = _call(access_key_id, iam_action, region, resource_arn, service_context or {})
        why = refusal(call) if call else None
        if call is None or why is None:
            return None
        _refused_by_scp.set(True)
        return evaluator_module.EvalResult(
            "Deny" if why.explicit else "ImplicitDeny",
            principal_arn=call.context.principal_arn,
            matched_sid=why.sid,
            reason=f"service control policy {why.policy}",
        )

    evaluator_module.enforce = enforce
    _explain_refusals()


_refused_by_scp: contextvars.ContextVar[bool] = contextvars.ContextVar("refused_by_scp", default=False)
_IDENTITY, _SERVICE_CONTROL = b"identity-based policy", b"service control policy"


def _explain_refusals() -> None:
    """Let the message of a refusal name a service control policy, where one refused."""
    respond = actions_module.access_denied_response

    def access_denied_response(
        service: str, action: str, principal_arn: str, request_id: str, **more: Any
    ) -> Answer:
        if not _refused_by_scp.get():
            answer: Answer = respond(service, action, principal_arn, request_id, **more)
            return answer
        reason = (
            "with an explicit deny in a service control policy"
            if more.get("explicit_deny")
            else f"because no service control policy allows the {action} action"
        )
        more["message"] = f"User: {principal_arn} is not authorized to perform: {action} {reason}"
        status, headers, body = respond(service, action, principal_arn, request_id, **more)
        # Systems Manager and Logs write a message of their own.
        plain = body.replace(b"in an " + _IDENTITY, b"in a " + _SERVICE_CONTROL)
        return status, headers, plain.replace(b"no " + _IDENTITY, b"no " + _SERVICE_CONTROL)

    actions_module.access_denied_response = access_denied_response


def _call(
    access_key_id: str, action: str, region: str, resource: str, service_context: dict[str, Any]
) -> Call | None:
    principal = evaluator_module.resolve_principal(access_key_id, current_account())
    if isinstance(principal, evaluator_module.AuthError):
        return None
    keys = {name.lower(): value for name, value in service_context.items()}
    keys.setdefault("aws:tagkeys", None)
    context = evaluator_module.EvalContext(
        principal_arn=principal.arn,
        principal_type=principal.type,
        principal_account=principal.account,
        action=action,
        resource_arn=resource,
        region=region,
        service_context=keys,
        principal_keys=principal.keys,
    )
    return Call(principal.account, role_arn(principal.arn), action, resource, region, context)


def role_arn(arn: str) -> str:
    """Give the role's ARN, with its path, for the ARN of an assumed role's session.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
    """
    if ":assumed-role/" not in arn:
        return arn
    account, name = arn.split(":")[4], arn.split("/")[1]
    role = iam_module._roles.get_scoped(account, None, name)
    return str(role["Arn"]) if role else f"arn:aws:iam::{account}:role/{name}"


def correct_conditions(organization_of: Callable[[str], str | None]) -> None:
    """Resolve condition keys, and compare ARNs, as AWS does."""
    resolve = evaluator_module._resolve_condition_key

    def resolve_condition_key(key: str, context: Any) -> Any:
        match key.lower():
            case "aws:principalarn":
                return role_arn(context.principal_arn)
            case "aws:principalorgid":
                return organization_of(context.principal_account)
            case "aws:securetransport":
                # The gateway speaks plain HTTP on loopback; on AWS the same call would have come over TLS.
                return "true"
            case "aws:securetransport":
                # AWS's clients use TLS; that this machine's loopback needs none must not show.
                return "true"
            case "kms:resourcealiases":
                return _aliases(context.resource_arn)
            case _:
                return resolve(key, context)

    evaluator_module._resolve_condition_key = resolve_condition_key
    for name in ("arnequals", "arnlike"):
        evaluator_module._CONDITION_OPS[name] = _arn_like
    for name in ("arnnotequals", "arnnotlike"):
        evaluator_module._CONDITION_OPS[name] = lambda actual, expected: not _arn_like(actual, expected)


def _arn_like(actual: str, expected: str) -> bool:
    """Match six segments one by one.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    """
    actual_parts, expected_parts = actual.split(":", 5), expected.split(":", 5)
    return len(actual_parts) == len(expected_parts) and all(
        evaluator_module.fnmatch_iam_cs(part, pattern)
        for part, pattern in zip(actual_parts, expected_parts, strict=True)
    )


def _aliases(resource_arn: str) -> list[str] | None:
    if not resource_arn.startswith("arn:aws:kms:"):
        return None
    key_id = resource_arn.rsplit("/", 1)[-1]
    names = [arn.split(":", 5)[5] for arn, target in kms_module._aliases.items() if target == key_id]
    return names or None


def bucket_owner(bucket: str) -> str | None:
    """Name the account that owns a bucket; None: there is no such bucket."""
    owner: str | None = s3_module._bucket_owner_account(bucket)
    return owner


def deliver_nothing() -> None:
    """Let no notification leave the machine: an HTTP endpoint is told nothing."""
    sns_module._http_post_sync = lambda _endpoint, _payload, _kind: 200


# --- CloudWatch Logs


def log_group(name: str) -> dict[str, Any] | None:
    """Give a log group's record, which may be changed."""
    record: dict[str, Any] | None = logs_module._log_groups.get(name)
    return record
