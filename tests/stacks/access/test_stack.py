"""People get what the baseline says, where it says so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from guardrails.stacks.access.grants import Grant, grants
from guardrails.stacks.access.stack import LANES
from tests.stacks.helpers import MANAGEMENT, ROOT, edited, synthesized
from tests.stacks.lint import lint

if TYPE_CHECKING:
    from guardrails.baseline import Baseline
    from tests.stacks.helpers import Assembly

STACK = "guardrails-access"
INSTANCE = "arn:aws:sso:::instance/ssoins-69871a2b3c4d5e6f"
POLICY = "arn:aws:iam::aws:policy/"


@pytest.fixture(scope="module")
def permission_sets(assembly: Assembly) -> dict[str, dict[str, Any]]:
    """The permission sets, by name."""
    resources = assembly.of_type(STACK, "AWS::SSO::PermissionSet").values()
    return {resource["Properties"]["Name"]: resource["Properties"] for resource in resources}


@pytest.mark.parametrize(
    ("name", "session", "managed"),
    [
        ("ReadOnly", "PT8H", ["ReadOnlyAccess"]),
        ("Billing", "PT4H", ["job-function/Billing"]),
        ("Developer", "PT4H", ["PowerUserAccess"]),
        ("Administrator", "PT1H", ["AdministratorAccess"]),
    ],
)
def test_permission_sets(
    permission_sets: dict[str, dict[str, Any]], name: str, session: str, managed: list[str]
) -> None:
    """A permission set reads and lasts eight hours unless it says otherwise."""
    found = permission_sets[name]
    assert found["SessionDuration"] == session
    assert found["ManagedPolicies"] == [POLICY + policy for policy in managed]
    assert found["InstanceArn"] == INSTANCE


def test_inline_policy_is_the_file(permission_sets: dict[str, dict[str, Any]]) -> None:
    """As an object, because drift detection skips text; a set that names no file has none."""
    written = json.loads((ROOT / "policies/developer-limits.json").read_text())
    assert permission_sets["Developer"]["InlinePolicy"] == written
    assert {name for name, found in permission_sets.items() if "InlinePolicy" in found} == {
        "Developer",
        "Operator",
    }


def test_only_own_groups_are_created(assembly: Assembly) -> None:
    """A group of the identity provider is referred to by its id."""
    resources = assembly.of_type(STACK, "AWS::IdentityStore::Group").values()
    names = {resource["Properties"]["DisplayName"] for resource in resources}
    assert names == {"developers", "finance", "platform", "auditors", "consultants"}
    assert {resource["Properties"]["IdentityStoreId"] for resource in resources} == {"d-99671a2b3c"}


def test_the_management_account_only_where_it_is_named(baseline: Baseline) -> None:
    """The auditors stand at the root and get every member account; finance names the management account."""
    assert baseline.access is not None
    everything = grants(baseline.access, baseline.tree)
    assert [grant for grant in everything if grant.account == MANAGEMENT] == [
        Grant("finance", "Billing", MANAGEMENT)
    ]
    audited = {grant.account for grant in everything if grant.group == "auditors"}
    assert audited == {account.id for account in baseline.tree.accounts}


def test_paths_stand_for_the_accounts_below(baseline: Baseline) -> None:
    """Developers develop in Dev, Test and Sandbox and operate in Prod."""
    assert baseline.access is not None
    found = {
        (grant.permission_set, grant.account)
        for grant in grants(baseline.access, baseline.tree)
        if grant.group == "developers"
    }
    builds = {"555555555551", "555555555552", "666666666661", "666666666662", "777777777771"}
    runs = {"444444444441", "444444444442", "444444444443"}
    assert found == {("Developer", id_) for id_ in builds} | {("Operator", id_) for id_ in runs}


def test_overlapping_paths_assign_once() -> None:
    """A second assignment of the same would fail to deploy."""

    def overlap(data: dict[str, Any]) -> None:
        data["access"]["assignments"] = [
            {"group": "auditors", "at": ["Workloads", "Workloads/Dev"]},
            {"group": "auditors", "at": ["Workloads/Dev/shop-dev"]},
        ]

    changed = edited(overlap)
    assert changed.access is not None
    everything = grants(changed.access, changed.tree)
    assert len(everything) == len(set(everything)) == 7


def test_every_assignment_is_a_resource(assembly: Assembly, baseline: Baseline) -> None:
    """Each names its group, its permission set and its account."""
    assert baseline.access is not None
    resources = assembly.template(STACK)["Resources"]
    groups = {name: group.id for name, group in baseline.access.groups.items() if group.id}
    groups_by_id = {id_: name for name, id_ in groups.items()}

    def name_of(reference: Any, key: str) -> str:
        if isinstance(reference, str):
            return groups_by_id[reference]
        name: str = resources[reference["Fn::GetAtt"][0]]["Properties"][key]
        return name

    found = [
        Grant(
            name_of(properties["PrincipalId"], "DisplayName"),
            name_of(properties["PermissionSetArn"], "Name"),
            properties["TargetId"],
        )
        for properties in (
            resource["Properties"] for resource in assembly.of_type(STACK, "AWS::SSO::Assignment").values()
        )
    ]
    assert found == grants(baseline.access, baseline.tree)


def test_no_more_than_ten_assignments_at_once(assembly: Assembly) -> None:
    """Identity Center throttles more, so the rest waits for the one ten before it."""
    resources = assembly.of_type(STACK, "AWS::SSO::Assignment")
    names = list(resources)
    assert len(names) > LANES == 10
    for index, (name, resource) in enumerate(resources.items()):
        expected = [names[index - LANES]] if index >= LANES else None
        assert resource.get("DependsOn") == expected, name


FULL = {
    "managed": ["ReadOnlyAccess"],
    "customer_managed": ["limits", "platform/team/more"],
    "boundary": {"customer_managed": "platform/boundary"},
    "relay_state": "https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1#Instances:",
    "tags": {"owner": "platform", "cost-center": "access"},
    "inline": "policies/own-cost-center.json",
}


@pytest.fixture(scope="module")
def full() -> Assembly:
    """A baseline that uses everything that a permission set has."""

    def edit(data: dict[str, Any]) -> None:
        access = data["access"]
        access["permission_sets"] |= {
            "Full": FULL,
            "Bounded": {"boundary": {"managed": "PowerUserAccess"}},
            "Guest": {"like": "consultant"},
            "Emergency": {"like": "break-glass", "description": "For the night"},
        }
        access["attributes"] = {"Title": "${path:title}", "CostCenter": "${path:enterprise.costCenter}"}

    return synthesized(edited(edit))


def _set(assembly: Assembly, name: str) -> dict[str, Any]:
    (found,) = (
        resource["Properties"]
        for resource in assembly.of_type(STACK, "AWS::SSO::PermissionSet").values()
        if resource["Properties"]["Name"] == name
    )
    properties: dict[str, Any] = found
    return properties


def test_own_policies_are_referred_to_by_path_and_name(full: Assembly) -> None:
    """They live in the accounts, so there is no ARN."""
    found = _set(full, "Full")
    assert found["CustomerManagedPolicyReferences"] == [
        {"Name": "limits"},
        {"Name": "more", "Path": "/platform/team/"},
    ]
    assert found["PermissionsBoundary"] == {
        "CustomerManagedPolicyReference": {"Name": "boundary", "Path": "/platform/"}
    }
    assert _set(full, "Bounded")["PermissionsBoundary"] == {"ManagedPolicyArn": f"{POLICY}PowerUserAccess"}


def test_a_session_starts_where_the_set_says(full: Assembly) -> None:
    """Only where it says so."""
    assert _set(full, "Full")["RelayStateType"] == FULL["relay_state"]
    assert "RelayStateType" not in _set(full, "ReadOnly")


def test_own_tags_come_before_those_of_the_baseline(full: Assembly) -> None:
    """The others keep the baseline's."""
    own = {tag["Key"]: tag["Value"] for tag in _set(full, "Full")["Tags"]}
    assert own == {"managed-by": "guardrails", "owner": "platform", "cost-center": "access"}
    others = {tag["Key"]: tag["Value"] for tag in _set(full, "Guest")["Tags"]}
    assert others == {"managed-by": "guardrails", "cost-center": "platform"}


