"""Access over several stacks, deployed: everybody has what the baseline says, also after it grows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from emulator.client import running
from guardrails.baseline.sections.ready_sets import READY_SETS
from guardrails.stacks.access.grants import Grant, grants
from tests.stacks.deployed import Account
from tests.stacks.helpers import EXAMPLE, ROOT, edited, synthesized

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guardrails.baseline import Baseline

STACK = "guardrails-access"


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    """A local AWS of its own."""
    with running(EXAMPLE) as aws:
        yield Account(aws)


def _baseline(stacks: int, **access: Any) -> Baseline:
    def edit(data: dict[str, Any]) -> None:
        for section in ("trail", "budgets", "alerts", "accounts", "guardrails", "exemptions"):
            data.pop(section, None)
        data["access"] |= {"stacks": stacks, **access}

    return edited(edit)


def _deploy(account: Account, baseline: Baseline) -> None:
    """Deploy the stacks in the order that the CLI keeps to."""
    assembly = synthesized(baseline)
    for name in assembly.stacks:
        template = assembly.template(name)
        if name.startswith(STACK) and template.get("Resources"):
            assert account.deploy(name, template).endswith("_COMPLETE"), account.failures(name)
            assert not account.failures(name)


def _granted(account: Account, baseline: Baseline) -> set[Grant]:
    """Ask Identity Center who has what."""
    assert baseline.access is not None
    center, store = account.client("sso-admin"), account.client("identitystore")
    groups = {
        group["GroupId"]: group["DisplayName"]
        for group in store.list_groups(IdentityStoreId=baseline.access.identity_store)["Groups"]
    }
    instance = {"InstanceArn": baseline.access.instance}
    found = set()
    for arn in center.list_permission_sets(**instance)["PermissionSets"]:
        named = {**instance, "PermissionSetArn": arn}
        name = center.describe_permission_set(**named)["PermissionSet"]["Name"]
        for target in center.list_accounts_for_provisioned_permission_set(**named)["AccountIds"]:
            assigned = center.list_account_assignments(**named, AccountId=target)["AccountAssignments"]
            found |= {Grant(groups[one["PrincipalId"]], name, target) for one in assigned}
    return found


def _as_written() -> dict[str, Any]:
    """Return the permission sets of the example, for a baseline with further ones."""
    section = edited().access
    assert section is not None
    return {
        name: each.model_dump(mode="json", exclude_unset=True)
        for name, each in section.permission_sets.items()
    }


def _declared(baseline: Baseline) -> set[Grant]:
    assert baseline.access is not None
    return set(grants(baseline.access, baseline.tree))


def test_access_grows_from_one_stack_to_three(account: Account) -> None:
    """Deployed in one stack, then over two, then over three: nobody loses or gains anything."""
    for stacks in (1, 2, 3):
        baseline = _baseline(stacks)
        _deploy(account, baseline)
        assert _granted(account, baseline) == _declared(baseline)
    listed = account.client("cloudformation").describe_stacks()["Stacks"]
    assert {stack["StackName"] for stack in listed} >= {STACK, f"{STACK}-2", f"{STACK}-3"}


def test_assignments_go_and_come_in_every_stack(account: Account) -> None:
    """Fewer assignments, then all again; the permission sets stay."""
    few = _baseline(3, assignments=[{"group": "auditors", "permission_set": "ReadOnly", "at": ["Workloads"]}])
    _deploy(account, few)
    assert _granted(account, few) == _declared(few)
    everything = _baseline(3)
    _deploy(account, everything)
    assert _granted(account, everything) == _declared(everything)


def test_a_whole_permission_set_and_the_attributes_arrive(account: Account) -> None:
    """Everything that the baseline says of a permission set, read back from Identity Center."""
    section = edited().access
    assert section is not None
    sets = _as_written()
    sets["Developer"] |= {
        "customer_managed": ["platform/limits"],
        "boundary": {"customer_managed": "platform/boundary"},
        "relay_state": "https://eu-central-1.console.aws.amazon.com/ec2/home",
        "tags": {"owner": "platform"},
        "inline": "policies/own-cost-center.json",
    }
    sets["Guest"] = {"like": "consultant"}
    baseline = _baseline(3, permission_sets=sets, attributes={"CostCenter": "${path:enterprise.costCenter}"})
    _deploy(account, baseline)
    center, instance = account.client("sso-admin"), {"InstanceArn": section.instance}
    named = {
        center.describe_permission_set(**instance, PermissionSetArn=arn)["PermissionSet"]["Name"]: arn
        for arn in center.list_permission_sets(**instance)["PermissionSets"]
    }
    developer = {**instance, "PermissionSetArn": named["Developer"]}
    described = center.describe_permission_set(**developer)["PermissionSet"]
    assert described["RelayState"] == sets["Developer"]["relay_state"]
    own = center.list_customer_managed_policy_references_in_permission_set(**developer)
    assert own["CustomerManagedPolicyReferences"] == [{"Name": "limits", "Path": "/platform/"}]
    boundary = center.get_permissions_boundary_for_permission_set(**developer)["PermissionsBoundary"]
    assert boundary == {"CustomerManagedPolicyReference": {"Name": "boundary", "Path": "/platform/"}}
    inline = center.get_inline_policy_for_permission_set(**developer)["InlinePolicy"]
    assert json.loads(inline) == json.loads((ROOT / "policies/own-cost-center.json").read_text())
    tags = center.list_tags_for_resource(**instance, ResourceArn=named["Developer"])["Tags"]
    assert {"Key": "owner", "Value": "platform"} in tags
    guest = center.describe_permission_set(**instance, PermissionSetArn=named["Guest"])["PermissionSet"]
    assert guest["SessionDuration"] == "PT1H"
    attributes = center.describe_instance_access_control_attribute_configuration(**instance)
    assert attributes["InstanceAccessControlAttributeConfiguration"]["AccessControlAttributes"] == [
        {"Key": "CostCenter", "Value": {"Source": ["${path:enterprise.costCenter}"]}}
    ]


def test_every_ready_set_arrives(account: Account) -> None:
    """With the policies and the session that the page promises, in a set of its own."""
    ready = {f"Ready-{name}": {"like": name} for name in READY_SETS}
    baseline = _baseline(3, permission_sets=_as_written() | ready)
    _deploy(account, baseline)
    assert baseline.access is not None
    center, instance = account.client("sso-admin"), {"InstanceArn": baseline.access.instance}
    found = {}
    for arn in center.list_permission_sets(**instance)["PermissionSets"]:
        named = {**instance, "PermissionSetArn": arn}
        described = center.describe_permission_set(**named)["PermissionSet"]
        attached = center.list_managed_policies_in_permission_set(**named)["AttachedManagedPolicies"]
        arns = {one["Arn"].removeprefix("arn:aws:iam::aws:policy/") for one in attached}
        found[described["Name"]] = (described["SessionDuration"], arns)
    assert found == {
        name: (f"PT{one.session_hours}H", set(one.managed))
        for name, one in baseline.access.permission_sets.items()
    }
    assert found["Ready-consultant"] == ("PT1H", {"job-function/ViewOnlyAccess"})
    assert found["Ready-network-administrator"] == ("PT4H", {"job-function/NetworkAdministrator"})
