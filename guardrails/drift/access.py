"""Identity Center: permission sets, groups, and who may use which set in which account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from json import dumps, loads
from typing import Any

from guardrails.capture.sections.access import CapturedInstance, CapturedPermissionSet
from guardrails.drift.context import (
    DriftContext,
    Outcome,
    Watched,
    active_accounts,
    direction_of_lists,
    refusal_of,
)
from guardrails.drift.declared import UNRESOLVED, Declared, is_resolved, primary_part
from guardrails.drift.documents import document_difference, same_document
from guardrails.drift.model import DeclaredPlace, Drift, DriftDirection, Lookup, UnknownState
from guardrails.policy.equality import same_meaning
from guardrails.policy.language.read import read_document

SET, GROUP, ASSIGNMENT = "AWS::SSO::PermissionSet", "AWS::IdentityStore::Group", "AWS::SSO::Assignment"
ATTRIBUTES = "AWS::SSO::InstanceAccessControlAttributeConfiguration"
TYPES = (SET, GROUP, ASSIGNMENT, ATTRIBUTES)
SET_EVENTS = (
    "UpdatePermissionSet",
    "DeletePermissionSet",
    "PutInlinePolicyToPermissionSet",
    "DeleteInlinePolicyFromPermissionSet",
    "AttachManagedPolicyToPermissionSet",
    "DetachManagedPolicyFromPermissionSet",
    "AttachCustomerManagedPolicyReferenceToPermissionSet",
    "DetachCustomerManagedPolicyReferenceFromPermissionSet",
    "PutPermissionsBoundaryToPermissionSet",
    "DeletePermissionsBoundaryFromPermissionSet",
)
_ASSIGNMENT_EVENTS = ("CreateAccountAssignment", "DeleteAccountAssignment")
GROUP_EVENTS = ("CreateGroup", "UpdateGroup", "DeleteGroup")
_ATTRIBUTE_EVENTS = (
    "UpdateInstanceAccessControlAttributeConfiguration",
    "DeleteInstanceAccessControlAttributeConfiguration",
)


def compare(context: DriftContext) -> Iterator[Outcome]:
    """Compare the instance of Identity Center that the stacks name."""
    kinds = (SET, ASSIGNMENT)
    arns = sorted(
        {str(resource.get("InstanceArn")) for kind in kinds for resource in context.declarations.of(kind)}
    )
    for arn in arns:
        instances = context.capture.access.instances if context.capture.access else None
        instance = next((instance for instance in instances or () if instance.arn == arn), None)
        if instance is None:
            reason = refusal_of(context.capture, "access", "sso:ListInstances")
            yield UnknownState(f"Identity Center {arn}", "all of it", reason)
        else:
            yield from _InstanceComparison(context, instance).outcomes()


class _InstanceComparison:
    """The comparison of one instance."""

    def __init__(self, context: DriftContext, instance: CapturedInstance) -> None:
        self.context, self.instance = context, instance
        self.sets = {permission_set.arn: permission_set for permission_set in instance.permission_sets or ()}
        self.groups = {group.id: group.name for group in instance.groups or ()}
        self.region = instance.region or context.capture.home_region

    def outcomes(self) -> Iterator[Outcome]:
        """Give all drifts of the instance."""
        for resource in self._declared(SET):
            yield from self._permission_set(resource)
        for resource in self.context.declarations.of(GROUP):
            yield from self._group(resource)
        yield from self._assignments()
        for resource in self._declared(ATTRIBUTES):
            yield from self._attributes(resource)

    def _declared(self, resource_type: str) -> Iterator[Declared]:
        for resource in self.context.declarations.of(resource_type):
            if resource.get("InstanceArn") == self.instance.arn:
                yield resource

    def _watched(self, resource: Declared, subject: str, arn: str, lookup: Lookup) -> Watched:
        return self.context.watched(resource, subject, arn, section="access", reader="access", lookup=lookup)

    def _permission_set(self, resource: Declared) -> Iterator[Outcome]:
        name = str(resource.get("Name"))
        subject, arn = f"permission set {name}", primary_part(SET, resource.physical_id)
        if self.instance.permission_sets is None:
            reason = refusal_of(self.context.capture, "access", "sso:ListPermissionSets")
            yield UnknownState(subject, "all of it", reason)
            return
        actual = self.sets.get(arn) or next(
            (permission_set for permission_set in self.sets.values() if permission_set.name == name), None
        )
        lookup = Lookup(self.region, actual.arn if actual else arn or name, SET_EVENTS)
        watched = self._watched(resource, subject, actual.arn if actual else arn, lookup)
        if actual is None:
            yield watched.missing(DriftDirection.NARROWER)
        else:
            yield from _set_properties(watched, resource, actual)

    def _group(self, resource: Declared) -> Iterator[Outcome]:
        name, group_id = str(resource.get("DisplayName")), primary_part(GROUP, resource.physical_id)
        lookup, lists = Lookup(self.region, group_id, GROUP_EVENTS), "identitystore:ListGroups"
        watched = self._watched(resource, f"group {name}", group_id, lookup)
        return watched.sought(
            self.instance.groups,
            lambda group: group.id == group_id or (not group_id and group.name == name),
            lambda group: watched.compared("name", name, group.name, lists),
            lists,
            direction=DriftDirection.NARROWER,
        )

    def _assignments(self) -> Iterator[Outcome]:
        declared = list(self._declared(ASSIGNMENT))
        if self.instance.assignments is None:
            action = ("sso:ListAccountAssignments", "sso:ListAccountsForProvisionedPermissionSet")
            reason = refusal_of(self.context.capture, "access", *action)
            yield UnknownState("assignments", "all of them", reason)
            return
        actual = {
            (entry.permission_set, entry.account, entry.principal_type, entry.principal)
            for entry in self.instance.assignments
        }
        expected = {_assignment(resource): resource for resource in declared}
        for key, resource in expected.items():
            if UNRESOLVED in key:
                yield UnknownState(self._name(key, resource), "exists", "the stack's resources are unknown")
            elif key not in actual:
                yield self._watched_assignment(key, resource).missing(DriftDirection.NARROWER)
        active = active_accounts(self.context.capture)
        own_sets = {primary_part(SET, resource.physical_id) for resource in self._declared(SET)} - {""}
        for key in sorted(actual - expected.keys()):
            if key[0] in own_sets and (active is None or key[1] in active):
                yield self._unexpected(key, next(self._declared(SET)).stack.name)

    def _watched_assignment(self, key: tuple[str, str, str, str], resource: Declared) -> Watched:
        lookup = Lookup(self.region, key[3], _ASSIGNMENT_EVENTS)
        return self._watched(resource, self._name(key, resource), "", lookup)

    def _name(self, key: tuple[str, str, str, str], resource: Declared | None = None) -> str:
        if resource is not None and UNRESOLVED in key:
            return f"assignment {resource.logical_id}"
        permission_set = self.sets.get(key[0])
        set_name = (permission_set.name if permission_set else None) or key[0]
        return f"assignment of {set_name} in {key[1]} to {self.groups.get(key[3], key[3])}"

    def _unexpected(self, key: tuple[str, str, str, str], stack: str) -> Drift:
        return Drift(
            subject=self._name(key),
            property_name="exists",
            place=DeclaredPlace(stack, ""),
            expected="it doesn't exist",
            actual="it exists",
            direction=DriftDirection.WIDER,
            restore=(
                (
                    f"aws sso-admin delete-account-assignment --instance-arn {self.instance.arn}"
                    f" --permission-set-arn {key[0]} --target-type AWS_ACCOUNT --target-id {key[1]}"
                    f" --principal-type {key[2]} --principal-id {key[3]}"
                ),
            ),
            take_over="add it to access.assignments in the baseline, and import it",
            lookup=Lookup(self.region, key[3], _ASSIGNMENT_EVENTS),
        )

    def _attributes(self, resource: Declared) -> Iterator[Outcome]:
        expected = {
            attribute["Key"]: ", ".join(attribute["Value"]["Source"])
            for attribute in resource.get("AccessControlAttributes", ())
        }
        lookup = Lookup(self.region, self.instance.arn, _ATTRIBUTE_EVENTS)
        watched = self._watched(resource, "attributes for access control", self.instance.arn, lookup)
        action = "sso:DescribeInstanceAccessControlAttributeConfiguration"
        yield from watched.compared("values", expected, self.instance.attributes, action)


def _assignment(resource: Declared) -> tuple[str, str, str, str]:
    return (
        str(resource.get("PermissionSetArn")),
        str(resource.get("TargetId")),
        str(resource.get("PrincipalType")),
        str(resource.get("PrincipalId")),
    )


def _set_properties(watched: Watched, resource: Declared, actual: CapturedPermissionSet) -> Iterator[Outcome]:
    describes = "sso:DescribePermissionSet"
    session = resource.get("SessionDuration", "PT1H")
    yield from watched.compared("session", session, actual.session, describes)
    yield from watched.compared(
        "relay state", resource.get("RelayStateType", ""), actual.relay_state, describes
    )
    for name, expected, value, action in (
        (
            "policies of AWS",
            resource.get("ManagedPolicies", ()),
            actual.managed,
            "sso:ListManagedPoliciesInPermissionSet",
        ),
        (
            "own policies",
            [_reference(entry) for entry in resource.get("CustomerManagedPolicyReferences", ())],
            actual.customer_managed,
            "sso:ListCustomerManagedPolicyReferencesInPermissionSet",
        ),
    ):
        direction = direction_of_lists(expected, value or (), more_is_wider=True)
        yield from watched.compared(name, expected, value, action, direction=direction)
    yield from inline_outcomes(watched, resource.get("InlinePolicy", ""), actual.inline)
    yield from boundary_outcomes(watched, _boundary(resource.get("PermissionsBoundary", {})), actual.boundary)


def _reference(entry: Mapping[str, Any]) -> str:
    return f"{entry.get('Path', '/')}{entry['Name']}"


def _boundary(declared: Mapping[str, Any]) -> str:
    reference = declared.get("CustomerManagedPolicyReference")
    return _reference(reference) if reference else str(declared.get("ManagedPolicyArn", ""))


def boundary_outcomes(watched: Watched, expected: str, actual: str | None) -> Iterator[Outcome]:
    """Compare the boundary: the ARN of AWS's policy, or the path and name of an own one."""
    direction = DriftDirection.UNKNOWN
    if bool(expected) != bool(actual):
        direction = DriftDirection.WIDER if expected else DriftDirection.NARROWER
    action = "sso:GetPermissionsBoundaryForPermissionSet"
    yield from watched.compared("boundary", expected, actual, action, direction=direction)


def inline_outcomes(watched: Watched, expected: Any, actual: str | None) -> Iterator[Outcome]:
    """Compare the inline policy by its meaning: another order or another Sid is no drift."""
    if actual is None or not is_resolved(expected):
        action = "sso:GetInlinePolicyForPermissionSet"
        yield from watched.compared("inline policy", expected, actual, action)
    elif not same_document(expected, actual) and not _same_effect(expected, actual):
        direction = DriftDirection.UNKNOWN
        if not expected or not actual:
            direction = DriftDirection.NARROWER if expected else DriftDirection.WIDER
        yield watched.differs("inline policy", *document_difference(expected, actual), direction)


def _same_effect(expected: Any, actual: str) -> bool:
    try:
        before = read_document(loads(expected) if isinstance(expected, str) else loads(dumps(expected)))
        return same_meaning(before, read_document(loads(actual)), forever=True)
    except ValueError:
        return False
