"""Who acts, and whether its policies, a boundary and the resource's own policy let it."""

# These modules exist to touch ministack's private names, so that no other one does.
# ruff: noqa: SLF001
from __future__ import annotations

import contextvars
import copy
import json
from typing import TYPE_CHECKING, Any

import ministack.app as gateway_module
import ministack.core.iam_evaluator as evaluator_module
from ministack.core import responses as responses_module
from ministack.core import router as router_module
from ministack.services import athena as athena_module
from ministack.services import iam as iam_module
from ministack.services import kms as kms_module
from ministack.services import tagging as tagging_module

from emulator.arns import build_arn
from emulator.hooks.acting import ActingPrincipal, Signer
from emulator.hooks.gateway import current_account
from emulator.hooks.iam import AuthenticatedCall, Refusal, role_arn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_EVERYTHING = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


def caller_of(headers: dict[str, str], query: dict[str, list[str]]) -> ActingPrincipal | None:
    """Name who signed a request; None when nobody known did."""
    key = router_module.extract_access_key_id(headers, query)
    caller = evaluator_module.resolve_principal(key or "", current_account())
    if isinstance(caller, evaluator_module.AuthError):
        return None
    boundary = _boundary(caller.arn, caller.type, caller.account)
    session = tuple(limit for limit in caller.limits if limit not in boundary)
    return ActingPrincipal(caller.arn, caller.account, caller.type, caller.keys, session)


def signer_of(headers: dict[str, str]) -> Signer | None:
    """Name who signs a request that nobody answers yet; None when nobody known does."""
    key = router_module.extract_access_key_id(headers, {}) or ""

    def resolved() -> Signer | None:
        responses_module.set_request_account_id(gateway_module._request_account_scope(key))
        credential = evaluator_module.resolve_credential(key, current_account())
        if isinstance(credential, evaluator_module.CredentialResolutionError):
            return None
        return _caller(credential.principal_arn, credential.account_id, credential.principal_type, key)

    return contextvars.Context().run(resolved)


def caller_acting(principal: ActingPrincipal) -> Signer:
    """Name a principal that acts in a stack operation."""
    return _caller(principal.arn, principal.account, principal.kind, "")


def _caller(arn: str, account: str, kind: str, key: str) -> Signer:
    name = arn.rsplit("/", 1)[-1]
    if kind == "Root":
        return Signer(arn, account, kind, account, "root", key)
    if kind == "AssumedRole":
        role = iam_module._roles.get_scoped(account, None, arn.split("/")[1]) or {}
        identifier = f"{role.get('RoleId', '')}:{name}"
        return Signer(arn, account, kind, identifier, name, key, str(role.get("Arn", "")))
    user = iam_module._users.get_scoped(account, None, name) or {}
    return Signer(arn, account, kind, str(user.get("UserId", f"{account}:{name}")), name, key)


def session_of(role: str, session: str, *, trusted: bool = False) -> ActingPrincipal:
    """Name the session in which a service acts with a role."""
    account, name = role.split(":")[4], role.rsplit("/", 1)[-1]
    arn = build_arn("sts", "", account, f"assumed-role/{name}/{session}")
    role_record = iam_module._roles.get_scoped(account, None, name) or {}
    keys = {f"aws:principaltag/{tag['Key'].lower()}": tag["Value"] for tag in role_record.get("Tags") or []}
    return ActingPrincipal(arn, account, "AssumedRole", keys, trusted=trusted)


def may_be_assumed_by(role: str, service: str) -> bool:
    """Return whether a role exists under exactly this ARN and its trust policy names a service."""
    parts = role.split(":")
    role_record = (
        iam_module._roles.get_scoped(parts[4], None, role.rsplit("/", 1)[-1]) if len(parts) > 5 else None  # noqa: PLR2004
    )
    if role_record is None or role_record["Arn"] != role:
        return False
    document = role_record["AssumeRolePolicyDocument"]
    statements = (json.loads(document) if isinstance(document, str) else document)["Statement"]
    return any(
        statement["Effect"] == "Allow"
        and evaluator_module._service_principal_matches(statement.get("Principal"), service)
        for statement in (statements if isinstance(statements, list) else [statements])
    )


def refusal_of(
    principal: ActingPrincipal,
    call: AuthenticatedCall,
    service: str,
    limit: Callable[[AuthenticatedCall], Refusal | None],
) -> Refusal | None:
    """Say why a principal's call is refused; None: it is allowed.

    Args:
        principal: Who calls.
        call: What it calls, as `call_of` gives it.
        service: ministack's name of the service, whose resources may have policies of their own.
        limit: The further limits, those of the organization.
    """
    policies, limits = _policies(principal), [*_boundary_of(principal), *principal.session]
    if policies is not None:
        result = evaluator_module.evaluate(call.context, policies, *limits)
        resource_policy = evaluator_module._resource_policy(service, call.resource)
        if resource_policy is not None:
            required = service in evaluator_module._POLICY_REQUIRED
            result = evaluator_module.combine_resource_policy(
                result, call.context, *resource_policy, required=required, limits=limits
            )
        if result.decision != "Allow":
            return Refusal(explicit=result.decision == "Deny", sid=str(result.matched_sid or ""))
    return limit(call)


