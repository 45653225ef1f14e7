"""Which accounts an exemption names, and whether any policy that exempts it binds them."""

from __future__ import annotations

from guardrails.baseline.guardrail import Exemption
from guardrails.baseline.model import Baseline
from guardrails.organization import covers
from guardrails.policy.language.document import RCP
from guardrails.policy.language.patterns import matches


def nobody_bound(baseline: Baseline, exemption: Exemption) -> tuple[str, str] | None:
    """Say why no policy binds the accounts of an exemption, and what to write; nothing where one does.

    A resource control policy binds callers from every account.

    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    """
    pattern = exemption.principal.split(":")[4]
    standing = [
        (guardrail.definition, guardrail.at)
        for guardrail in baseline.guardrails
        if guardrail.definition and exemption.covers(guardrail.name)
    ]
    if not standing or any(standing_control.type == RCP for standing_control, _ in standing):
        return None
    tree = baseline.tree
    if pattern == tree.management_account.id:
        return "names the management account, which no service control policy binds", "remove the exemption"
    paths = [account.path for account in tree.accounts if matches(pattern, account.id)]
    if not paths:
        return "matches no account of the organization", "write one of its accounts, or * for all of them"
    if pattern.isdigit() and not any(covers(at, paths[0]) for _, places in standing for at in places):
        names = ", ".join(dict.fromkeys(standing_control.id for standing_control, _ in standing))
        problem = f"names {paths[0]}, which none of the controls that exempt it binds: {names}"
        return problem, f"name one of their accounts, or let a control stand over {paths[0]}"
    return None
