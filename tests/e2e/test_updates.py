"""Changes to a deployed baseline, one after the other: each arrives, moves nothing else and loses nothing.

The tests tell one story in their order, in one local AWS, and after each `cdk diff` is empty.
"""

from __future__ import annotations

from typing import Any

import pytest

from demo.cdk import NEVER_ASK, CdkError, member_client
from tests.e2e.conftest import Story

pytestmark = pytest.mark.e2e
NEW_ACCOUNT = "payments-dev"


def test_a_killed_deployment_goes_on(empty: Story) -> None:
    """The CLI is killed while AWS makes a resource of each stack in turn; the next run ends well."""
    empty.cdk.synthesize()
    for stack, resources in empty.stacks.items():
        stop = empty.aws.stop_in(stack, at=resources // 2 + 1)
        empty.cdk.deploy_until(stop.wait, stack)
        assert empty.status(stack) == "CREATE_IN_PROGRESS"
        stop.go_on()
    empty.cdk.deploy()
    assert empty.readback.posture() == empty.compiled
    empty.cdk.diff()


def test_a_changed_threshold_arrives(empty: Story) -> None:
    """The budget with the new threshold takes the place of the old one, and no other is touched.

    AWS fails at first: the old budget stays, and is in nobody's way afterwards.
    """
    before = {budget["BudgetName"] for budget in empty.readback.budgets()}
    empty.edit("actual: [50, 80, {", "actual: [60, 80, {")
    empty.aws.fail_in("guardrails-budgets", "Internal Failure")
    with pytest.raises(CdkError, match="Internal Failure"):
        empty.cdk.deploy("guardrails-budgets")
    assert {budget["BudgetName"] for budget in empty.readback.budgets()} == before
    empty.cdk.deploy_again("guardrails-budgets")
    budgets = {budget["BudgetName"]: budget for budget in empty.readback.budgets()}
    assert len(budgets) == len(before)
    [new] = budgets.keys() - before
    thresholds = {float(one["Threshold"]) for one in budgets[new]["Notifications"]}
    assert thresholds == {60.0, 80.0, 100.0}
    empty.cdk.diff()


def test_a_changed_amount_keeps_the_budget(empty: Story) -> None:
    """Another amount changes the budget in place: its history stays."""
    before = {budget["BudgetName"] for budget in empty.readback.budgets()}
    empty.edit("scope: Workloads, amount: 8000", "scope: Workloads, amount: 9000")
    empty.cdk.deploy("guardrails-budgets")
    after = empty.readback.budgets()
    assert {budget["BudgetName"] for budget in after} == before
    assert "9000" in {one["BudgetLimit"]["Amount"].partition(".")[0] for one in after if "BudgetLimit" in one}
    empty.cdk.diff()


def test_a_renamed_unit_keeps_its_policies(empty: Story) -> None:
    """The policies of a renamed unit get its new name and stay the same policies.

    AWS fails in the middle at first: what was renamed already gets its old name back.
    """
    unit = empty.baseline.tree.by_path["Infrastructure"].id
    before = _policy_ids(empty, unit)
    empty.readback.client("organizations").update_organizational_unit(
        OrganizationalUnitId=unit, Name="Platform"
    )
    text = empty.path.read_text(encoding="utf-8")
    empty.path.write_text(text.replace("Infrastructure", "Platform"), encoding="utf-8")
    empty.aws.fail_in("guardrails-policies", "Internal Failure", at=2)
    with pytest.raises(CdkError, match="Internal Failure"):
        empty.cdk.deploy("guardrails-policies")
    assert _policy_ids(empty, unit) == before
    empty.cdk.deploy_again()
    after = _policy_ids(empty, unit)
    assert set(after.values()) == set(before.values())
    assert all("Platform" in name for name in after if name.startswith("guardrails/"))
    assert empty.readback.posture() == empty.compiled
    empty.cdk.diff()


def test_a_new_account_gets_what_its_unit_has(empty: Story) -> None:
    """An account that joins gets its unit's assignments and the audit role; nothing else moves."""
    access = empty.baseline.access
    assert access is not None
    before = empty.readback.assignments(access.instance, access.identity_store)
    roles = _audit_roles(empty)
    organizations = empty.readback.client("organizations")
    created = organizations.create_account(AccountName=NEW_ACCOUNT, Email="payments-dev@example.com")
    account = created["CreateAccountStatus"]["AccountId"]
    tree = empty.baseline.tree
    organizations.move_account(
        AccountId=account,
        SourceParentId=tree.root.id,
        DestinationParentId=tree.by_path["Workloads/Dev"].id,
    )
    empty.edit('data-dev: "666666666662" }', f'data-dev: "666666666662", {NEW_ACCOUNT}: "{account}" }}')
    empty.cdk.deploy()
    after = empty.readback.assignments(access.instance, access.identity_store)
    assert before <= after
    gained = after - before
    assert {one.account for one in gained} == {f"Workloads/Dev/{NEW_ACCOUNT}"}
    like = {(one.group, one.permission_set) for one in before if one.account == "Workloads/Dev/data-dev"}
    assert {(one.group, one.permission_set) for one in gained} == like
    assert empty.readback.posture() == empty.compiled
    later = _audit_roles(empty)
    assert later.keys() - roles.keys() == {f"Workloads/Dev/{NEW_ACCOUNT}"}
    assert roles.items() <= later.items()
    empty.cdk.diff()


def test_a_moved_account_takes_over_what_its_new_unit_has(empty: Story) -> None:
    """It has the new unit's assignments instead of the old one's; every policy and every audit role stays."""
    access, tree = empty.baseline.access, empty.baseline.tree
    assert access is not None
    old, new = f"Workloads/Dev/{NEW_ACCOUNT}", f"Sandbox/{NEW_ACCOUNT}"
    account = tree.by_path[old].id
    before = empty.readback.assignments(access.instance, access.identity_store)
    policies = {node.id: _policy_ids(empty, node.id) for node in tree.nodes}
    roles = _audit_roles(empty)
    empty.readback.client("organizations").move_account(
        AccountId=account,
        SourceParentId=tree.by_path["Workloads/Dev"].id,
        DestinationParentId=tree.by_path["Sandbox"].id,
    )
    empty.edit(f', {NEW_ACCOUNT}: "{account}"', "")
    empty.edit('sandbox-ada: "777777777771"', f'sandbox-ada: "777777777771", {NEW_ACCOUNT}: "{account}"')
    empty.cdk.deploy()
    after = empty.readback.assignments(access.instance, access.identity_store)
    assert {one for one in before if one.account != old} == {one for one in after if one.account != new}
    like = {(one.group, one.permission_set) for one in after if one.account == "Sandbox/sandbox-ada"}
    assert {(one.group, one.permission_set) for one in after if one.account == new} == like
    assert {node.id: _policy_ids(empty, node.id) for node in empty.baseline.tree.nodes} == policies
    assert _audit_roles(empty) == {(new if path == old else path): id_ for path, id_ in roles.items()}
    assert empty.readback.posture() == empty.compiled
    empty.cdk.diff()


def test_a_renamed_permission_set_takes_its_assignments_along(empty: Story) -> None:
    """AWS can't rename a permission set: the new one replaces it, and whoever had it has the new one."""
    access = empty.baseline.access
    assert access is not None
    before = empty.readback.assignments(access.instance, access.identity_store)
    text = empty.path.read_text(encoding="utf-8")
    empty.path.write_text(text.replace("Developer", "Builder"), encoding="utf-8")
    empty.cdk.deploy()
    after = empty.readback.assignments(access.instance, access.identity_store)
    renamed = {(a.account, a.group, a.permission_set.replace("Developer", "Builder")) for a in before}
    assert {(a.account, a.group, a.permission_set) for a in after} == renamed
    empty.cdk.diff()


def test_a_changed_lifecycle_arrives(empty: Story) -> None:
    """Log files are kept for as long as the baseline now says, in the same bucket."""
    section = empty.baseline.trail
    assert section is not None
    empty.edit("expire_after_days: 2557", "expire_after_days: 3650")
    empty.cdk.deploy()
    s3: Any = member_client(empty.aws, empty.baseline.tree, "s3", empty.baseline.archive_account.id)
    rules = s3.get_bucket_lifecycle_configuration(Bucket=section.bucket)["Rules"]
    days = [rule["Expiration"]["Days"] for rule in rules if "Days" in rule.get("Expiration", {})]
    assert 3650 in days
    assert 2557 not in days
    empty.cdk.diff()


def test_a_removed_stack_takes_only_its_own_along(empty: Story) -> None:
    """The budgets go with their stack; the rest of the baseline doesn't notice."""
    empty.cdk.unprotect(empty.baseline.tree.management_account.id)
    empty.cdk.destroy("guardrails-budgets")
    text = empty.path.read_text(encoding="utf-8")
    start = text.index("budgets:\n")
    end = text.index("\n\n", start)
    empty.path.write_text(text[:start] + text[end:].lstrip("\n"), encoding="utf-8")
    said = empty.cdk.deploy()
    assert not any("guardrails-budgets" in line for line in said)
    assert empty.readback.budgets() == []
    assert empty.readback.posture() == empty.compiled
    empty.cdk.diff()


def test_a_set_renamed_over_several_stacks_leaves_none_behind(empty: Story) -> None:
    """The first stack deletes a set only when the others assign it no longer: in two deployments."""
    empty.edit("  permission_sets:\n", "  stacks: 3\n  permission_sets:\n")
    empty.cdk.deploy()
    access = empty.baseline.access
    assert access is not None
    before = empty.readback.assignments(access.instance, access.identity_store)
    text = empty.path.read_text(encoding="utf-8")
    empty.path.with_name("before.yaml").write_text(text, encoding="utf-8")
    empty.path.write_text(text.replace("Builder", "Maker"), encoding="utf-8")
    deployed = str(empty.path.with_name("before.yaml"))
    empty.cdk.run("deploy", "guardrails-access*", "-c", f"before={deployed}", *NEVER_ASK)
    assert {"Builder", "Maker"} <= empty.readback.permission_sets(access.instance).keys()
    empty.cdk.deploy("guardrails-access*")
    assert empty.readback.permission_sets(access.instance).keys() == (
        (access.permission_sets.keys() - {"Builder"}) | {"Maker"}
    )
    after = empty.readback.assignments(access.instance, access.identity_store)
    renamed = {(a.account, a.group, a.permission_set.replace("Builder", "Maker")) for a in before}
    assert {(a.account, a.group, a.permission_set) for a in after} == renamed
    empty.cdk.diff()


def _audit_roles(story: Story) -> dict[str, str]:
    """Return the id of each account's audit role: another one would have another."""
    section = story.baseline.accounts
    assert section is not None
    return {path: role["RoleId"] for path, role in story.readback.role(section.audit_role.name).items()}


def _policy_ids(story: Story, node: str) -> dict[str, str]:
    listed = story.readback.client("organizations").list_policies_for_target(
        TargetId=node, Filter="SERVICE_CONTROL_POLICY"
    )
    return {policy["Name"]: policy["Id"] for policy in listed["Policies"]}
