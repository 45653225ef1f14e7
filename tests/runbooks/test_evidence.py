"""The runbooks about stacks and their evidence: one story in one local AWS, in the order of the tests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from demo.cdk import CdkError, member_client
from demo.rescue import rescuer
from emulator.client import Credentials
from guardrails.baseline.bootstrap import TOOLKIT_STACK
from tests.e2e.conftest import Story, begun
from tests.runbooks.conftest import without_section
from tests.runbooks.shell import Shell

pytestmark = pytest.mark.e2e
ARCHIVE, TRAIL, BUDGETS = "guardrails-trail-archive", "guardrails-trail", "guardrails-budgets"
FAILURE = "Internal Failure"
OLD_VERSION = "21"
EXEMPT, SHOP = "AWSControlTowerExecution", "Workloads/Prod/shop"
GROUP = "/guardrails/organization-trail"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """Begin with an older bootstrap, and nothing deployed."""
    with begun(tmp_path_factory.mktemp("evidence")) as story:
        for account in (story.baseline.tree.management_account, story.baseline.archive_account):
            _bootstrap_as_it_was(story, account.id)
        _let_in_before(story, story.baseline.tree.by_path[SHOP].id)
        yield Shell(story)


def _let_in_before(story: Story, account: str) -> None:
    """Make an exempt role that will be able to delete the break-glass role."""
    tree = story.baseline.tree
    iam = story.aws.client("iam", account, tree.home_region)
    principal = {"AWS": f"arn:aws:iam::{tree.management_account.id}:root"}
    trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.create_role(RoleName=EXEMPT, AssumeRolePolicyDocument=_document(trust))
    iam.put_role_policy(RoleName=EXEMPT, PolicyName="all", PolicyDocument=_document(everything))


def _document(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _bootstrap_as_it_was(story: Story, account: str) -> None:
    """Put an earlier version of the bootstrap in the place of today's."""
    template = "\n".join(story.cdk.run("bootstrap", "--show-template", app=""))
    earlier, changed = re.subn(r'(Value: ")\d+(")', rf"\g<1>{OLD_VERSION}\g<2>", template)
    assert changed == 2  # the parameter in Systems Manager, and the output
    file = story.folder / "bootstrap.yaml"
    file.write_text(earlier, encoding="utf-8")
    story.cdk.run(
        *("bootstrap", f"aws://{account}/{story.baseline.tree.home_region}"),
        *("--template", str(file), "--force", "--termination-protection"),
        *("--qualifier", story.cdk.qualifier, "--toolkit-stack-name", TOOLKIT_STACK),
        app="",
        account=account,
    )
    assert _version(story, account) == OLD_VERSION


