"""Deny handing copies of data to other accounts: images, snapshots, documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from guardrails.controls.case import denied, exempted, untouched
from guardrails.controls.control import Control, Parameters, Situation
from guardrails.controls.kinds import formed
from guardrails.policy import Statement, condition

_IMAGES = (
    "appstream:UpdateImagePermissions",
    "ec2:ModifyFpgaImageAttribute",
    "ec2:ModifyImageAttribute",
    "workspaces:UpdateWorkspaceImagePermission",
)
_SNAPSHOTS = ("ec2:ModifySnapshotAttribute",)
_DATABASES = (
    "rds:ModifyDBClusterSnapshotAttribute",
    "rds:ModifyDBSnapshotAttribute",
    "redshift:AuthorizeSnapshotAccess",
)
_DOCUMENTS = ("ssm:ModifyDocumentPermission",)
_AccountId = Annotated[str, formed(r"\d{12}", "is not an account id", "write its 12 digits in quotes")]


class Choice(Parameters):
    """What may not be shared, and with whom EBS snapshots may be."""

    images: bool = True
    """Deny changing who may launch an image; its description can't be changed either then."""
    snapshots: bool = True
    """Deny sharing snapshots of volumes; taking a share back stays allowed."""
    snapshot_accounts: tuple[_AccountId, ...] = ()
    """Accounts with which snapshots of volumes may be shared all the same."""
    databases: bool = True
    """Deny sharing snapshots of RDS, Aurora, DocumentDB, Neptune and Redshift."""
    documents: bool = True
    """Deny sharing documents of Systems Manager."""


def statements(situation: Situation) -> tuple[Statement, ...]:
    """Deny the calls by which a copy leaves the account without being copied."""
    choice = situation.parameters if isinstance(situation.parameters, Choice) else Choice()
    return tuple(_statements(situation, choice))


def _statements(situation: Situation, choice: Choice) -> Iterator[Statement]:
    if choice.images:
        yield situation.deny("DenySharingImages", _IMAGES)
    if choice.snapshots:
        added = condition("Null", "ec2:Add/userId", ("false",))
        known = choice.snapshot_accounts
        others = condition("StringNotEquals", "ec2:Add/userId", known) if known else ()
        public = condition("Null", "ec2:Add/group", ("false",))
        yield situation.deny("DenySharingSnapshots", _SNAPSHOTS, when=added + others)
        yield situation.deny("DenyPublicSnapshots", _SNAPSHOTS, when=public)
    if choice.databases:
        yield situation.deny("DenySharingDatabases", _DATABASES)
    if choice.documents:
        yield situation.deny("DenySharingDocuments", _DOCUMENTS)


_SNAPSHOT = "arn:aws:ec2:eu-central-1::snapshot/snap-1"
_ADDED = {"ec2:Add/userId": "555555555551"}

CONTROL = Control(
    id="deny_sharing",
    title="Deny sharing images, snapshots and documents",
    family="data",
    severity="critical",
    why="Sharing a snapshot takes a whole disk or database out of the organization with one call.",
    source="https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html",
    statements=statements,
    cases=(
        denied("ec2:ModifyImageAttribute"),
        denied("ec2:ModifySnapshotAttribute", _SNAPSHOT, context=_ADDED),
        denied("ec2:ModifySnapshotAttribute", _SNAPSHOT, context={"ec2:Add/group": "all"}),
        denied("rds:ModifyDBSnapshotAttribute"),
        denied("ssm:ModifyDocumentPermission"),
        untouched("ec2:CreateSnapshot", _SNAPSHOT),
        untouched("ec2:ModifySnapshotAttribute", _SNAPSHOT, context={"ec2:Remove/userId": "555555555551"}),
        untouched(
            "ec2:ModifySnapshotAttribute",
            _SNAPSHOT,
            context=_ADDED,
            parameters={"snapshot_accounts": ["555555555551"]},
        ),
        untouched("ec2:ModifyImageAttribute", parameters={"images": False}),
        untouched("ec2:ModifySnapshotAttribute", context=_ADDED, parameters={"snapshots": False}),
        untouched("rds:ModifyDBSnapshotAttribute", parameters={"databases": False}),
        untouched("ssm:ModifyDocumentPermission", parameters={"documents": False}),
        exempted("ec2:ModifySnapshotAttribute", _SNAPSHOT, context=_ADDED),
        exempted("rds:ModifyDBSnapshotAttribute"),
    ),
    parameters=Choice,
    limits="Of volumes' snapshots alone a condition key tells with whom they are shared; the rest is denied "
    "within the organization, too.",
)
