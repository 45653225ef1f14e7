"""Tell which exemptions name principals that no policy of a node can bind."""

from __future__ import annotations

from guardrails.baseline.model import Baseline
from guardrails.organization import Node
from guardrails.policy.language.document import SCP


class Elsewhere:
    """The principals of exemptions, by the nodes whose policies can bind them.

    A service control policy binds the principals of the accounts at and below its node. So a pattern that
    spells out another account has no effect there. That is so for an exempt principal and for the resource of
    an action, because IAM changes and passes a role only in the role's own account. A resource control policy
    binds everybody who reaches the account's resources, from any account.

    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html

    Args:
        baseline: the baseline.
        policy_type: SERVICE_CONTROL_POLICY or RESOURCE_CONTROL_POLICY.
    """

    def __init__(self, baseline: Baseline, policy_type: str) -> None:
        patterns = {exemption.principal for exemption in baseline.exemptions.values()}
        lineages = {pattern: lineage_of(baseline, pattern) for pattern in patterns if policy_type == SCP}
        self._bound = {pattern: paths for pattern, paths in lineages.items() if paths is not None}

    def than(self, node: Node) -> frozenset[str]:
        """Return the ARN patterns whose one account stands neither at the node nor below it."""
        return frozenset(pattern for pattern, paths in self._bound.items() if node.path not in paths)


def lineage_of(baseline: Baseline, pattern: str) -> frozenset[str] | None:
    """Return the paths from the root down to the one account that an ARN pattern spells out.

    There are none where it is the management account or a stranger's; None where the pattern names no one
    account.
    """
    account_id = pattern.split(":")[4]
    if not account_id.isdigit():
        return None
    node = baseline.tree.by_id.get(account_id)
    if node is None or node is baseline.tree.management_account:
        return frozenset()
    return frozenset(above.path for above in baseline.tree.lineage(node.path))
