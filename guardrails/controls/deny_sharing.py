"""Deny handing copies of data to other accounts: images, snapshots, documents."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.controls.control import Control, ControlContext, Parameters, listed
from guardrails.controls.kinds import AccountId
from guardrails.policy import Statement, condition

_IMAGES = listed("""appstream:UpdateImagePermissions ec2:ModifyFpgaImageAttribute ec2:ModifyImageAttribute
    workspaces:UpdateWorkspaceImagePermission""")
_SNAPSHOTS = ("ec2:ModifySnapshotAttribute",)
_DATABASES = listed("""rds:ModifyDBClusterSnapshotAttribute rds:ModifyDBSnapshotAttribute
    redshift:AuthorizeSnapshotAccess""")


class DenySharingParameters(Parameters):
    """Resources that may not be shared, and the accounts that may get EBS snapshots."""

    images: bool = True
    """Deny changing who may launch an image; its description can't be changed either then."""
    snapshots: bool = True
    """Deny sharing snapshots of volumes; taking a share back stays allowed."""
    snapshot_accounts: tuple[AccountId, ...] = ()
    """Accounts with which snapshots of volumes may be shared all the same."""
    databases: bool = True
    """Deny sharing snapshots of RDS, Aurora, DocumentDB, Neptune and Redshift."""
    documents: bool = True
    """Deny sharing documents of Systems Manager."""


def statements(context: ControlContext) -> Iterator[Statement]:
    """Deny the calls by which a copy leaves the account without being copied."""
    choice = context.chosen(DenySharingParameters)
    if choice.images:
        yield context.deny("DenySharingImages", _IMAGES)
    if choice.snapshots:
        added, public = (condition("Null", f"ec2:Add/{kind}", ("false",)) for kind in ("userId", "group"))
        if choice.snapshot_accounts:
            added += condition("StringNotEquals", "ec2:Add/userId", choice.snapshot_accounts)
        yield context.deny("DenySharingSnapshots", _SNAPSHOTS, when=added)
        yield context.deny("DenyPublicSnapshots", _SNAPSHOTS, when=public)
    if choice.databases:
        yield context.deny("DenySharingDatabases", _DATABASES)
    if choice.documents:
        yield context.deny("DenySharingDocuments", ("ssm:ModifyDocumentPermission",))


CONTROL = Control(
    id="deny_sharing",
    title="Deny sharing images, snapshots and documents",
    family="data",
    severity="critical",
    why="Sharing a snapshot takes a whole disk or database out of the organization with one call.",
    source="https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html",
    statements=statements,
    parameters=DenySharingParameters,
    limits="Only snapshots of volumes tell with whom they are shared: the rest is denied to all accounts.",
)
