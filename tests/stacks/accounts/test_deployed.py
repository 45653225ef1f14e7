"""The audit role in the local AWS: in every account, for the auditor alone, and out of everybody's reach."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from demo.calls import DEVELOPER, prepare
from demo.cdk import member_client
from emulator.client import Credentials, LocalAws, running
from guardrails.organization import Account
from tests.stacks.helpers import EXAMPLE, HOME, MANAGEMENT, edited, synthesized

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guardrails.organization import Organization
    from tests.stacks.helpers import Assembly

ROLE, EXTERNAL_ID = "guardrails-audit", "exampleorg1-audit"
SHOP, AUDIT = "444444444441", "222222222223"
OUTSIDE = "999999999999"
IN_SHOP = f"arn:aws:iam::{SHOP}:role/{ROLE}"
GUARDRAILS = [
    {"control": name}
    for name in ("protect_audit_role", "protect_baseline_stacks", "protect_exempt_roles", "deny_root_user")
]
"""Few enough for a template that CloudFormation takes without a bucket."""
WAITING = ("stack_create_complete", "stack_update_complete")


@dataclass(frozen=True)
class World:
    """The example's guardrails and audit role, deployed."""

    aws: LocalAws
    tree: Organization

    def deploy(self, name: str, assembly: Assembly) -> None:
        """Create or update a stack of the management account, and see that it succeeds."""
        cloudformation = self.aws.client("cloudformation", MANAGEMENT, HOME)
        body = json.dumps(assembly.template(name), separators=(",", ":"))
        there = {stack["StackName"] for stack in cloudformation.describe_stacks()["Stacks"]}
        operation = cloudformation.update_stack if name in there else cloudformation.create_stack
        operation(StackName=name, TemplateBody=body, Capabilities=["CAPABILITY_NAMED_IAM"])
        waiter = cloudformation.get_waiter(WAITING[name in there])
        waiter.wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})

    def redeploy(self, **role: Any) -> None:
        """Deploy the audit role with some changes to the example."""
        changed = edited(lambda data: data["accounts"]["audit_role"].update(role))
        self.deploy("guardrails-accounts", synthesized(changed))

    def iam(self, account: str) -> Any:
        """Make an administrator's client of an account's IAM."""
        return member_client(self.aws, self.tree, "iam", account)

    def session(self, account: str, role: str) -> Credentials:
        """Assume a role from the management account, which every prepared role trusts."""
        arn = f"arn:aws:iam::{account}:role/{role}"
        return self.aws.assume_role(arn, caller=MANAGEMENT, region=HOME)

    def audit(self, account: str, **request: str) -> dict[str, Any]:
        """Assume the audit role of the shop as a person of an account; return the credentials."""
        sts = self.aws.client("sts", account, HOME, self.session(account, DEVELOPER))
        answer: dict[str, Any] = sts.assume_role(RoleArn=IN_SHOP, RoleSessionName="audit", **request)
        return answer

    def with_role(self) -> set[str]:
        """List the accounts that have the audit role now."""
        accounts = self.aws.client("organizations", MANAGEMENT, HOME).list_accounts()["Accounts"]
        return {
            account["Id"]
            for account in accounts
            if ROLE
            in {role["RoleName"] for role in self.iam(account["Id"]).list_roles(MaxItems=1000)["Roles"]}
        }


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Deploy the example's policies and accounts."""
    baseline = edited(lambda data: data.update(guardrails=GUARDRAILS))
    assembly, tree = synthesized(baseline), baseline.tree
    with running(EXAMPLE) as aws:
        for path in ("Workloads/Prod/shop", "Workloads/Prod/payments", "Security/audit"):
            account = tree.by_path[path]
            assert isinstance(account, Account)
            prepare(aws, baseline, account)
        world = World(aws, tree)
        world.deploy("guardrails-policies", assembly)
        world.deploy("guardrails-accounts", assembly)
        yield world


def test_every_account_has_the_role(world: World) -> None:
    """The members', and the management account's, are what the baseline says."""
    accounts = (world.tree.management_account, *world.tree.accounts)
    assert world.with_role() == {account.id for account in accounts}
    for account in accounts:
        iam = world.iam(account.id)
        role = iam.get_role(RoleName=ROLE)["Role"]
        attached = iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
        tags = {tag["Key"]: tag["Value"] for tag in iam.list_role_tags(RoleName=ROLE)["Tags"]}
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"AWS": f"arn:aws:iam::{AUDIT}:root"}
        assert statement["Condition"]["StringEquals"]["sts:ExternalId"] == EXTERNAL_ID
        assert [policy["PolicyName"] for policy in attached] == ["SecurityAudit"]
        assert role["MaxSessionDuration"] == 3600
        assert tags["managed-by"] == "guardrails"


