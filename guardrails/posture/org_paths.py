"""Where an account stands, as condition keys such as `aws:PrincipalOrgPaths` have it."""

from __future__ import annotations

from guardrails.organization import Account, Organization
from guardrails.policy.space.parties import OrgPath


def org_path_text(organization: Organization, account: Account) -> str:
    """Return what `aws:PrincipalOrgPaths` says of an account; the management account is in no unit."""
    above = organization.lineage(account.path)[:-1] or (organization.root,)
    return OrgPath(account.id, organization.id, tuple(node.id for node in above)).text