def test_ready_sets_are_deployed_like_any_other(full: Assembly) -> None:
    """With a short session for strangers and for emergencies."""
    guest, emergency = _set(full, "Guest"), _set(full, "Emergency")
    assert (guest["SessionDuration"], emergency["SessionDuration"]) == ("PT1H", "PT1H")
    assert guest["ManagedPolicies"] == [f"{POLICY}job-function/ViewOnlyAccess"]
    assert emergency["ManagedPolicies"] == [f"{POLICY}AdministratorAccess"]
    assert emergency["Description"] == "For the night"


def test_attributes_reach_policies(full: Assembly) -> None:
    """The name under which Identity Center passes one is the name that a policy tests."""
    attributes = full.only(STACK, "AWS::SSO::InstanceAccessControlAttributeConfiguration")
    assert attributes == {
        "InstanceArn": INSTANCE,
        "AccessControlAttributes": [
            {"Key": "CostCenter", "Value": {"Source": ["${path:enterprise.costCenter}"]}},
            {"Key": "Title", "Value": {"Source": ["${path:title}"]}},
        ],
    }
    tested = _set(full, "Full")["InlinePolicy"]["Statement"][0]["Condition"]["StringEquals"]
    assert tested == {"aws:ResourceTag/CostCenter": "${aws:PrincipalTag/CostCenter}"}


def test_cfn_lint_finds_nothing_in_any_of_it(full: Assembly) -> None:
    """A variable of a policy or of Identity Center is not a parameter of the template."""
    assert lint(full, STACK) == []


def _in_ireland(file: dict[str, Any]) -> None:
    file["access"] |= {"region": "eu-west-1", "stacks": 2}


def test_access_stands_where_identity_center_lives() -> None:
    """Every stack of the section and no other, with the resources that it has in the home region."""
    at_home = synthesized(edited(lambda file: file["access"].update(stacks=2)))
    moved = synthesized(edited(_in_ireland))
    away = {
        name
        for name, stack in moved.stacks.items()
        if stack["environment"] == f"aws://{MANAGEMENT}/eu-west-1"
    }
    assert away == {STACK, f"{STACK}-2"}
    for name in moved.stacks.keys() - {"guardrails-alerts"}:
        made, before = (json.dumps(assembly.template(name)["Resources"]) for assembly in (moved, at_home))
        # A further stack reads the outputs of the first in the region where that stands.
        further = name == f"{STACK}-2"
        assert made == (before.replace("eu-central-1", "eu-west-1") if further else before), name
