"""Who bootstraps how: the baseline as README prints it, anybody else as CDK's guide says."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from demo.cdk import member_client
from emulator.client import running
from guardrails.baseline.bootstrap import TOOLKIT_STACK
from tests.e2e.conftest import EXAMPLE, Story
from tests.e2e.printed import bootstrap_as_printed

pytestmark = pytest.mark.e2e
SHOP = "444444444441"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Bootstrap the example by the printed commands, and deploy its policies."""
    folder = tmp_path_factory.mktemp("bootstrap")
    for file in (EXAMPLE / "baseline.yaml", *(EXAMPLE / "policies").iterdir()):
        copy = folder / file.relative_to(EXAMPLE)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    with running(folder / "baseline.yaml") as aws:
        story = Story(aws, folder, [])
        story.said = bootstrap_as_printed(story)
        story.cdk.deploy("guardrails-policies")
        yield story


def _toolkit(story: Story, account: str) -> dict[str, Any]:
    client = member_client(story.aws, story.baseline.tree, "cloudformation", account)
    stack: dict[str, Any] = client.describe_stacks(StackName=TOOLKIT_STACK)["Stacks"][0]
    return stack


def test_the_printed_commands_bootstrap_both_accounts(printed: Story) -> None:
    """Each stack is protected, and its execution role has the derived policies and no other."""
    tree = printed.baseline.tree
    home = tree.home_region
    wanted = {
        tree.management_account.id: {"guardrails-execution", "guardrails-execution-2"},
        printed.baseline.archive_account.id: {"guardrails-execution-archive"},
    }
    for account, policies in wanted.items():
        assert _toolkit(printed, account)["EnableTerminationProtection"] is True
        iam = member_client(printed.aws, tree, "iam", account)
        role = f"cdk-guardrails-cfn-exec-role-{account}-{home}"
        attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        assert {policy["PolicyName"] for policy in attached} == policies


def test_an_administrator_bootstraps_his_account_for_his_own_apps(printed: Story) -> None:
    """With the guardrails in force, by the plain command."""
    home = printed.baseline.tree.home_region
    printed.cdk.run("bootstrap", f"aws://{SHOP}/{home}", app="", account=SHOP)
    iam = member_client(printed.aws, printed.baseline.tree, "iam", SHOP)
    role = iam.get_role(RoleName=f"cdk-hnb659fds-cfn-exec-role-{SHOP}-{home}")["Role"]
    assert role["Arn"].startswith(f"arn:aws:iam::{SHOP}:role/")


@pytest.mark.parametrize(
    ("name", "status"), [("shop-app", "CREATE_COMPLETE"), ("break-glass", "ROLLBACK_COMPLETE")]
)
def test_what_he_deploys_is_bound_like_everybody(printed: Story, name: str, status: str) -> None:
    """His apps make roles, though not the one that guardrails exempt."""
    tree = printed.baseline.tree
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": name,
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        },
    }
    client = member_client(printed.aws, tree, "cloudformation", SHOP)
    client.create_stack(
        StackName=f"app-{name}",
        TemplateBody=json.dumps({"Resources": {"Role": role}}),
        Capabilities=["CAPABILITY_NAMED_IAM"],
        RoleARN=f"arn:aws:iam::{SHOP}:role/cdk-hnb659fds-cfn-exec-role-{SHOP}-{tree.home_region}",
    )
    stack = {"StackStatus": "CREATE_IN_PROGRESS"}
    while stack["StackStatus"].endswith("_IN_PROGRESS"):
        time.sleep(0.1)
        stack = client.describe_stacks(StackName=f"app-{name}")["Stacks"][0]
    assert stack["StackStatus"] == status
    if status != "CREATE_COMPLETE":
        events = client.describe_stack_events(StackName=f"app-{name}")["StackEvents"]
        reasons = " ".join(event.get("ResourceStatusReason", "") for event in events)
        assert "explicit deny in a service control policy" in reasons