def call_of(
    principal: ActingPrincipal, action: str, resource: str, region: str, keys: Mapping[str, Any]
) -> AuthenticatedCall:
    """Give the call that a principal makes."""
    context = evaluator_module.EvalContext(
        principal_arn=principal.arn,
        principal_type=principal.kind,
        principal_account=principal.account,
        action=action,
        resource_arn=resource,
        region=region,
        service_context={"aws:tagkeys": None, **_resource_tags(resource), **keys},
        principal_keys=dict(principal.keys),
    )
    return AuthenticatedCall(principal.account, role_arn(principal.arn), action, resource, region, context)


def service_may(policy: str, service: str, action: str, resource: str, keys: Mapping[str, Any]) -> bool:
    """Return whether a resource's policy lets an AWS service do something on its own behalf."""
    context = evaluator_module.EvalContext(
        principal_arn=service,
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=resource,
        region="",
        service_context={"aws:tagkeys": None, "aws:principalisawsservice": "true", **keys},
        principal_keys={},
    )
    result = evaluator_module.evaluate_resource_policy(policy, context, service)
    return bool(result.decision == "Allow")


def exists(arn: str) -> bool:
    """Return whether a role or a user exists under exactly this ARN."""
    account, kind, name = (
        arn.split(":")[4],
        arn.split(":")[5].split("/", maxsplit=1)[0],
        arn.rsplit("/", 1)[-1],
    )
    store = iam_module._roles if kind == "role" else iam_module._users
    record = store.get_scoped(account, None, name)
    return record is not None and record["Arn"] == arn


def supply_managed_policies(document: Callable[[str], dict[str, Any] | None]) -> None:
    """Let attached policies of AWS's, of which ministack knows a few, say what AWS's say."""
    resolve = evaluator_module._resolve_managed_policy_document

    def resolve_either(arn: str, account: str) -> Any:
        return document(arn) or resolve(arn, account)

    evaluator_module._resolve_managed_policy_document = resolve_either


def copy_role(name: str, account: str, others: Iterable[str]) -> None:
    """Give other accounts a role as one account has it."""
    original = iam_module._roles.get_scoped(account, None, name)
    for other in others:
        copied = copy.deepcopy(original)
        copied["Arn"] = original["Arn"].replace(account, other)
        copied["RoleId"] = iam_module._gen_id("AROA")
        iam_module._roles.set_scoped(other, None, name, copied)


def role_path(name: str) -> str:
    """Give a role's name with its path, without the first slash, in the current account."""
    role_record = iam_module._roles.get(name)
    return str(role_record["Arn"]).split(":role/", 1)[1] if role_record else name


def role_boundary(name: str) -> str | None:
    """Give the ARN of a role's permissions boundary, in the current account."""
    boundary: str | None = (iam_module._roles.get(name) or {}).get("PermissionsBoundary")
    return boundary


def alias_target(arn: str) -> str | None:
    """Give the id of the key that an alias points at."""
    target: str | None = kms_module._aliases.get(arn)
    return target


def workgroup_of_query(identifier: str) -> str | None:
    """Give the workgroup that a named query of Athena belongs to."""
    query: dict[str, Any] = athena_module._named_queries.get(identifier) or {}
    return query.get("WorkGroup")


def _resource_tags(resource: str) -> dict[str, Any]:
    tags = tagging_module.resource_tags(resource) or {}
    return {f"aws:resourcetag/{name}".lower(): value for name, value in tags.items()}


def _policies(principal: ActingPrincipal) -> list[Any] | None:
    """Gather the identity policies as they are now; None: a root user, who needs none."""
    name = principal.arn.split("/")[1] if "/" in principal.arn else ""
    if principal.kind == "Root":
        return None
    if principal.trusted or principal.kind == "FederatedUser":
        return [evaluator_module.parse_policy_document(_EVERYTHING)]
    if principal.kind == "User":
        user = principal.arn.rsplit("/", 1)[-1]
        return list(evaluator_module._gather_user_policies(user, principal.account))
    return list(evaluator_module._gather_role_policies(name, principal.account))


def _boundary_of(principal: ActingPrincipal) -> list[Any]:
    return [] if principal.trusted else _boundary(principal.arn, principal.kind, principal.account)


def _boundary(arn: str, kind: str, account: str) -> list[Any]:
    if kind == "User":
        store, name = iam_module._users, arn.rsplit("/", 1)[-1]
    elif kind == "AssumedRole":
        store, name = iam_module._roles, arn.split("/")[1]
    else:
        return []
    return list(evaluator_module._permissions_boundary(store, name, account))
