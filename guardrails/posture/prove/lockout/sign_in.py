"""Who must be able to sign in: people with a permission set, through Identity Center's own provider."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import SIGN_IN_URL, iam_arn
from guardrails.aws_facts.identity_center import role_of_set
from guardrails.baseline.model import Baseline
from guardrails.organization import ROOT_PATH, Account
from guardrails.posture.prove.lockout.callers import Federated
from guardrails.posture.prove.lockout.needs import Need, NeededCall, lineage
from guardrails.posture.prove.worlds import World
from guardrails.posture.to_come import is_new

_PROVIDER = "AWSSSO_0123456789abcdef_DO_NOT_DELETE"
"""As Identity Center names its provider in each account, with an end of its own."""


def sign_ins(baseline: Baseline, world: World) -> Iterator[Need]:
    """List what the people of each assignment need: a role's session, with their attributes as its tags.

    No service control policy binds who has no session yet; resource control policies bind everybody. In the
    management account they bind nobody.
    Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/attributesforaccesscontrol.html
    """
    section = baseline.access
    if section is None:
        return
    concerned: dict[int, list[Account]] = {}
    for account in world.accounts:
        if not is_new(account):  # an assignment is made for accounts that exist
            above = (*lineage(account.path), ROOT_PATH)
            assigned = (section.assigned_at.get(path, ()) for path in above)
            for index in dict.fromkeys(index for indexes in assigned for index in indexes):
                concerned.setdefault(index, []).append(account)
    actions = ["sts:AssumeRoleWithSAML", *(["sts:TagSession"] if section.attributes else [])]
    for index, accounts in sorted(concerned.items()):
        account_id, assignment = accounts[0].id, section.assignments[index]
        role = role_of_set(assignment.permission_set, baseline.access_region)
        yield Need(
            baseline.name("access", "assignments", index),
            baseline.locate("access", "assignments", index),
            Federated(iam_arn(account_id, f"saml-provider/{_PROVIDER}"), SIGN_IN_URL),
            tuple(NeededCall(action, iam_arn(account_id, role)) for action in actions),
            "leave sts:AssumeRoleWithSAML and sts:TagSession open to Identity Center's provider",
            f"people with {assignment.permission_set}",
            tuple(accounts),
        )
