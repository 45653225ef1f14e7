"""ministack's IAM evaluator: more to ask before a call, and conditions as AWS means them."""

# These modules exist to touch ministack's private names, so that no other one does.
# ruff: noqa: SLF001
from __future__ import annotations

import contextvars
import dataclasses
from typing import TYPE_CHECKING, Any

import ministack.core.iam_actions as actions_module
import ministack.core.iam_evaluator as evaluator_module
from ministack.services import iam as iam_module
from ministack.services import kms as kms_module

from emulator import arns
from emulator.hooks.gateway import Answer, current_account

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class AuthenticatedCall:
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


def denied_by(call: AuthenticatedCall, region: str, statements: Any) -> str | None:
    """Name the statement that denies a call; an unnamed one is an empty string."""
    result = evaluator_module.evaluate(dataclasses.replace(call.context, region=region), [statements])
    return str(result.matched_sid or "") if result.decision == "Deny" else None


def allowed_by(call: AuthenticatedCall, region: str, statements: Any) -> bool:
    """Return whether a document allows a call."""
    result = evaluator_module.evaluate(dataclasses.replace(call.context, region=region), [statements])
    return bool(result.decision == "Allow")


def limit_calls(refusal: Callable[[AuthenticatedCall], Refusal | None]) -> None:
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
) -> AuthenticatedCall | None:
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
    return AuthenticatedCall(principal.account, role_arn(principal.arn), action, resource, region, context)


def call_by(role: str, action: str, resource: str, region: str) -> AuthenticatedCall:
    """Give the call that a role would make, to ask whether it may."""
    account = role.split(":")[4]
    context = evaluator_module.EvalContext(
        principal_arn=role,
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=region,
        service_context={"aws:tagkeys": None},
        principal_keys={},
    )
    return AuthenticatedCall(account, role, action, resource, region, context)


def role_arn(arn: str) -> str:
    """Give the role's ARN, with its path, for the ARN of an assumed role's session.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
    """
    if ":assumed-role/" not in arn:
        return arn
    account, name = arn.split(":")[4], arn.split("/")[1]
    role = iam_module._roles.get_scoped(account, None, name)
    return str(role["Arn"]) if role else arns.role_arn(account, name)


def correct_conditions(organization_of: Callable[[str], str | None]) -> None:
    """Resolve condition keys, and compare ARNs, as AWS does."""
    resolve = evaluator_module._resolve_condition_key

    def resolve_condition_key(key: str, context: Any) -> Any:
        match key.lower():
            case "aws:principalarn":
                # A service that acts on its own behalf is no principal of any account.
                return None if context.principal_type == "Service" else role_arn(context.principal_arn)
            case "aws:principalorgid":
                return organization_of(context.principal_account)
            case "aws:securetransport":
                # The gateway speaks plain HTTP on loopback; on AWS the same call would have come over TLS.
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
    if not resource_arn.startswith(f"{arns.ARN_PREFIX}kms:"):
        return None
    key_id = resource_arn.rsplit("/", 1)[-1]
    names = [arn.split(":", 5)[5] for arn, target in kms_module._aliases.items() if target == key_id]
    return names or None
