"""Put accounts that don't exist yet into an organization: one into the root and one into every unit."""

from __future__ import annotations

from dataclasses import replace

from guardrails.organization import ROOT_PATH, Account, OrganizationalUnit, Root
from guardrails.policy.language.document import SCP, TYPES
from guardrails.policy.space.parties import OrgPath
from guardrails.posture.compile.full_access import full_access
from guardrails.posture.model import Posture

_NEW_ACCOUNT = "(a new account)"
_NO_ACCOUNT = "000000000000"
"""The id of accounts that are yet to be created; no policy names it."""


def with_new_accounts(posture: Posture) -> Posture:
    """Put an account to be created into the root and every unit.

    A policy's effect on accounts to come is a part of its effect, and all of it in a unit without accounts.
    AWS attaches FullAWSAccess to every account that is created, and RCPFullAWSAccess where RCPs are enabled:
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    """
    root = _with_new(posture.organization.root)
    assert isinstance(root, Root)  # noqa: S101 - narrows the type
    organization = replace(posture.organization, root=root)
    enabled = {SCP} | {policy.type for policy in posture.policies}
    attached = tuple(
        full_access(account, policy_type)
        for account in organization.accounts
        if is_new(account)
        for policy_type in TYPES
        if policy_type in enabled
    )
    return replace(posture, organization=organization, policies=(*posture.policies, *attached), management=())


def is_new(account: Account) -> bool:
    """Return whether an account is yet to be created."""
    return account.path.endswith(_NEW_ACCOUNT)


def unit_of(account: Account) -> str:
    """Return the path of the unit, or of the root, in which an account is yet to be created."""
    return account.path.removesuffix(_NEW_ACCOUNT).rstrip("/") or ROOT_PATH


def id_of(account: Account) -> str:
    """Return the id of an account, or an id that it could have where it is yet to be created."""
    return _NO_ACCOUNT if is_new(account) else account.id


def title_of(account: Account) -> str:
    """Return the path of an account, or `a new account in Workloads` where it is yet to be created."""
    return f"a new account in {unit_of(account)}" if is_new(account) else account.path


def org_path_of(org_path: OrgPath, account: Account) -> OrgPath:
    """Return where an account stands, with an id that it could have where it is yet to be created."""
    return replace(org_path, account=id_of(account))


def _with_new(unit: OrganizationalUnit) -> OrganizationalUnit:
    inside = _NEW_ACCOUNT if isinstance(unit, Root) else f"{unit.path}/{_NEW_ACCOUNT}"
    new = Account(f"new-in-{unit.id}", inside)
    units = tuple(_with_new(below) for below in unit.units)
    return replace(unit, units=units, accounts=(*unit.accounts, new))
