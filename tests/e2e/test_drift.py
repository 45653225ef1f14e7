"""The commands that README prints find what somebody changed by hand, in every stack of every account."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from demo.cdk import PROJECT, administrator
from emulator.client import Credentials
from tests.e2e.conftest import Story, begun

pytestmark = pytest.mark.e2e
RUNBOOK = PROJECT / "docs" / "runbooks" / "see-changes-by-hand.md"
PAGES = (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md")), RUNBOOK)
COMMAND = re.compile(r"^((?:AWS_PROFILE=\S+ )?cdk drift\b.*?)(?: +#.*)?$", re.MULTILINE)
COMMANDS = COMMAND.findall(PAGES[0].read_text("utf-8"))
EXEMPT = "AWSControlTowerExecution"
"""A role that the example exempts, and that changes by hand what the guardrails protect."""
ANYBODY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


class Answer(NamedTuple):
    """What README's commands said, one after another: the codes that they ended with, and the stacks."""

    codes: list[int]
    drifted: dict[str, bool]
    """Of every stack that was looked at, whether it has drifted."""


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Deploy the example, with an exempt role in the archive account that was there before."""
    with begun(tmp_path_factory.mktemp("drift")) as story:
        archive = story.baseline.archive_account
        management = story.baseline.tree.management_account.id
        iam = story.aws.client("iam", archive.id, story.baseline.tree.home_region)
        trust = {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{management}:root"},
            "Action": "sts:AssumeRole",
        }
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        iam.create_role(RoleName=EXEMPT, AssumeRolePolicyDocument=document)
        iam.put_role_policy(RoleName=EXEMPT, PolicyName="all", PolicyDocument=json.dumps(ANYBODY))
        story.cdk.deploy()
        yield story


def _ask(story: Story, folder: Path) -> Answer:
    """Run README's commands as they stand there, with a profile an account, and read what they say."""
    tree = story.baseline.tree
    environment = story.aws.environment(tree.management_account.id, tree.home_region)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        del environment[name]
    profiles = folder / "credentials"
    profiles.write_text(
        _profile("default", Credentials(tree.management_account.id, "local"))
        + _profile("log-archive", administrator(story.aws, tree, story.baseline.archive_account.id)),
        encoding="utf-8",
    )
    environment["AWS_SHARED_CREDENTIALS_FILE"] = str(profiles)
    environment["PATH"] = os.pathsep.join(
        (str(PROJECT / ".venv" / "bin"), str(PROJECT / "node_modules" / ".bin"), os.environ["PATH"])
    )
    (folder / "cdk.json").write_text(json.dumps({"app": str(story.cdk.output)}), encoding="utf-8")
    answers = [
        subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env={**environment, "CDK_NOTICES": "false", "NO_COLOR": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=240,
            check=False,
        )
        for command in COMMANDS
    ]
    parts = "".join(one.stdout for one in answers).split("Stack ")[1:]
    drifted = {part.split(None, 1)[0]: "No drift detected" not in part for part in parts}
    assert len(drifted) == len(parts), "a stack was looked at twice"
    return Answer([one.returncode for one in answers], drifted)


def _profile(name: str, credentials: Credentials) -> str:
    token = f"aws_session_token = {credentials.session_token}\n" if credentials.session_token else ""
    return (
        f"[{name}]\naws_access_key_id = {credentials.access_key_id}\n"
        f"aws_secret_access_key = {credentials.secret_access_key}\n{token}"
    )


def test_every_page_prints_the_same_commands() -> None:
    """There is one for each account that has stacks, and no page prints one that is not among them."""
    assert len(COMMANDS) == 2
    printed = {page.name: COMMAND.findall(page.read_text("utf-8")) for page in PAGES}
    printed = {name: commands for name, commands in printed.items() if commands}
    assert printed == {"README.md": COMMANDS, "see-changes-by-hand.md": COMMANDS}


def test_without_a_change_every_stack_is_said_to_have_none(deployed: Story, tmp_path: Path) -> None:
    """Both commands end with 0, and between them they look at each stack of both accounts once."""
    answer = _ask(deployed, tmp_path)
    assert answer.codes == [0, 0]
    assert answer.drifted == dict.fromkeys(deployed.stacks, False)


