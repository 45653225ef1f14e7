"""Stack sets put real stacks into the accounts of units, and follow the accounts."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from emulator.client import running
from tests.emulator.cases import resource, tags, trust
from tests.emulator.cases_stack_sets import SECURITY, WORKLOADS, group, role_template
from tests.emulator.conftest import BASELINE
from tests.emulator.deployments import AUDIT, HOME, LOG_ARCHIVE, MANAGEMENT, SHOP, Deployments
from tests.emulator.test_scp import attached

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from emulator.client import LocalAws

ROOT, SUSPENDED = "r-ex4m", "ou-ex4m-suspend1"
TRUSTED = "member.org.stacksets.cloudformation.amazonaws.com"


@pytest.fixture
def name() -> str:
    """Name a set, and the role that it makes."""
    return f"set-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def unit(aws: LocalAws) -> Iterator[str]:
    """Make a unit, and take every account out of it afterwards."""
    organizations = aws.client("organizations", MANAGEMENT, HOME)
    made = organizations.create_organizational_unit(ParentId=ROOT, Name=f"unit-{uuid.uuid4().hex[:8]}")
    unit_id = made["OrganizationalUnit"]["Id"]
    yield unit_id
    for account in organizations.list_accounts_for_parent(ParentId=unit_id)["Accounts"]:
        move(aws, account["Id"], unit_id, SUSPENDED)
    organizations.delete_organizational_unit(OrganizationalUnitId=unit_id)


def stack_set(name: str, *units: str, **properties: Any) -> dict[str, Any]:
    """Give a template's set that makes a role of its own name."""
    given = {
        "StackSetName": name,
        "PermissionModel": "SERVICE_MANAGED",
        "AutoDeployment": {"Enabled": True, "RetainStacksOnAccountRemoval": False},
        "TemplateBody": role_template(name),
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
        "StackInstancesGroup": group(*units),
    }
    return {"It": resource("AWS::CloudFormation::StackSet", **{**given, **properties})}


def account_in(aws: LocalAws, unit: str) -> str:
    """Create an account and move it into a unit."""
    organizations = aws.client("organizations", MANAGEMENT, HOME)
    email = f"{uuid.uuid4().hex[:8]}@example.com"
    status = organizations.create_account(AccountName="new", Email=email)["CreateAccountStatus"]
    if unit != ROOT:
        move(aws, status["AccountId"], ROOT, unit)
    return str(status["AccountId"])


def move(aws: LocalAws, account: str, source: str, target: str) -> None:
    """Move an account."""
    aws.client("organizations", MANAGEMENT, HOME).move_account(
        AccountId=account, SourceParentId=source, DestinationParentId=target
    )


def instances(deployments: Deployments, name: str) -> dict[str, str]:
    """Give the status of each account's instance."""
    summaries = deployments.cloudformation.list_stack_instances(StackSetName=name)["Summaries"]
    return {one["Account"]: one["Status"] for one in summaries}


def has_role(aws: LocalAws, account: str, role: str) -> bool:
    """Ask an account's IAM for a role."""
    listed = aws.client("iam", account, HOME).list_roles(MaxItems=1000)["Roles"]
    return role in {one["RoleName"] for one in listed}


def test_every_account_has_a_stack_of_its_own(deployments: Deployments, name: str) -> None:
    """It stands in the account's own CloudFormation, tagged as the set is, under AWS's name."""
    made = deployments.create(stack_set(name, SECURITY, WORKLOADS, Tags=tags(owner="one")))
    assert made.status == "CREATE_COMPLETE", made.failures
    assert instances(deployments, name) == dict.fromkeys((LOG_ARCHIVE, AUDIT, SHOP), "CURRENT")
    for account in (LOG_ARCHIVE, AUDIT, SHOP):
        summary = deployments.cloudformation.describe_stack_instance(
            StackSetName=name, StackInstanceAccount=account, StackInstanceRegion=HOME
        )["StackInstance"]
        own = deployments.aws.client("cloudformation", account, HOME)
        stack = own.describe_stacks(StackName=summary["StackId"])["Stacks"][0]
        assert stack["StackName"].startswith(f"StackSet-{name}-")
        assert stack["StackStatus"] == "CREATE_COMPLETE"
        assert tags(owner="one")[0] in stack["Tags"]
        assert has_role(deployments.aws, account, name)
    assert deployments.delete(made.name) == "DELETE_COMPLETE"
    for account in (LOG_ARCHIVE, AUDIT, SHOP):
        assert not has_role(deployments.aws, account, name)


