"""The real CLI makes the way back before the policies, and takes it away after them or not at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from demo.cdk import CdkError, member_client
from tests.e2e.conftest import Story, begun

pytestmark = pytest.mark.e2e
ACCOUNTS, POLICIES, ROLE = "guardrails-accounts", "guardrails-policies", "break-glass"


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Ask for the policies alone, in an organization in which nothing is."""
    with begun(tmp_path_factory.mktemp("break-glass")) as story:
        story.said = story.cdk.deploy(POLICIES)
        yield story


def _with_role(story: Story) -> set[str]:
    return set(story.readback.role(ROLE))


def _unprotect(story: Story, *stacks: str) -> None:
    tree = story.baseline.tree
    client = member_client(story.aws, tree, "cloudformation", tree.management_account.id)
    for stack in stacks:
        client.update_termination_protection(StackName=stack, EnableTerminationProtection=False)


def _everybody(story: Story) -> set[str]:
    tree = story.baseline.tree
    return {tree.management_account.path, *(account.path for account in tree.accounts)}


def test_the_role_is_made_before_the_first_policy(deployed: Story) -> None:
    """Who asks for the policies gets the role as well, and first."""
    done = [line for line in deployed.said if line.strip() in {f"✅  {ACCOUNTS}", f"✅  {POLICIES}"}]
    assert [line.split()[-1] for line in done] == [ACCOUNTS, POLICIES]
    assert _with_role(deployed) == _everybody(deployed)


def test_destroying_it_takes_the_policies_away_first(deployed: Story) -> None:
    """Their termination protection stops that, so nothing goes; without it both go, the role at the end."""
    _unprotect(deployed, ACCOUNTS)
    with pytest.raises(CdkError, match="TerminationProtection"):
        deployed.cdk.destroy(ACCOUNTS)
    assert _with_role(deployed) == _everybody(deployed)
    assert deployed.readback.posture() == deployed.compiled
    _unprotect(deployed, POLICIES)
    said = "\n".join(deployed.cdk.destroy(ACCOUNTS))
    assert said.index(f"{POLICIES}: destroyed") < said.index(f"{ACCOUNTS}: destroyed")
    assert _with_role(deployed) == set()
    attached = {name for policies in deployed.readback.posture().values() for name in policies}
    assert attached == {"FullAWSAccess"}
