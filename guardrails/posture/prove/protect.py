"""What nobody may do in an account who isn't exempt, for the baseline to last.

The lists are this module's own, not those of the controls, so that a fault in a control shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.accounts import STACK_SET
from guardrails.baseline.sections.former import FormerEvidence
from guardrails.policy import Statement, condition
from guardrails.policy.document import Conditions
from guardrails.posture.prove.expect import Expectation, sparing, stages
from guardrails.posture.prove.ways_in import ways_in
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


@dataclass(frozen=True)
class _Protection:
    """What nobody may do, and the control that should see to it."""

    obligation: int
    name: str
    control: str
    path: tuple[str | int, ...]
    """The part of the baseline that it protects."""
    sentence: str
    service: str
    actions: str
    """The names, between spaces."""
    resources: tuple[str, ...] = ("*",)
    which: Conditions = ()

    def expected(self, baseline: Baseline) -> Iterator[Expectation]:
        """Say it for everybody whom the control doesn't spare, at any time."""
        actions = tuple(f"{self.service}:{name}" for name in self.actions.split())
        for spared, since in stages(baseline, self.control):
            yield Expectation(
                self.obligation,
                self.name,
                Statement(
                    "",
                    "Deny",
                    actions,
                    resources=self.resources,
                    conditions=self.which + sparing(spared) + since,
                ),
                baseline.locate(*self.path),
                baseline.name(*self.path),
                self.sentence,
                f"add `- control: {self.control}` to guardrails, over every account",
            )


def protections(baseline: Baseline, world: World) -> Iterator[Expectation]:
    """List what nobody may do in an account who isn't exempt."""
    for protection in (
        *_exempt_principals(baseline, world),
        *_ways_in(baseline),
        *_trail(baseline),
        *_former(baseline),
        *_audit_role(baseline),
    ):
        yield from protection.expected(baseline)


def _ways_in(baseline: Baseline) -> Iterator[_Protection]:
    for way in ways_in(baseline):
        yield _Protection(
            4,
            way.name,
            way.control,
            ("organization",),
            way.sentence,
            way.service,
            way.actions,
            which=way.which,
        )


def _exempt_principals(baseline: Baseline, world: World) -> Iterator[_Protection]:
    standing = {baseline.guardrails[index].control for index in world.guardrails}
    for name, exemption in baseline.exemptions.items():
        if exemption.controls is not None and not standing & set(exemption.controls):
            continue
        yield _Protection(
            3,
            "exempt-principal-unprotected",
            "protect_exempt_roles",
            ("exemptions", name),
            "whoever isn't exempt can make or change the principal that it names, and be it",
            "iam",
            _TAKE_OVER_USER if ":user/" in exemption.principal else _TAKE_OVER,
            (exemption.principal,),
        )


def _trail(baseline: Baseline) -> Iterator[_Protection]:
    trail = baseline.trail
    if trail is None:
        return
    buckets = tuple(
        arn for bucket in trail.buckets for arn in (f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*")
    )
    any_key = (f"arn:aws:kms:*:{baseline.archive_account.id}:key/*",)
    aliased = condition("ForAnyValue:StringEquals", "kms:ResourceAliases", [f"alias/{trail.key_alias}"])
    keys, which = (any_key, aliased) if trail.existing_key is None else ((trail.existing_key,), ())
    named = (f"arn:aws:cloudtrail:*:*:trail/{trail.name}",)
    for name, sentence, service, actions, resources, conditions in (
        ("trail-unprotected", "the recording can be stopped or changed", "cloudtrail", _TRAIL, named, ()),
        ("logs-unprotected", "the evidence can be deleted or changed", "s3", _LOGS, buckets, ()),
        ("key-unprotected", "the evidence's key can be disabled or deleted", "kms", _KEY, keys, which),
    ):
        yield _Protection(
            4, name, "protect_trail", ("trail",), sentence, service, actions, resources, conditions
        )


def _former(baseline: Baseline) -> Iterator[_Protection]:
    """Ask for what `former` names and nobody has deleted in AWS, entry by entry."""
    for index, entry in enumerate(baseline.former):
        for sentence, service, actions, resources, which in _left(entry):
            yield _Protection(
                4,
                "former-evidence-unprotected",
                "protect_trail",
                ("former", index),
                sentence,
                service,
                actions,
                resources,
                which,
            )


def _left(entry: FormerEvidence) -> Iterator[tuple[str, str, str, tuple[str, ...], Conditions]]:
    """Yield each thing that is left, as sentence, service, actions, ARNs and condition."""
    key = "the key of former evidence can be disabled or deleted"
    if entry.deleted is not None:
        return
    if entry.trail is not None:
        sentence = "the former trail can be stopped or changed"
        yield sentence, "cloudtrail", _TRAIL, (f"arn:aws:cloudtrail:*:*:trail/{entry.trail}",), ()
    for bucket in entry.buckets:
        arn = f"arn:aws:s3:::{bucket}"
        yield "the former evidence can be deleted or changed", "s3", _LOGS, (arn, f"{arn}/*"), ()
    if entry.key_arn is not None:
        yield key, "kms", _KEY, (entry.key_arn,), ()
    if entry.key_alias is not None:
        aliased = condition("ForAnyValue:StringEquals", "kms:ResourceAliases", [f"alias/{entry.key_alias}"])
        yield key, "kms", _KEY, (f"arn:aws:kms:*:{entry.account}:key/*",), aliased


def _audit_role(baseline: Baseline) -> Iterator[_Protection]:
    if baseline.accounts is None or not baseline.accounts.audit_role.enabled:
        return
    role = f"arn:aws:iam::*:role/{baseline.accounts.audit_role.name}"
    stacks = f"arn:aws:cloudformation:*:*:stack/StackSet-{STACK_SET}-*"
    change = "DeleteStack UpdateStack"
    for service, actions, arn, sentence in (
        ("iam", _TAKE_OVER, role, "the audit role can be changed or taken over"),
        ("cloudformation", change, stacks, "the stack that holds the audit role can be changed"),
    ):
        yield _Protection(
            4,
            "audit-role-unprotected",
            "protect_audit_role",
            ("accounts", "audit_role"),
            sentence,
            service,
            actions,
            (arn,),
        )
