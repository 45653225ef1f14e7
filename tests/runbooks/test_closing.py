"""The runbook about closing an account, with a deployment before and after AWS has suspended it."""

from __future__ import annotations

import pytest

from demo.cdk import CdkError
from tests.e2e.conftest import Story
from tests.runbooks.shell import Shell

pytestmark = pytest.mark.e2e
ADA = "Sandbox/sandbox-ada"
BUDGET = "    sandbox-ada: { scope: Sandbox/sandbox-ada, amount: 100, actual: [50, 100] }\n"
CLOSED = f"accounts:\n  closed: [{ADA}]"


def _edit(story: Story, old: str, new: str) -> None:
    text = story.path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    story.path.write_text(text.replace(old, new), encoding="utf-8")


def _assigned(story: Story, account: str) -> list[str]:
    """List the permission sets that are assigned to somebody in an account."""
    client, access = story.readback.client("sso-admin"), story.baseline.access
    assert access is not None
    list_sets = client.list_permission_sets_provisioned_to_account
    return list(list_sets(InstanceArn=access.instance, AccountId=account).get("PermissionSets", ()))


def test_an_account_is_closed_and_deployments_go_on(shell: Shell) -> None:
    """Its assignments go first; later deployments leave it out, and one that doesn't is taken back."""
    page, story = "close-an-account", shell.story
    account = story.baseline.tree.by_path[ADA].id
    assert _assigned(story, account) != []
    _edit(story, "\naccounts: #", f"\n{CLOSED} #")
    assert "budgets.limits.sandbox-ada.scope" in shell.run(page, 0)
    _edit(story, BUDGET, "")
    assert "closed-account-named" not in shell.run(page, 0)
    shell.run(page, 1)
    assert _assigned(story, account) == []
    assert shell.run(page, 2, {"ACCOUNT": account}).split()[-1] == "CLOSED"
    _edit(story, "session_hours: 4, inline", "session_hours: 5, inline")
    shell.run(page, 3)
    assert story.readback.posture() == story.compiled

    _edit(story, f"\n{CLOSED} #", "\naccounts: #")
    with pytest.raises(CdkError, match=rf"{account}.*takes longer than usual"):
        story.cdk.deploy("guardrails-access", "--exclusively")
    assert _assigned(story, account) == []