def _toolkit(story: Story, account: str) -> tuple[str, dict[str, str]]:
    """Give the version of a bootstrap, and its parameters."""
    client = member_client(story.aws, story.baseline.tree, "cloudformation", account)
    [stack] = client.describe_stacks(StackName=TOOLKIT_STACK)["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
    parameters = {one["ParameterKey"]: one["ParameterValue"] for one in stack["Parameters"]}
    return str(outputs["BootstrapVersion"]), parameters


def _version(story: Story, account: str) -> str:
    return _toolkit(story, account)[0]


def _fails_at_first(shell: Shell, stack: str, *, at: int = 1) -> None:
    """Let the first deployment of a stack fail; the next one is then kept from its place."""
    shell.story.cdk.synthesize()
    shell.story.aws.fail_in(stack, FAILURE, at=at)
    with pytest.raises(CdkError, match=FAILURE):
        shell.story.cdk.deploy_again(stack)
    with pytest.raises(CdkError, match="TerminationProtection is enabled"):
        shell.story.cdk.deploy_again(stack)


def test_the_first_deployments_fail(shell: Shell) -> None:
    """The page's commands, one block for each kind of stack, lead to a deployed one."""
    page = "first-deployment-failed"
    _fails_at_first(shell, BUDGETS)
    shell.run(page, 0)
    _fails_at_first(shell, ARCHIVE, at=6)
    shell.run(page, 1)
    _fails_at_first(shell, TRAIL, at=5)
    shell.run(page, 2)
    assert {shell.story.status(stack) for stack in (BUDGETS, ARCHIVE, TRAIL)} == {"CREATE_COMPLETE"}
    shell.story.cdk.deploy_again()
    assert shell.story.readback.posture() == shell.story.compiled


def test_the_bootstrap_is_upgraded(shell: Shell) -> None:
    """Nobody but the break-glass role upgrades it in the log-archive account."""
    page, story = "upgrade-the-bootstrap", shell.story
    management, archive = story.baseline.tree.management_account.id, story.baseline.archive_account.id
    kept = {account: _toolkit(story, account)[1] for account in (management, archive)}
    assert all("policy/guardrails-execution" in json.dumps(parameters) for parameters in kept.values())
    shell.run(page, 0)
    assert int(_version(story, management)) > int(OLD_VERSION)
    shell.profiles = _profile("log-archive-break-glass", _administrator(story, archive))
    shell.run(page, 1, code=1)
    assert _version(story, archive) == OLD_VERSION
    rescue = rescuer(story.aws, story.baseline)
    assert rescue is not None
    shell.profiles = _profile("log-archive-break-glass", rescue.come_in(archive))
    shell.run(page, 1)
    assert _version(story, archive) == _version(story, management)
    assert {account: _toolkit(story, account)[1] for account in kept} == kept
    shell.run(page, 2)


def _administrator(story: Story, account: str) -> Credentials:
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    tree = story.baseline.tree
    return story.aws.assume_role(role, caller=tree.management_account.id, region=tree.home_region)


def _profile(name: str, credentials: Credentials) -> str:
    return (
        f"\n[profile {name}]\naws_access_key_id = {credentials.access_key_id}\n"
        f"aws_secret_access_key = {credentials.secret_access_key}\n"
        f"aws_session_token = {credentials.session_token}\n"
    )


def test_deleted_stacks_take_their_evidence_over(shell: Shell) -> None:
    """Buckets, log files, keys, alias and log group are the same ones afterwards."""
    page, story = "deploy-a-deleted-stack-again", shell.story
    before = _evidence(story)
    for stack in ("guardrails-alerts", "guardrails-trail-search", TRAIL, ARCHIVE):
        _delete(story, stack)
    assert _evidence(story) == before
    with pytest.raises(CdkError, match="ROLLBACK_COMPLETE"):
        story.cdk.deploy_again(ARCHIVE)
    _delete(story, ARCHIVE)
    key, log_group_key = shell.run(page, 0).split()
    shell.run(page, 1, {"KEY": key, "LOG_GROUP_KEY": log_group_key.rpartition("/")[2]})
    assert _evidence(story) == before
    assert {story.status(stack) for stack in (TRAIL, ARCHIVE)} <= {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
    story.cdk.diff()
    assert shell.run("see-changes-by-hand", 0).count("No drift detected") == len(story.stacks)


def _delete(story: Story, stack: str) -> None:
    """Delete a stack as its deployment role does, whatever protects it."""
    tree, account = story.baseline.tree, story.account(stack)
    credentials = None
    if account != tree.management_account.id:
        name = f"cdk-{story.cdk.qualifier}-deploy-role-{account}-{tree.home_region}"
        role = f"arn:aws:iam::{account}:role/{name}"
        credentials = story.aws.assume_role(role, caller=tree.management_account.id, region=tree.home_region)
    client = story.aws.client("cloudformation", account, tree.home_region, credentials)
    client.update_termination_protection(StackName=stack, EnableTerminationProtection=False)
    client.delete_stack(StackName=stack)
    client.get_waiter("stack_delete_complete").wait(StackName=stack, WaiterConfig={"Delay": 1})


def _evidence(story: Story) -> dict[str, Any]:
    """Tell the identity of what holds evidence."""
    tree, archive = story.baseline.tree, story.baseline.archive_account.id
    s3, kms = (member_client(story.aws, tree, service, archive) for service in ("s3", "kms"))
    logs = story.readback.client("logs")
    [group] = logs.describe_log_groups(logGroupNamePrefix=GROUP)["logGroups"]
    buckets = {one["Name"]: str(one["CreationDate"]) for one in s3.list_buckets()["Buckets"]}
    return {
        "buckets": {name: date for name, date in buckets.items() if "organization-trail" in name},
        "key": kms.describe_key(KeyId="alias/organization-trail")["KeyMetadata"]["KeyId"],
        "group": (group["creationTime"], group["kmsKeyId"]),
    }


def test_a_section_goes(shell: Shell) -> None:
    """Its stack goes with it, whether the file still has the section or not."""
    page, story = "remove-a-section", shell.story
    text = story.path.read_text("utf-8")
    shell.run(page, 0)
    without_section(story, "budgets")
    shell.run(page, 1)
    assert story.readback.budgets() == []
    story.path.write_text(text, encoding="utf-8")
    story.cdk.deploy(BUDGETS)
    assert story.readback.budgets() != []
    without_section(story, "budgets")
    shell.run(page, 2)
    assert story.readback.budgets() == []
    story.path.write_text(text, encoding="utf-8")
    story.cdk.deploy()
    assert story.readback.posture() == story.compiled


def test_drift_of_another_stack(shell: Shell) -> None:
    """What somebody changed by hand in a budget is as the file says again."""
    story = shell.story
    budgets = story.readback.client("budgets")
    account = story.baseline.tree.management_account.id
    listed = budgets.describe_budgets(AccountId=account)["Budgets"]
    budget = next(one for one in listed if "sandbox-ada" in one["BudgetName"])
    before = budget["BudgetLimit"]
    budgets.update_budget(
        AccountId=account, NewBudget={**budget, "BudgetLimit": {"Amount": "99999", "Unit": "USD"}}
    )
    shell.run("see-changes-by-hand", 1)
    [after] = [
        one
        for one in budgets.describe_budgets(AccountId=account)["Budgets"]
        if one["BudgetName"] == budget["BudgetName"]
    ]
    assert float(after["BudgetLimit"]["Amount"]) == float(before["Amount"])


def test_the_break_glass_role_comes_back(shell: Shell) -> None:
    """Through the file where the baseline makes it; by hand where somebody else made it."""
    page, story = "break-glass-lost", shell.story
    shop = story.baseline.tree.by_path[SHOP].id
    trusted = _trust(story, shop)
    _delete_role(story, shop)
    text = story.path.read_text("utf-8")
    story.edit("break_glass: { callers", "break_glass: { enabled: false, callers")
    shell.run(page, 0)
    story.path.write_text(text, encoding="utf-8")
    shell.run(page, 1)
    assert _trust(story, shop) == trusted
    _delete_role(story, shop)
    (story.folder / "trust.json").write_text(json.dumps(trusted), encoding="utf-8")
    shell.profiles = _profile("member", _administrator(story, shop))
    with pytest.raises(ClientError, match="explicit deny"):
        member_client(story.aws, story.baseline.tree, "iam", shop).create_role(
            RoleName="break-glass", AssumeRolePolicyDocument=json.dumps(trusted)
        )
    shell.run(page, 2, {"ROOT": story.baseline.tree.root.id})
    assert _rescued(story, shop)
    assert story.readback.posture() == story.compiled


def _rescued(story: Story, account: str) -> Credentials:
    """Come in by the break-glass role."""
    rescue = rescuer(story.aws, story.baseline)
    assert rescue is not None
    return rescue.come_in(account)


def _trust(story: Story, account: str) -> Any:
    iam = member_client(story.aws, story.baseline.tree, "iam", account)
    return iam.get_role(RoleName="break-glass")["Role"]["AssumeRolePolicyDocument"]


def _delete_role(story: Story, account: str) -> None:
    """Delete the break-glass role by hand, as an exempt role may."""
    tree = story.baseline.tree
    role = f"arn:aws:iam::{account}:role/{EXEMPT}"
    exempt = story.aws.assume_role(role, caller=tree.management_account.id, region=tree.home_region)
    iam = story.aws.client("iam", account, tree.home_region, exempt)
    for policy in iam.list_attached_role_policies(RoleName="break-glass")["AttachedPolicies"]:
        iam.detach_role_policy(RoleName="break-glass", PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName="break-glass")
