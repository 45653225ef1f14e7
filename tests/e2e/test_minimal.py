"""The smallest baseline that keeps the promises, deployed into an organization of three accounts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from demo.calls import calls, denied, make, prepare
from demo.readback import AccountAssignment
from tests.baselines import MINIMAL
from tests.e2e.conftest import Story, going_on
from tests.e2e.printed import bootstrap_as_printed

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """An organization that was bootstrapped and deployed as README says, from the file as it is shipped."""
    folder = tmp_path_factory.mktemp("minimal")
    shutil.copy(MINIMAL, folder / "baseline.yaml")
    with going_on(folder) as story:
        bootstrap_as_printed(story)
        for account in story.baseline.tree.accounts:
            prepare(story.aws, story.baseline, account)
        story.cdk.deploy()
        yield story


def test_the_policies_are_on_their_nodes(story: Story) -> None:
    """AWS has the documents that the file compiles to, and the regions' list among them."""
    assert story.readback.posture() == story.compiled
    assert any("regions" in name for name in story.compiled["Root"])


def test_every_call_is_recorded_in_the_archive(story: Story) -> None:
    """The trail records all accounts and regions, encrypted by the log archive's key."""
    trail = story.readback.trail()
    assert trail is not None
    assert all(trail[key] for key in ("IsOrganizationTrail", "IsMultiRegionTrail", "IsLogging"))
    assert trail["LogFileValidationEnabled"] is True
    assert f":{story.baseline.archive_account.id}:" in trail["KmsKeyId"]


def test_alarms_and_budgets_reach_the_founder(story: Story) -> None:
    """Each alarm's topic has his address, and so has the budgets'."""
    assert story.baseline.budgets is not None
    alarms, subscribers = story.readback.alarms(), story.readback.subscriptions()
    assert len(alarms) >= 12
    assert {address for topics in alarms.values() for topic in topics for address in subscribers[topic]} == {
        "me@example.com"
    }
    [budget] = story.readback.budgets()
    assert float(budget["BudgetLimit"]["Amount"]) == story.baseline.budgets.limits["organization"].amount


def test_people_read_every_member_account_and_nothing_else(story: Story) -> None:
    """The one group has the one permission set, which reads."""
    access: Any = story.baseline.access
    assert story.readback.assignments(access.instance, access.identity_store) == {
        AccountAssignment(account.path, "ReadOnly", "everyone") for account in story.baseline.tree.accounts
    }
    assert story.readback.permission_sets(access.instance)["ReadOnly"]["Managed"] == ["ReadOnlyAccess"]


def test_the_roles_for_audits_and_emergencies_are_in_every_account(story: Story) -> None:
    """The audit role reads; the break-glass role can repair."""
    tree = story.baseline.tree
    everywhere = {tree.management_account.path, *(account.path for account in tree.accounts)}
    for name, policy in (("guardrails-audit", "SecurityAudit"), ("break-glass", "AdministratorAccess")):
        roles = story.readback.role(name)
        assert roles.keys() == everywhere
        assert {tuple(role["Managed"]) for role in roles.values()} == {(policy,)}


def test_the_guardrails_refuse_and_accept_real_calls(story: Story) -> None:
    """Calls from the workload account end as the file wants."""
    account: Any = story.baseline.tree.by_path["Workloads/app"]
    trail: Any = story.readback.trail()
    outcomes = [make(call) for call in calls(story.aws, story.baseline, account, trail["TrailARN"])]
    assert [outcome for outcome in outcomes if not outcome.as_expected] == []
    assert all(outcome.accepted or denied(outcome) for outcome in outcomes)
    assert {outcome.accepted for outcome in outcomes} == {True, False}


def test_a_second_look_finds_nothing_to_change(story: Story) -> None:
    """AWS has everything as the templates say."""
    story.cdk.diff()
