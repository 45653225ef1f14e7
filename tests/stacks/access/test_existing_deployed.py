"""A permission set and a group of others, deployed: only the assignments are made, and go again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from emulator.client import running
from guardrails.baseline import Baseline
from guardrails.organization.center_form import CenterForm, ForeignGroupForm, ForeignSetForm
from tests.baselines import FILES, load_small
from tests.posture.foreign import FILE, naming, text_of
from tests.posture.foreign_center import access
from tests.stacks.deployed import Account
from tests.stacks.helpers import EXAMPLE, MANAGEMENT, synthesized

STACK, SET, GROUP, SHOP = "guardrails-access", "AWSReadOnlyAccess", "AWSSecurityAuditors", "444444444441"
POLICY = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    """A local AWS of its own."""
    with running(EXAMPLE) as aws:
        yield Account(aws)


@pytest.fixture(scope="module")
def others(account: Account) -> CenterForm:
    """Let somebody else make a permission set and a group, as Control Tower does."""
    section = load_small().access
    assert section is not None
    center, store = account.client("sso-admin"), account.client("identitystore")
    instance = {"InstanceArn": section.instance}
    arn = center.create_permission_set(**instance, Name=SET)["PermissionSet"]["PermissionSetArn"]
    center.attach_managed_policy_to_permission_set(**instance, PermissionSetArn=arn, ManagedPolicyArn=POLICY)
    group = store.create_group(IdentityStoreId=section.identity_store, DisplayName=GROUP)["GroupId"]
    return CenterForm(
        instance=section.instance,
        identity_store=section.identity_store,
        permission_sets=(ForeignSetForm(name=SET, arn=arn, managed=(POLICY,)),),
        groups=(ForeignGroupForm(name=GROUP, id=group),),
    )


def _baseline(others: CenterForm, assignments: str = "") -> Baseline:
    text = access(f"{SET}: {{ existing: true }}", f"{GROUP}: {{ existing: true }}", assignments)
    return load_small(naming(text), {**FILES, FILE: text_of(center=others)})


def _deploy(account: Account, baseline: Baseline) -> None:
    template = synthesized(baseline).template(STACK)
    assert account.deploy(STACK, template).endswith("_COMPLETE"), account.failures(STACK)
    assert not account.failures(STACK)


def _as_it_is(account: Account, others: CenterForm) -> dict[str, Any]:
    """Read the permission set and the group of others, and who has the set."""
    center, store = account.client("sso-admin"), account.client("identitystore")
    named = {"InstanceArn": others.instance, "PermissionSetArn": others.permission_sets[0].arn}
    described = center.describe_permission_set(**named)["PermissionSet"]
    managed = center.list_managed_policies_in_permission_set(**named)["AttachedManagedPolicies"]
    return {
        "name": described["Name"],
        "tags": center.list_tags_for_resource(
            InstanceArn=others.instance, ResourceArn=named["PermissionSetArn"]
        )["Tags"],
        "policies": [policy["Arn"] for policy in managed],
        "group": store.describe_group(IdentityStoreId=others.identity_store, GroupId=others.groups[0].id)[
            "DisplayName"
        ],
    }


def _holders(account: Account, others: CenterForm, target: str) -> set[str]:
    entries = account.client("sso-admin").list_account_assignments(
        InstanceArn=others.instance, PermissionSetArn=others.permission_sets[0].arn, AccountId=target
    )["AccountAssignments"]
    return {entry["PrincipalId"] for entry in entries}


def test_assignments_come_and_go_and_what_others_own_stays(account: Account, others: CenterForm) -> None:
    """Neither is changed, tagged or deleted, whatever the stack does."""
    before = _as_it_is(account, others)
    assert before == {"name": SET, "tags": [], "policies": [POLICY], "group": GROUP}
    wanted = f"{{ group: {GROUP}, permission_set: {SET}, at: [Workloads, management] }}"
    _deploy(account, _baseline(others, wanted))
    for target in (SHOP, MANAGEMENT):
        assert _holders(account, others, target) == {others.groups[0].id}
    assert _as_it_is(account, others) == before
    _deploy(account, _baseline(others))
    assert _holders(account, others, SHOP) == set()
    assert _as_it_is(account, others) == before