def test_the_management_account_is_never_reached(deployments: Deployments, name: str) -> None:
    """Not even when the set's target is the root that it stands under."""
    made = deployments.create(stack_set(name, ROOT))
    assert {LOG_ARCHIVE, AUDIT, SHOP} <= set(instances(deployments, name))
    assert MANAGEMENT not in instances(deployments, name)
    assert not has_role(deployments.aws, MANAGEMENT, name)
    assert deployments.delete(made.name) == "DELETE_COMPLETE"


@pytest.mark.parametrize("target", ["root", "unit"])
def test_an_account_that_joins_gets_its_stack(
    deployments: Deployments, name: str, unit: str, target: str
) -> None:
    """Whether it is created under the root or moved into a unit that is a target."""
    made = deployments.create(stack_set(name, ROOT if target == "root" else unit))
    account = account_in(deployments.aws, ROOT if target == "root" else unit)
    assert instances(deployments, name)[account] == "CURRENT"
    assert has_role(deployments.aws, account, name)
    assert deployments.drift(made.name) == {"It": "IN_SYNC"}
    assert deployments.delete(made.name) == "DELETE_COMPLETE"
    assert not has_role(deployments.aws, account, name)


def test_an_account_that_a_stack_creates(deployments: Deployments, name: str, unit: str) -> None:
    """It makes no difference who creates it."""
    made = deployments.create(stack_set(name, unit))
    email = f"{uuid.uuid4().hex[:8]}@example.com"
    account = resource("AWS::Organizations::Account", AccountName="new", Email=email, ParentIds=[unit])
    created = deployments.create({"It": {**account, "DeletionPolicy": "Retain"}})
    assert created.status == "CREATE_COMPLETE", created.failures
    assert has_role(deployments.aws, created.physical_ids["It"], name)
    assert deployments.delete(made.name) == "DELETE_COMPLETE"


@pytest.mark.parametrize("retain", [False, True])
def test_an_account_that_leaves(deployments: Deployments, name: str, unit: str, *, retain: bool) -> None:
    """It loses its stack, or keeps it where the set says so; either way the set forgets it."""
    automatic = {"Enabled": True, "RetainStacksOnAccountRemoval": retain}
    account = account_in(deployments.aws, unit)
    made = deployments.create(stack_set(name, unit, AutoDeployment=automatic))
    assert has_role(deployments.aws, account, name)
    move(deployments.aws, account, unit, SUSPENDED)
    assert instances(deployments, name) == {}
    assert has_role(deployments.aws, account, name) is retain
    assert deployments.delete(made.name) == "DELETE_COMPLETE"


def test_without_automatic_deployment_nothing_follows(deployments: Deployments, name: str, unit: str) -> None:
    """An account that joins waits for the next change of the set."""
    made = deployments.create(stack_set(name, unit, AutoDeployment={"Enabled": False}))
    account = account_in(deployments.aws, unit)
    assert instances(deployments, name) == {}
    assert not has_role(deployments.aws, account, name)
    assert deployments.delete(made.name) == "DELETE_COMPLETE"


def test_account_filters(deployments: Deployments, name: str, unit: str) -> None:
    """They choose among a unit's accounts, and automatic deployment doesn't ask them, as on AWS."""
    chosen = group(SECURITY, Accounts=[AUDIT], AccountFilterType="INTERSECTION")
    others = group(unit, Accounts=[SHOP], AccountFilterType="DIFFERENCE")
    made = deployments.create(stack_set(name, StackInstancesGroup=[*chosen, *others]))
    assert made.status == "CREATE_COMPLETE", made.failures
    assert instances(deployments, name) == {AUDIT: "CURRENT"}
    move(deployments.aws, SHOP, "ou-ex4m-prodprod", unit)
    try:
        assert set(instances(deployments, name)) == {AUDIT, SHOP}
    finally:
        move(deployments.aws, SHOP, unit, "ou-ex4m-prodprod")
    assert deployments.delete(made.name) == "DELETE_COMPLETE"