def test_a_change_by_hand_is_found_in_every_stack(deployed: Story, tmp_path: Path) -> None:
    """One resource of each stack is changed; both commands end with 1 and name every stack."""
    assert CHANGES.keys() == set(deployed.stacks), "a stack is changed by nobody here"
    for stack, change in CHANGES.items():
        change(_clients(deployed, deployed.account(stack)))
    answer = _ask(deployed, tmp_path)
    assert answer.codes == [1, 1]
    assert answer.drifted == dict.fromkeys(deployed.stacks, True)


def _clients(story: Story, account: str) -> Callable[[str], Any]:
    tree = story.baseline.tree
    credentials = None
    if account != tree.management_account.id:
        role = f"arn:aws:iam::{account}:role/{EXEMPT}"
        credentials = story.aws.assume_role(role, caller=tree.management_account.id, region=tree.home_region)
    return lambda service: story.aws.client(service, account, tree.home_region, credentials)


def _policy(client: Callable[[str], Any]) -> None:
    organizations = client("organizations")
    policies = organizations.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]
    policy = next(one for one in policies if one["Name"] == "guardrails/identity/Root-f9ad0f97")
    content = organizations.describe_policy(PolicyId=policy["Id"])["Policy"]["Content"]
    organizations.update_policy(PolicyId=policy["Id"], Content=content.replace("DenyRootUser", "Weakened"))


def _log_group(client: Callable[[str], Any]) -> None:
    (group,) = client("logs").describe_log_groups(logGroupNamePrefix="/guardrails/")["logGroups"]
    client("logs").put_retention_policy(logGroupName=group["logGroupName"], retentionInDays=14)


def _alarm(client: Callable[[str], Any]) -> None:
    cloudwatch = client("cloudwatch")
    alarm = cloudwatch.describe_alarms()["MetricAlarms"][0]
    taken = cloudwatch.meta.service_model.operation_model("PutMetricAlarm").input_shape.members
    kept = {name: value for name, value in alarm.items() if name in taken}
    cloudwatch.put_metric_alarm(**{**kept, "Threshold": alarm["Threshold"] + 1_000})


def _budget(client: Callable[[str], Any]) -> None:
    account = client("sts").get_caller_identity()["Account"]
    budgets = client("budgets").describe_budgets(AccountId=account)["Budgets"]
    budget = next(one for one in budgets if "sandbox-ada" in one["BudgetName"])
    changed = {**budget, "BudgetLimit": {"Amount": "99999", "Unit": "USD"}}
    client("budgets").update_budget(AccountId=account, NewBudget=changed)


def _permission_set(client: Callable[[str], Any]) -> None:
    center = client("sso-admin")
    instance = center.list_instances()["Instances"][0]["InstanceArn"]
    arn = center.list_permission_sets(InstanceArn=instance)["PermissionSets"][0]
    center.update_permission_set(InstanceArn=instance, PermissionSetArn=arn, SessionDuration="PT11H")


def _audit_role(client: Callable[[str], Any]) -> None:
    client("iam").update_role(RoleName="guardrails-audit", MaxSessionDuration=43_200)


def _key(client: Callable[[str], Any]) -> None:
    client("kms").disable_key_rotation(KeyId=_key_id(client("kms")))


def _key_id(kms: Any) -> str:
    aliases = kms.list_aliases()["Aliases"]
    return str(next(one["TargetKeyId"] for one in aliases if "organization-trail" in one["AliasName"]))


def _work_group(client: Callable[[str], Any]) -> None:
    athena = client("athena")
    groups = [one["Name"] for one in athena.list_work_groups()["WorkGroups"]]
    name = next(one for one in groups if one.startswith("guardrails"))
    athena.update_work_group(WorkGroup=name, Description="somebody's own")


CHANGES: dict[str, Callable[[Callable[[str], Any]], None]] = {
    "guardrails-policies": _policy,
    "guardrails-trail": _log_group,
    "guardrails-trail-archive": _key,
    "guardrails-trail-search": _work_group,
    "guardrails-alerts": _alarm,
    "guardrails-budgets": _budget,
    "guardrails-access": _permission_set,
    "guardrails-accounts": _audit_role,
}
"""Of each stack of the example, something that somebody changes by hand."""
