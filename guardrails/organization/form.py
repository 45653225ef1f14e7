"""The form of a posture as JSON, documented in docs/posture.md: a tree, and what is attached to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from guardrails.organization.center_form import CenterForm

MANAGEMENT = "management"
"""The family of the policies that bind no request."""
FOREIGN = "foreign"
"""The family of the policies that others manage."""


_TRAIL = r"^arn:[a-z-]+:cloudtrail:[a-z0-9-]+:[0-9]{12}:trail/[\w.-]+$"


class _FormPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class ReadForm(_FormPart):
    """When somebody read the policies of others from AWS."""

    on: dt.date
    """The day (UTC), such as 2026-11-29."""
    by: Annotated[str, Field(pattern=r"^arn:[a-z-]+:(iam|sts)::[0-9]{12}:[^@\s]+$", max_length=2048)]
    """The ARN of the user or the role, without the name of a session."""


class PolicyForm(_FormPart):
    """A policy where it is attached."""

    type: str
    """The type as AWS Organizations names it, such as SERVICE_CONTROL_POLICY."""
    name: str
    family: str
    """Its subject: regions, services, protection, identity, data, perimeter, network, quarantine, own,
    shared; aws, of what AWS attaches; or management, of the types that bind no request. foreign marks what
    others manage."""
    aws_managed: bool
    """True for what AWS attaches by itself, such as FullAWSAccess."""
    description: str
    intents: tuple[str, ...]
    """IDs of the controls, or paths of the documents, that this policy implements."""
    document: dict[str, Any]
    """The policy document as AWS stores it."""


class NodeForm(_FormPart):
    """A node of the organization with the policies attached directly to it."""

    path: str
    """The address: Root, or the names from below the root, joined by slashes."""
    id: str
    kind: Literal["root", "unit", "account"]
    parent: str | None
    """The path of the node above; null for the root."""
    policies: tuple[PolicyForm, ...]


class ManagementForm(_FormPart):
    """The management account, which no policy binds."""

    path: str
    id: str


class OrganizationForm(_FormPart):
    """The organization."""

    id: str
    home_region: str
    center_region: str | None = Field(default=None, exclude_if=lambda region: region is None)
    """The region of Identity Center, where it lives in another one than the stacks."""
    management_account: ManagementForm


class PostureForm(_FormPart):
    """A posture: the organization, and every node from the root down, parents before children."""

    format: Literal["guardrails-posture/1"] = "guardrails-posture/1"
    read: ReadForm | None = None
    """When and by whom the policies of others were read; null where they weren't considered."""
    organization: OrganizationForm
    scope: tuple[str, ...] = ()
    """The paths of the units and accounts that it is about; none where it is about the whole organization."""
    identity_center: CenterForm | None = Field(default=None, exclude_if=lambda center: center is None)
    """The permission sets, groups and assignments of others; only in a file with the policies of others."""
    trails: tuple[Annotated[str, Field(pattern=_TRAIL)], ...] = Field(
        default=(), exclude_if=lambda trails: not trails
    )
    """The ARNs of organization trails of others; only in a file with the policies of others."""
    nodes: tuple[NodeForm, ...]


FormPath: TypeAlias = tuple[str | int, ...]


def tree_faults(form: PostureForm) -> Iterator[tuple[FormPath, str]]:
    """Find what makes the nodes no tree: where, and the problem."""
    kinds: dict[str, str] = {}
    ids: set[str] = set()
    for index, node in enumerate(form.nodes):
        for wrong, field, problem in (
            (node.path in kinds, "path", f'"{node.path}" stands there twice'),
            (node.id in ids, "id", f'"{node.id}" stands there twice'),
            ((index == 0) != (node.kind == "root"), "kind", "the first node, and no other, is the root"),
            (
                node.kind != "root" and kinds.get(node.parent or "") not in ("root", "unit"),
                "parent",
                f'"{node.parent}" is no root or unit that stands before it',
            ),
            (node.kind == "root" and node.parent is not None, "parent", "nothing stands above the root"),
        ):
            if wrong:
                yield ("nodes", index, field), problem
        kinds[node.path] = node.kind
        ids.add(node.id)
    for index, path in enumerate(form.scope):
        if path not in kinds:
            yield ("scope", index), f'"{path}" is none of the nodes'
    if not form.nodes:
        yield ("nodes",), "there is no root"