def test_a_changed_template_reaches_every_account(deployments: Deployments, name: str) -> None:
    """The stacks are updated where they are."""
    made = deployments.create(stack_set(name, SECURITY))
    template = role_template(name, MaxSessionDuration=7200)
    changed = deployments.update(made.name, stack_set(name, SECURITY, TemplateBody=template))
    assert changed.status == "UPDATE_COMPLETE", changed.failures
    for account in (LOG_ARCHIVE, AUDIT):
        role = deployments.aws.client("iam", account, HOME).get_role(RoleName=name)["Role"]
        assert role["MaxSessionDuration"] == 7200
    assert deployments.delete(made.name) == "DELETE_COMPLETE"


def test_other_units_lose_and_get_it(deployments: Deployments, name: str) -> None:
    """What is no target any more loses its stacks."""
    made = deployments.create(stack_set(name, SECURITY))
    changed = deployments.update(made.name, stack_set(name, WORKLOADS))
    assert changed.status == "UPDATE_COMPLETE", changed.failures
    assert instances(deployments, name) == {SHOP: "CURRENT"}
    assert not has_role(deployments.aws, AUDIT, name)
    assert deployments.delete(made.name) == "DELETE_COMPLETE"


@pytest.mark.parametrize(("percentage", "status"), [(0, "ROLLBACK_COMPLETE"), (50, "CREATE_COMPLETE")])
def test_an_account_that_fails(deployments: Deployments, name: str, percentage: int, status: str) -> None:
    """One that can't have the stack fails the resource, by name and reason, unless so many may."""
    iam = deployments.aws.client("iam", AUDIT, HOME)
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust("ec2.amazonaws.com")))
    tolerant = {"FailureTolerancePercentage": percentage}
    made = deployments.create(stack_set(name, SECURITY, WORKLOADS, OperationPreferences=tolerant))
    if status == "ROLLBACK_COMPLETE":
        assert made.status == status
        assert f"failed in account {AUDIT}, {HOME}" in made.failures["It"]
        assert "already exists" in made.failures["It"]
        assert not has_role(deployments.aws, LOG_ARCHIVE, name)
        assert name not in {
            one["StackSetName"] for one in deployments.cloudformation.list_stack_sets()["Summaries"]
        }
    iam.delete_role(RoleName=name)


def test_a_failed_update_is_rolled_back(deployments: Deployments, name: str) -> None:
    """Every account has its old stack again."""
    made = deployments.create(stack_set(name, SECURITY))
    wrong = json.dumps({"Resources": {"Role": resource("AWS::EC2::VPC")}})
    changed = deployments.update(made.name, stack_set(name, SECURITY, TemplateBody=wrong))
    assert changed.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "AWS::EC2::VPC is not emulated" in changed.failures["It"]
    assert instances(deployments, name) == dict.fromkeys((LOG_ARCHIVE, AUDIT), "CURRENT")
    assert has_role(deployments.aws, AUDIT, name)
    assert deployments.delete(made.name) == "DELETE_COMPLETE"


@pytest.mark.parametrize(
    ("action", "resource", "exempt", "made"),
    [
        ("iam:CreateRole", "arn:aws:iam::*:role/set-*", "stacksets-exec-*", True),
        ("iam:CreateRole", "arn:aws:iam::*:role/set-*", "break-glass", False),
        ("iam:CreateRole", "arn:aws:iam::*:role/other-*", "break-glass", True),
        ("cloudformation:*", "*", "break-glass", False),
    ],
)
def test_service_control_policies_bind_stack_sets(
    deployments: Deployments, name: str, action: str, resource: str, exempt: str, *, made: bool
) -> None:
    """They act in a member account as a role of it, which a guardrail must exempt."""
    but = {"ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::*:role/{exempt}"}}
    deny = {"Effect": "Deny", "Action": action, "Resource": resource, "Condition": but}
    with attached(deployments.aws, AUDIT, deny):
        stack = deployments.create(stack_set(name, SECURITY))
    if made:
        assert stack.status == "CREATE_COMPLETE", stack.failures
        assert deployments.delete(stack.name) == "DELETE_COMPLETE"
    else:
        assert stack.status == "ROLLBACK_COMPLETE"
        assert f"failed in account {AUDIT}" in stack.failures["It"]
        assert "explicit deny in a service control policy" in stack.failures["It"]
        assert not has_role(deployments.aws, LOG_ARCHIVE, name)