def test_the_auditor_assumes_it_with_the_external_id(world: World) -> None:
    """From the audit account, and only so."""
    assert world.audit(AUDIT, ExternalId=EXTERNAL_ID)["AssumedRoleUser"]["Arn"].startswith(
        f"arn:aws:sts::{SHOP}:assumed-role/{ROLE}/"
    )
    for account, request in (
        (AUDIT, {}),
        (AUDIT, {"ExternalId": "another"}),
        ("444444444442", {"ExternalId": EXTERNAL_ID}),
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            world.audit(account, **request)


def test_the_auditor_reads_and_changes_nothing(world: World) -> None:
    """What the role may is what SecurityAudit says."""
    given = world.audit(AUDIT, ExternalId=EXTERNAL_ID)["Credentials"]
    auditor = Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    iam = world.aws.client("iam", SHOP, HOME, auditor)
    assert ROLE in {role["RoleName"] for role in iam.list_roles(MaxItems=1000)["Roles"]}
    with pytest.raises(ClientError, match="AccessDenied"):
        iam.create_role(RoleName="mine", AssumeRolePolicyDocument="{}")


ATTACKS: dict[str, Callable[[Any, str], object]] = {
    "trust oneself": lambda iam, role: iam.update_assume_role_policy(RoleName=role, PolicyDocument="{}"),
    "widen it": lambda iam, role: iam.put_role_policy(RoleName=role, PolicyName="a", PolicyDocument="{}"),
    "blind it": lambda iam, role: iam.detach_role_policy(
        RoleName=role, PolicyArn="arn:aws:iam::aws:policy/SecurityAudit"
    ),
    "bound it": lambda iam, role: iam.put_role_permissions_boundary(
        RoleName=role, PermissionsBoundary="arn:aws:iam::aws:policy/SecurityAudit"
    ),
    "delete it": lambda iam, role: iam.delete_role(RoleName=role),
    "take its name": lambda iam, role: iam.create_role(
        RoleName=role, Path="/mine/", AssumeRolePolicyDocument="{}"
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_members_developer_cannot_touch_it(world: World, attack: str) -> None:
    """Though everything is allowed him in his account; a role of his own he may treat so."""
    iam = world.aws.client("iam", SHOP, HOME, world.session(SHOP, DEVELOPER))
    with pytest.raises(ClientError, match=r"AccessDenied.*service control policy"):
        ATTACKS[attack](iam, ROLE)
    other = f"mine-{uuid.uuid4().hex[:8]}"
    try:
        ATTACKS[attack](iam, other)
    except ClientError as error:
        assert error.response["Error"]["Code"] != "AccessDenied"  # noqa: PT017 it may not be there


def test_a_members_developer_cannot_delete_its_stack(world: World) -> None:
    """That would delete the role with it."""
    sets = world.aws.client("cloudformation", MANAGEMENT, HOME)
    stack = sets.describe_stack_instance(
        StackSetName="guardrails-audit-role", StackInstanceAccount=SHOP, StackInstanceRegion=HOME
    )["StackInstance"]["StackId"]
    own = world.aws.client("cloudformation", SHOP, HOME, world.session(SHOP, DEVELOPER))
    with pytest.raises(ClientError, match=r"AccessDenied.*service control policy"):
        own.delete_stack(StackName=stack)


def test_an_account_that_joins_has_it(world: World) -> None:
    """Without any deployment."""
    organizations = world.aws.client("organizations", MANAGEMENT, HOME)
    status = organizations.create_account(AccountName="new", Email="new@example.com")["CreateAccountStatus"]
    assert status["AccountId"] in world.with_role()


def test_conditions_hold(world: World) -> None:
    """From elsewhere, or without a second factor, not even the auditor comes in."""
    for change in ({"source_addresses": ["203.0.113.0/24"]}, {"require_mfa": True}):
        world.redeploy(**change)
        with pytest.raises(ClientError, match="AccessDenied"):
            world.audit(AUDIT, ExternalId=EXTERNAL_ID)
    world.redeploy()
    world.audit(AUDIT, ExternalId=EXTERNAL_ID)


def test_an_outside_party_is_let_in_by_its_external_id_alone(world: World) -> None:
    """The account that was trusted before is trusted no more."""
    outside = {"trusted_account": None, "trusted_account_id": OUTSIDE, "external_id": "agreed-upon"}
    world.redeploy(**outside, session_hours=2, policies=["SecurityAudit", "job-function/ViewOnlyAccess"])
    role = world.iam(SHOP).get_role(RoleName=ROLE)["Role"]
    assert role["MaxSessionDuration"] == 7200
    attached = world.iam(SHOP).list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
    assert {policy["PolicyName"] for policy in attached} == {"SecurityAudit", "ViewOnlyAccess"}
    sts = world.aws.client("sts", OUTSIDE, HOME)
    sts.assume_role(RoleArn=IN_SHOP, RoleSessionName="audit", ExternalId="agreed-upon")
    with pytest.raises(ClientError, match="AccessDenied"):
        sts.assume_role(RoleArn=IN_SHOP, RoleSessionName="audit")
    with pytest.raises(ClientError, match="AccessDenied"):
        world.audit(AUDIT, ExternalId="agreed-upon")
    world.redeploy()


def test_switched_off_it_is_gone_everywhere(world: World) -> None:
    """And switched on again it is back."""
    before = world.with_role()
    world.redeploy(enabled=False)
    assert world.with_role() == set()
    sets = world.aws.client("cloudformation", MANAGEMENT, HOME).list_stack_sets()["Summaries"]
    assert "guardrails-audit-role" not in {one["StackSetName"] for one in sets}
    world.redeploy()
    assert world.with_role() == before
