"""The section `access` of an adopted baseline: what Identity Center gives whom, account by account."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from guardrails.adopt.access_owners import (
    GROUP_REASON,
    SET_REASON,
    CenterOwners,
    left_to_others,
    owners_in,
)
from guardrails.adopt.guardrails_text import FOLDER, FileNames
from guardrails.adopt.section_text import SectionText, UnsaidError
from guardrails.adopt.yaml_text import YamlBlock, YamlItems, YamlNode
from guardrails.aws_facts.arns import managed_policy_arn
from guardrails.baseline import types as t
from guardrails.baseline.inline import inline_findings
from guardrails.baseline.policy_file import PolicyFile
from guardrails.baseline.sections.access import AttributeSource, PermissionSet
from guardrails.capture import Capture
from guardrails.capture.sections.access import CapturedAssignment, CapturedInstance, CapturedPermissionSet
from guardrails.errors import counted
from guardrails.organization import Organization

_HOURS = re.compile(r"PT(\d+)H")
_AWS = managed_policy_arn("")
_A_STACK = 350
"""Assignments of one stack, which holds about 400."""
_NAME: TypeAdapter[str] = TypeAdapter(t.PermissionSetName)
_SOURCE: TypeAdapter[str] = TypeAdapter(AttributeSource)


def access_section(capture: Capture, tree: Organization) -> SectionText:
    """Write what the organization's own instance of Identity Center has."""
    if capture.access is None or capture.access.instances is None:
        return SectionText(lacking=("Identity Center stays as it is: the capture doesn't know it.",))
    lacking: list[str] = []
    chosen: CapturedInstance | None = None
    for instance in capture.access.instances:
        reason = _unusable(instance, tree)
        if reason:
            lacking.append(f"The Identity Center instance {instance.arn} stays as it is: {reason}.")
        elif chosen is None:
            chosen = instance
    if capture.access.entitlements:
        amount = counted(len(capture.access.entitlements), "entitlement")
        lacking.append(f"IAM account access manager stays as it is: {amount}, which no section says.")
    if chosen is None or not (chosen.permission_sets or chosen.attributes):
        return SectionText(lacking=tuple(lacking), center=left_to_others(capture, (), ()))
    owners = owners_in(capture, chosen)
    section = _Section(chosen, tree, owners)
    node = section.node()
    center = left_to_others(capture, section.own_sets, section.taken)
    nodes = (node,) if section.taken or chosen.attributes else ()
    return SectionText(nodes, section.files, (*lacking, *section.lacking), owners.sentences(chosen), center)


def _unusable(instance: CapturedInstance, tree: Organization) -> str:
    if instance.owner != tree.management_account.id:
        return f"it belongs to {instance.owner}, and a baseline manages the organization's own"
    if instance.permission_sets_enabled is False:
        return "it gives access to applications alone"
    if len(instance.regions) > 1:
        return f"it is in {', '.join(instance.regions)}, and a baseline knows one region of it"
    parts = (instance.permission_sets, instance.assignments, instance.groups, instance.attributes)
    return "the capture doesn't know all of it" if None in parts else ""