def test_a_set_with_stacks_stays(deployments: Deployments, name: str) -> None:
    """Its instances go first."""
    made = deployments.create(stack_set(name, SECURITY))
    with pytest.raises(ClientError, match="StackSetNotEmptyException"):
        deployments.cloudformation.delete_stack_set(StackSetName=name)
    assert deployments.delete(made.name) == "DELETE_COMPLETE"
    with pytest.raises(ClientError, match="StackSetNotFoundException"):
        deployments.cloudformation.describe_stack_set(StackSetName=name)


def test_who_may(deployments: Deployments, name: str) -> None:
    """No member account, and nobody before StackSets has trusted access."""
    member = Deployments(deployments.aws, SHOP)
    assert "must be the management account" in member.create(stack_set(name, ROOT)).failures["It"]
    organizations = deployments.client("organizations")
    organizations.disable_aws_service_access(ServicePrincipal=TRUSTED)
    try:
        assert "enable organizations access" in deployments.create(stack_set(name, ROOT)).failures["It"]
    finally:
        organizations.enable_aws_service_access(ServicePrincipal=TRUSTED)


def test_a_long_template(deployments: Deployments, name: str) -> None:
    """51,200 bytes fit, one more doesn't."""
    create, body = deployments.cloudformation.create_stack_set, role_template(name)
    fits = body + " " * (51_200 - len(body))
    create(StackSetName=name, PermissionModel="SERVICE_MANAGED", TemplateBody=fits)
    with pytest.raises(ClientError, match="longer than 51200 bytes"):
        create(StackSetName=f"{name}-2", PermissionModel="SERVICE_MANAGED", TemplateBody=fits + " ")
    deployments.cloudformation.delete_stack_set(StackSetName=name)


@pytest.mark.parametrize("unknown", [{"TemplateURL": "https://x.example.com"}, {"ExecutionRoleName": "x"}])
def test_what_is_not_emulated(deployments: Deployments, name: str, unknown: dict[str, str]) -> None:
    """It is refused by name, whoever asks."""
    with pytest.raises(ClientError, match=f"{next(iter(unknown))} of a stack set is not emulated"):
        deployments.cloudformation.create_stack_set(
            StackSetName=name, PermissionModel="SERVICE_MANAGED", TemplateBody=role_template(name), **unknown
        )
    with pytest.raises(ClientError, match="self-managed permissions are not emulated"):
        deployments.cloudformation.create_stack_set(StackSetName=name, TemplateBody=role_template(name))


def test_it_is_kept(tmp_path: Path, name: str) -> None:
    """A stop and a start leave sets and stacks as they were, and accounts are followed as before."""
    with running(BASELINE, state=tmp_path / "aws") as aws:
        made = Deployments(aws).create(stack_set(name, ROOT))
    with running(BASELINE, state=tmp_path / "aws") as aws:
        deployments = Deployments(aws)
        assert set(instances(deployments, name)) == {LOG_ARCHIVE, AUDIT, SHOP}
        assert instances(deployments, name)[SHOP] == "CURRENT"
        assert has_role(aws, account_in(aws, ROOT), name)
        assert deployments.delete(made.name) == "DELETE_COMPLETE"


def test_several_at_once(deployments: Deployments) -> None:
    """Sets of one stack are made beside each other, and none waits for ever for another."""
    names = [f"set-{uuid.uuid4().hex[:8]}" for _ in range(6)]
    sets = {f"Set{number}": stack_set(one, ROOT)["It"] for number, one in enumerate(names)}
    made = deployments.create(sets)
    assert made.status == "CREATE_COMPLETE", made.failures
    assert [one for one in names if not has_role(deployments.aws, SHOP, one)] == []
    assert deployments.delete(made.name) == "DELETE_COMPLETE"
