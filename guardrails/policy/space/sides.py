"""The two sides on which organization policies bind: whose principals ask, and whose resources are asked for.

A request is denied when either side denies it, so each side can be looked at alone.
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
class Seat:
    """Where an account stands: its id, its organization's, and the ids from the root to what holds it."""

    account: str
    organization: str
    lineage: tuple[str, ...]

    @property
    def org_path(self) -> str:
        """The path as `aws:PrincipalOrgPaths` and `aws:ResourceOrgPaths` have it.

        Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed-view-data-orgs.html
        """
        return "/".join((self.organization, *self.lineage, ""))


def fixed_by(policy_type: str, seat: Seat) -> Context:
    """Return the condition keys that are the same in every request that the policies of a type can bind.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    party = "principal" if policy_type == SCP else "resource"
    return {
        f"aws:{party}account": (seat.account,),
        f"aws:{party}orgid": (seat.organization,),
        f"aws:{party}orgpaths": (seat.org_path,),
        **({"aws:principalisawsservice": ("false",)} if policy_type == SCP else {}),
    }


def shared_by(policy_type: str) -> Shared:
    """Return what the spaces of a policy type can share, with nothing in it yet."""
    return Shared(fixed_by(policy_type, Seat("", "", ())))


def space_of(
    policy_type: str, rules: Sequence[Rule | None], seat: Seat, shared: Shared | None = None
) -> Space:
    """Lay out the requests that the policies of a type can bind.

    A service control policy binds the account's own principals, a resource control policy everybody who
    asks for the account's resources, and only some services' actions.
    """
    principals: tuple[Grammar, ...] = grammars(seat.account) if policy_type == SCP else (ANYBODY,)
    actions = deniable() if policy_type == SCP else deniable_by_rcps()
    return Space(rules, principals, fixed_by(policy_type, seat), actions, shared)
