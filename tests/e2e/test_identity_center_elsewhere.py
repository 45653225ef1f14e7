"""Identity Center lives in another region than the home region: bootstrapped and deployed as README says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from demo.readback import AccountAssignment
from guardrails.stacks.access.grants import grants
from tests.e2e.conftest import EXAMPLE, Story, going_on
from tests.e2e.printed import bootstrap_as_printed

pytestmark = pytest.mark.e2e
STACK, REGION = "guardrails-access", "eu-west-1"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Run the printed commands for both regions, and deploy the section."""
    folder = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    file = folder / "baseline.yaml"
    store = "  identity_store: d-99671a2b3c\n"
    text = file.read_text(encoding="utf-8")
    assert text.count(store) == 1
    file.write_text(text.replace(store, f"{store}  region: {REGION}\n"), encoding="utf-8")
    with going_on(folder) as story:
        bootstrap_as_printed(story)
        story.cdk.deploy(STACK)
        yield story


def test_the_stack_stands_there_and_not_at_home(story: Story) -> None:
    """It is complete, made by the execution role of that region."""
    management = story.baseline.tree.management_account.id
    there, home = (
        story.aws.client("cloudformation", management, region)
        for region in (REGION, story.baseline.tree.home_region)
    )
    [stack] = there.describe_stacks(StackName=STACK)["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert stack["RoleARN"].endswith(f":role/cdk-guardrails-cfn-exec-role-{management}-{REGION}")
    with pytest.raises(ClientError, match="does not exist"):
        home.describe_stacks(StackName=STACK)


def test_everybody_has_what_the_file_says(story: Story) -> None:
    """Permission sets, groups and assignments, in every account that the file names."""
    section, tree = story.baseline.access, story.baseline.tree
    assert section is not None
    assert set(story.readback.permission_sets(section.instance)) == set(section.permission_sets)
    paths = {account.id: account.path for account in (tree.management_account, *tree.accounts)}
    assert story.readback.assignments(section.instance, section.identity_store) == {
        AccountAssignment(paths[grant.account], grant.permission_set, grant.group)
        for grant in grants(section, tree)
    }


def test_the_execution_role_there_gives_access_alone(story: Story) -> None:
    """The role of the home region has no policy that reaches Identity Center."""
    tree = story.baseline.tree
    management = tree.management_account.id
    iam = story.aws.client("iam", management, tree.home_region)
    attached = {
        region: {
            policy["PolicyName"]
            for policy in iam.list_attached_role_policies(
                RoleName=f"cdk-guardrails-cfn-exec-role-{management}-{region}"
            )["AttachedPolicies"]
        }
        for region in (REGION, tree.home_region)
    }
    assert attached[REGION] == {"guardrails-execution-access"}
    assert "guardrails-execution-access" not in attached[tree.home_region]


def test_the_demonstration_bootstraps_both_regions(story: Story) -> None:
    """Each with the policies of its own stacks: the second one changes nothing."""
    tree = story.baseline.tree
    said = story.cdk.bootstrap(tree.management_account.id)
    for region in (REGION, tree.home_region):
        unchanged = f"Environment aws://{tree.management_account.id}/{region} bootstrapped (no changes)."
        assert any(unchanged in line for line in said), said
