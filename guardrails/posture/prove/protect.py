"""What nobody may do in an account who isn't exempt, for the baseline to last.

The lists are this module's own, not those of the controls, so that a fault in a control shows.
"""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.accounts import STACK_SET
from guardrails.policy import Statement, condition
from guardrails.policy.document import Conditions
from guardrails.posture.prove.expect import Expectation, unless
from guardrails.posture.prove.worlds import World

_TAKE_OVER = (
    "AttachRolePolicy CreateRole DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DetachRolePolicy"
    " PassRole PutRolePermissionsBoundary PutRolePolicy UpdateAssumeRolePolicy"
)
_TAKE_OVER_USER = (
    "AttachUserPolicy CreateAccessKey CreateLoginProfile CreateUser DeleteUserPermissionsBoundary"
    " DeleteUserPolicy DetachUserPolicy PutUserPermissionsBoundary PutUserPolicy UpdateAccessKey"
    " UpdateLoginProfile"
)
_TRAIL = "DeleteTrail StopLogging UpdateTrail PutEventSelectors"
_LOGS = (
    "DeleteBucket DeleteBucketPolicy DeleteObject DeleteObjectVersion PutBucketPolicy"
    " PutLifecycleConfiguration PutBucketVersioning PutEncryptionConfiguration PutObject"
)
_KEY = "DisableKey PutKeyPolicy ScheduleKeyDeletion"


def protections(baseline: Baseline, world: World) -> Iterator[Expectation]:
    """List what nobody may do in an account who isn't exempt."""
    yield from _exempt_principals(baseline, world)
    yield Expectation(
        4,
        "organization-may-be-left",
        _denied(baseline, "organizations", "LeaveOrganization", ("*",), "deny_leaving_organization"),
        baseline.locate("organization"),
        "organization",
        "the account can leave the organization and all its guardrails",
        _let_stand("deny_leaving_organization"),
    )
    yield from _trail(baseline)
    yield from _audit_role(baseline, world)


def _exempt_principals(baseline: Baseline, world: World) -> Iterator[Expectation]:
    standing = {baseline.guardrails[index].control for index in world.guardrails}
    for name, exemption in baseline.exemptions.items():
        if exemption.controls is not None and not standing & set(exemption.controls):
            continue
        actions = _TAKE_OVER_USER if ":user/" in exemption.principal else _TAKE_OVER
        arn = _in_account(exemption.principal, world.account.id)
        yield Expectation(
            3,
            "exempt-principal-unprotected",
            _denied(baseline, "iam", actions, (arn,), "protect_exempt_roles"),
            baseline.locate("exemptions", name),
            f"exemptions.{name}",
            "whoever isn't exempt can make or change the principal that it names, and be it",
            _let_stand("protect_exempt_roles"),
        )


def _in_account(pattern: str, account: str) -> str:
    head = pattern.split(":", 5)
    head[4] = account if head[4] in ("*", "") else head[4]
    return ":".join(head)


def _trail(baseline: Baseline) -> Iterator[Expectation]:
    trail = baseline.trail
    if trail is None:
        return
    buckets = tuple(
        arn for bucket in trail.buckets for arn in (f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*")
    )
    named = (f"arn:aws:cloudtrail:*:*:trail/{trail.name}",)
    any_key = (f"arn:aws:kms:*:{baseline.archive_account.id}:key/*",)
    aliased = condition("ForAnyValue:StringEquals", "kms:ResourceAliases", [f"alias/{trail.key_alias}"])
    keys, which = (any_key, aliased) if trail.existing_key is None else ((trail.existing_key,), ())
    for name, problem, statement in (
        (
            "trail-unprotected",
            "the recording can be stopped or changed",
            _denied(baseline, "cloudtrail", _TRAIL, named, "protect_trail"),
        ),
        (
            "logs-unprotected",
            "the evidence can be deleted or changed",
            _denied(baseline, "s3", _LOGS, buckets, "protect_trail"),
        ),
        (
            "key-unprotected",
            "the key of the evidence can be disabled or deleted",
            _denied(baseline, "kms", _KEY, keys, "protect_trail", which=which),
        ),
    ):
        yield Expectation(
            4, name, statement, baseline.locate("trail"), "trail", problem, _let_stand("protect_trail")
        )


def _audit_role(baseline: Baseline, world: World) -> Iterator[Expectation]:
    if baseline.accounts is None or not baseline.accounts.audit_role.enabled:
        return
    account = world.account.id
    role = f"arn:aws:iam::{account}:role/{baseline.accounts.audit_role.name}"
    stacks = f"arn:aws:cloudformation:*:{account}:stack/StackSet-{STACK_SET}-*"
    for service, actions, arn, problem in (
        ("iam", _TAKE_OVER, role, "the audit role can be changed or taken over"),
        (
            "cloudformation",
            "DeleteStack UpdateStack",
            stacks,
            "the stack that holds the audit role can be changed",
        ),
    ):
        yield Expectation(
            4,
            "audit-role-unprotected",
            _denied(baseline, service, actions, (arn,), "protect_audit_role"),
            baseline.locate("accounts", "audit_role"),
            "accounts.audit_role",
            problem,
            _let_stand("protect_audit_role"),
        )


def _denied(
    baseline: Baseline,
    service: str,
    names: str,
    resources: tuple[str, ...],
    control_id: str,
    *,
    which: Conditions = (),
) -> Statement:
    """Write the denial of a service's actions to all but those whom a control spares."""
    actions = tuple(f"{service}:{name}" for name in names.split())
    return Statement(
        "", "Deny", actions, resources=resources, conditions=which + unless(baseline, control_id)
    )


def _let_stand(control_id: str) -> str:
    return f"add `- control: {control_id}` to guardrails, over every account"
