"""The two parties on which organization policies bind: the caller's account and the resource's.

A request is denied when either party denies it, so each party can be looked at alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guardrails.policy.language.document import SCP
from guardrails.policy.language.principals import ANYBODY, grammars
from guardrails.policy.language.rules import Rule
from guardrails.policy.language.variables import Context
from guardrails.policy.shared import Shared
from guardrails.policy.space.automaton import Grammar
from guardrails.policy.space.bindable import deniable, deniable_by_rcps
from guardrails.policy.space.space import Space


@dataclass(frozen=True)
class OrgPath:
    """Where an account stands: its id, its organization's, and the ids from the root to what holds it."""

    account: str
    organization: str
    lineage: tuple[str, ...]

    @property
    def text(self) -> str:
        """The path as `aws:PrincipalOrgPaths` and `aws:ResourceOrgPaths` have it.

        Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed-view-data-orgs.html
        """
        return "/".join((self.organization, *self.lineage, ""))


def fixed_by(policy_type: str, org_path: OrgPath) -> Context:
    """Return the condition keys that are the same in every request that the policies of a type can bind.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    party = "principal" if policy_type == SCP else "resource"
    return {
        f"aws:{party}account": (org_path.account,),
        f"aws:{party}orgid": (org_path.organization,),
        f"aws:{party}orgpaths": (org_path.text,),
        **({"aws:principalisawsservice": ("false",)} if policy_type == SCP else {}),
    }


def shared_by(policy_type: str) -> Shared:
    """Return what the spaces of a policy type can share, with nothing in it yet."""
    return Shared(fixed_by(policy_type, OrgPath("", "", ())))


def space_of(
    policy_type: str, rules: Sequence[Rule | None], org_path: OrgPath, shared: Shared | None = None
) -> Space:
    """Lay out the requests that the policies of a type can bind.

    A service control policy binds the account's own principals, a resource control policy everybody who
    asks for the account's resources, and only some services' actions.
    """
    principals: tuple[Grammar, ...] = grammars(org_path.account) if policy_type == SCP else (ANYBODY,)
    actions = deniable() if policy_type == SCP else deniable_by_rcps()
    return Space(rules, principals, fixed_by(policy_type, org_path), actions, shared)