class _Section:
    """The parts of the section, and what each can't say."""

    def __init__(self, instance: CapturedInstance, tree: Organization, owners: CenterOwners) -> None:
        self._instance, self._tree, self._owners = instance, tree, owners
        self._names = FileNames()
        self.own_sets: frozenset[str] = frozenset()
        """The ARNs of the permission sets that the section takes over."""
        self.taken: list[CapturedAssignment] = []
        """The assignments that it takes over."""
        self.files: dict[str, str] = {}
        self._inlines: dict[str, str] = {}
        self.lacking: list[str] = []

    def node(self) -> YamlNode:
        """Write the section."""
        own_sets = self._sets()
        sets, groups = {**own_sets, **self._existing_sets()}, self._groups()
        granted = self._granted(sets, groups)
        used_sets = {name for _, name in granted}
        sets = {arn: node for arn, node in sets.items() if node.key in used_sets}
        self.own_sets = frozenset(own_sets) & sets.keys()
        self._leave([node for arn, node in own_sets.items() if arn not in sets])
        nodes = [
            YamlNode("instance", self._instance.arn),
            YamlNode("identity_store", self._instance.identity_store or ""),
            *self._region(),
            YamlNode("permission_sets", YamlBlock(tuple(sets.values())) if sets else {}),
        ]
        used = {group for group, _ in granted}
        if used:
            named = {name: identity for identity, name in groups.items() if name in used}
            nodes.append(
                YamlNode("groups", YamlBlock(tuple(self._group(name, named[name]) for name in sorted(named))))
            )
            entries = tuple(
                YamlBlock(
                    (YamlNode("group", group), YamlNode("permission_set", name), YamlNode("at", tuple(paths)))
                )
                for (group, name), paths in sorted(granted.items())
            )
            nodes.append(YamlNode("assignments", YamlItems(entries)))
        attributes = self._attributes()
        if attributes:
            nodes.append(
                YamlNode(
                    "attributes", YamlBlock(tuple(YamlNode(*pair) for pair in sorted(attributes.items())))
                )
            )
        amount = sum(map(len, granted.values()))
        if amount > _A_STACK:
            nodes.append(YamlNode("stacks", -(-amount // _A_STACK)))
        return YamlNode("access", YamlBlock(tuple(nodes)), (f"As it was: {self._instance.arn}.",))

    def _region(self) -> tuple[YamlNode, ...]:
        """Name the instance's region, unless it is the home region."""
        region = self._instance.region
        return (YamlNode("region", region),) if region not in ("", self._tree.home_region) else ()

    def _sets(self) -> dict[str, YamlNode]:
        """Return the permission sets that the section can say, by their ARNs."""
        nodes = {}
        for permission_set in self._instance.permission_sets or ():
            if permission_set.arn in self._owners.sets:
                continue
            try:
                fields = dict(_fields(permission_set))
                inline = self._inline(permission_set)
                PermissionSet.model_validate({**fields, **({"inline": inline} if inline else {})})
                _NAME.validate_python(permission_set.name)
            except (ValidationError, UnsaidError) as error:
                reason = str(error.args[0]) if isinstance(error, UnsaidError) else _first(error)
                name = permission_set.name or permission_set.arn
                self.lacking.append(f"The permission set {name} stays as it is: {reason}.")
                continue
            if inline:
                fields["inline"] = inline
                self.files[inline] = _pretty(permission_set.inline)
                self._inlines[str(permission_set.name)] = inline
            parts = tuple(YamlNode(key, value) for key, value in fields.items())
            nodes[permission_set.arn] = YamlNode(str(permission_set.name), YamlBlock(parts))
        return nodes

    def _leave(self, unused: Sequence[YamlNode]) -> None:
        """Leave permission sets to others that no group has: `check` refuses what nothing uses."""
        for node in unused:
            self.files.pop(self._inlines.get(node.key, ""), None)
        if unused:
            names = ", ".join(sorted(node.key for node in unused))
            is_one = len(unused) == 1
            stays = f"set {names} stays as it is" if is_one else f"sets {names} stay as they are"
            groups = f"no group has {'it' if is_one else 'one'} in an account of the file"
            self.lacking.append(f"The permission {stays}: {groups}.")

    def _existing_sets(self) -> dict[str, YamlNode]:
        """Return the permission sets that others own, by their ARNs."""
        return {
            entry.arn: YamlNode(str(entry.name), {"existing": True}, (SET_REASON,))
            for entry in self._instance.permission_sets or ()
            if entry.arn in self._owners.sets
        }

    def _group(self, name: str, identity: str) -> YamlNode:
        if identity in self._owners.groups:
            return YamlNode(name, {"existing": True}, (GROUP_REASON,))
        return YamlNode(name, {"id": identity})

    def _inline(self, permission_set: CapturedPermissionSet) -> str:
        if not permission_set.inline:
            return ""
        path = f"{FOLDER}/permission-sets/{self._names.name(str(permission_set.name))}.json"
        refused = inline_findings(PolicyFile(path, _pretty(permission_set.inline)))
        if refused:
            raise UnsaidError(f"of its inline policy, {refused[0].problem}")
        return path

    def _groups(self) -> dict[str, str]:
        return {group.id: group.name for group in self._instance.groups or ()}

    def _granted(
        self, sets: Mapping[str, YamlNode], groups: Mapping[str, str]
    ) -> dict[tuple[str, str], list[str]]:
        """Return the paths of accounts by the names of group and permission set."""
        order = {node.id: position for position, node in enumerate(self._tree.nodes)}
        granted: dict[tuple[str, str], list[str]] = {}
        unsaid: dict[str, int] = {}
        for assignment in sorted(
            self._instance.assignments or (), key=lambda entry: order.get(entry.account, -1)
        ):
            if self._owners.owns(assignment):
                continue
            reason = self._unassignable(assignment, sets, groups)
            if reason:
                unsaid[reason] = unsaid.get(reason, 0) + 1
                continue
            key = groups[assignment.principal], sets[assignment.permission_set].key
            granted.setdefault(key, []).append(self._tree.by_id[assignment.account].path)
            self.taken.append(assignment)
        for reason, amount in unsaid.items():
            verb = "stays as it is" if amount == 1 else "stay as they are"
            self.lacking.append(f"{counted(amount, 'assignment')} {verb}: {reason}.")
        return granted

    def _unassignable(
        self, assignment: CapturedAssignment, sets: Mapping[str, YamlNode], groups: Mapping[str, str]
    ) -> str:
        if assignment.principal_type != "GROUP":
            return f"they name single users, such as {assignment.principal}, and a baseline names groups"
        if assignment.principal not in groups:
            return f"the group {assignment.principal} isn't in the identity store"
        if assignment.permission_set not in sets:
            return f"the permission set {assignment.permission_set} isn't taken over"
        if assignment.account not in self._tree.by_id:
            return f"{assignment.account} isn't in the tree"
        is_closed = self._tree.by_id[assignment.account].path in self._tree.closed
        return "the account is suspended, and a baseline assigns nobody to it" if is_closed else ""

    def _attributes(self) -> dict[str, str]:
        said = {}
        for key, source in (self._instance.attributes or {}).items():
            try:
                said[key] = _SOURCE.validate_python(source)
            except ValidationError:
                self.lacking.append(f"The attribute {key} stays as it is: its source is {source}.")
        return said


def _fields(permission_set: CapturedPermissionSet) -> Iterator[tuple[str, Any]]:
    unknown = (permission_set.managed, permission_set.customer_managed, permission_set.inline)
    if None in (*unknown, permission_set.boundary, permission_set.tags):
        raise UnsaidError("the capture doesn't know all of it")
    if permission_set.description:
        yield "description", permission_set.description
    yield "managed", tuple(_managed(arn) for arn in permission_set.managed or ())
    if permission_set.customer_managed:
        yield "customer_managed", tuple(path.removeprefix("/") for path in permission_set.customer_managed)
    if permission_set.boundary:
        yield "boundary", _boundary(permission_set.boundary)
    yield "session_hours", _hours(permission_set.session)
    if permission_set.relay_state:
        yield "relay_state", permission_set.relay_state
    if permission_set.tags:
        yield "tags", dict(sorted(permission_set.tags.items()))


def _managed(arn: str) -> str:
    if not arn.startswith(_AWS):
        raise UnsaidError(f"{arn} is no policy of AWS in this partition")
    return arn.removeprefix(_AWS)


def _boundary(boundary: str) -> dict[str, str]:
    if boundary.startswith(_AWS):
        return {"managed": boundary.removeprefix(_AWS)}
    return {"customer_managed": boundary.removeprefix("/")}


def _hours(session: str | None) -> int:
    """Return the hours of a session; AWS's default is one.

    Source: https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_CreatePermissionSet.html
    """
    match = _HOURS.fullmatch(session or "PT1H")
    if match is None:
        raise UnsaidError(f"its sessions last {session}, and a baseline says whole hours")
    return int(match[1])


def _first(error: ValidationError) -> str:
    detail: Mapping[str, Any] = error.errors(include_url=False)[0]
    path: Sequence[Any] = detail["loc"]
    return f"{'.'.join(map(str, path)) or 'its name'}: {detail['msg']}"


def _pretty(content: str | None) -> str:
    return json.dumps(json.loads(content or "{}"), indent=2, ensure_ascii=False) + "\n"
