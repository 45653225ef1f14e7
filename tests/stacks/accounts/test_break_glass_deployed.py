"""Break-glass in the local AWS, from nothing: made before the guardrails, used against them, out of reach."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from demo.calls import DEVELOPER, prepare
from demo.cdk import member_client
from demo.rescue import Rescuer, rescuer
from emulator import totp
from emulator.client import Credentials, LocalAws, running
from guardrails.organization import Account
from tests.stacks import deployed
from tests.stacks.helpers import EXAMPLE, HOME, MANAGEMENT, edited, synthesized

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guardrails.baseline import Baseline

SHOP, ROLE, ELSEWHERE = "444444444441", "break-glass", "ap-southeast-2"
ACCOUNTS, POLICIES = "guardrails-accounts", "guardrails-policies"
GUARDRAILS = [
    {"control": name}
    for name in (
        *("deny_unused_regions", "deny_root_user", "protect_audit_role", "protect_exempt_roles"),
        *("protect_baseline_stacks", "deny_leaving_organization"),
    )
]
"""Few enough for a template that CloudFormation takes without a bucket."""


@dataclass(frozen=True)
class World:
    """The example's roles and guardrails, deployed, and somebody who may use break-glass."""

    aws: LocalAws
    baseline: Baseline
    rescuer: Rescuer

    def deploy(self, *stacks: str, **changes: Any) -> None:
        """Deploy stacks with some changes to the role."""
        assembly = synthesized(edited(lambda data: _small(data, changes)))
        for name in stacks:
            account = deployed.Account(self.aws)
            status = account.deploy(name, assembly.template(name))
            assert status in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}, account.failures(name)

    def iam(self, account: str) -> Any:
        """Make an administrator's client of an account's IAM."""
        return member_client(self.aws, self.baseline.tree, "iam", account)

    def with_role(self) -> set[str]:
        """List the accounts that have the role now."""
        accounts = self.aws.client("organizations", MANAGEMENT, HOME).list_accounts()["Accounts"]
        ids = {account["Id"] for account in accounts}
        return {one for one in ids if ROLE in _names(self.iam(one))}

    def queue(self, credentials: Credentials | None) -> Any:
        """Create a queue in a region that the guardrails deny the shop."""
        return self.aws.client("sqs", SHOP, ELSEWHERE, credentials).create_queue(QueueName="rescue")


def _names(iam: Any) -> set[str]:
    return {role["RoleName"] for role in iam.list_roles(MaxItems=1000)["Roles"]}


def _small(data: dict[str, Any], changes: dict[str, Any]) -> None:
    data.update(guardrails=GUARDRAILS)
    data["accounts"]["break_glass"].update(changes)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Deploy into an empty organization, in the order in which the stacks wait for each other."""
    baseline = edited(lambda data: _small(data, {}))
    shop = baseline.tree.by_path["Workloads/Prod/shop"]
    assert isinstance(shop, Account)
    with running(EXAMPLE) as aws:
        prepare(aws, baseline, shop)
        who = rescuer(aws, baseline)
        assert who is not None
        world = World(aws, baseline, who)
        assert world.with_role() == set()
        world.deploy(ACCOUNTS, POLICIES)
        yield world


def test_it_is_in_every_account_as_the_file_says(world: World) -> None:
    """In the members and the management account alike: whom it trusts, and what it may."""
    tree = world.baseline.tree
    assert world.with_role() == {account.id for account in (tree.management_account, *tree.accounts)}
    for account in (MANAGEMENT, SHOP):
        iam = world.iam(account)
        role = iam.get_role(RoleName=ROLE)["Role"]
        (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"AWS": f"arn:aws:iam::{MANAGEMENT}:root"}
        assert statement["Condition"] == {
            "ArnLike": {"aws:PrincipalArn": [f"arn:aws:iam::{MANAGEMENT}:user/rescue-{n}" for n in (1, 2)]},
            "StringEquals": {"aws:PrincipalOrgID": "o-exampleorg1"},
            "Bool": {"aws:MultiFactorAuthPresent": "true"},
            "IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]},
        }
        attached = iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
        assert [policy["PolicyName"] for policy in attached] == ["AdministratorAccess"]
        assert role["MaxSessionDuration"] == 3600


def test_it_may_what_the_guardrails_deny_everybody_else(world: World) -> None:
    """The named user comes in with key and device, and makes a call that is refused to others."""
    session = world.rescuer.come_in(SHOP)
    who = world.aws.client("sts", SHOP, HOME, session).get_caller_identity()["Arn"]
    assert who == f"arn:aws:sts::{SHOP}:assumed-role/{ROLE}/rescue"
    role = f"arn:aws:iam::{SHOP}:role/{DEVELOPER}"
    for other in (None, world.aws.assume_role(role, caller=MANAGEMENT, region=HOME)):
        with pytest.raises(ClientError, match=r"AccessDenied.*service control policy"):
            world.queue(other)
    world.queue(session)


def test_it_opens_the_management_account_too(world: World) -> None:
    """There no policy binds anybody, but an administrator may have locked everybody out."""
    session = world.rescuer.come_in(MANAGEMENT)
    assert ROLE in _names(world.aws.client("iam", MANAGEMENT, HOME, session))


ASKED: dict[str, Callable[[World], object]] = {
    "without a second factor": lambda world: world.aws.assume_role(
        f"arn:aws:iam::{SHOP}:role/{ROLE}",
        caller=MANAGEMENT,
        region=HOME,
        by=world.rescuer.credentials,
        source=world.rescuer.address,
    ),
    "with a code that isn't shown": lambda world: world.rescuer.come_in(
        SHOP, code=next(f"{n:06}" for n in range(9) if f"{n:06}" not in totp.shown_now(world.rescuer.seed))
    ),
    "with the device of somebody else": lambda world: replace(
        world.rescuer, serial=_another(world, "rescue-2").serial, seed=_another(world, "rescue-2").seed
    ).come_in(SHOP),
    "from another network": lambda world: world.rescuer.come_in(SHOP, address="198.51.100.7"),
    "as a user whom the file doesn't name": lambda world: _another(world, "visitor").come_in(SHOP),
    "as the management account's administrator": lambda world: world.aws.assume_role(
        f"arn:aws:iam::{SHOP}:role/{ROLE}", caller=MANAGEMENT, region=HOME, source=world.rescuer.address
    ),
    "from a session of a role": lambda world: world.aws.client(
        "sts", SHOP, HOME, world.rescuer.come_in(SHOP), source=world.rescuer.address
    ).assume_role(RoleArn=f"arn:aws:iam::{MANAGEMENT}:role/{ROLE}", RoleSessionName="on"),
}


def _another(world: World, name: str) -> Rescuer:
    who = rescuer(world.aws, world.baseline, name)
    assert who is not None
    return who


@pytest.mark.parametrize("how", ASKED)
def test_nobody_else_comes_in(world: World, how: str) -> None:
    """Each lacks one thing that the file asks for, and has all the others."""
    with pytest.raises(ClientError, match="AccessDenied"):
        ASKED[how](world)
    world.rescuer.come_in(SHOP)


def test_the_second_named_user_comes_in(world: World) -> None:
    """The refusals above are not for lack of a user's own policy."""
    _another(world, "rescue-2").come_in(SHOP)


def test_a_session_token_with_a_second_factor_is_enough(world: World) -> None:
    """As with GetSessionToken on AWS, whose credentials carry the second factor into each call."""
    who = world.rescuer
    given = world.aws.client("sts", MANAGEMENT, HOME, who.credentials).get_session_token(
        SerialNumber=who.serial, TokenCode=totp.code(who.seed)
    )["Credentials"]
    session = Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"])
    arn = f"arn:aws:iam::{SHOP}:role/{ROLE}"
    world.aws.assume_role(arn, caller=MANAGEMENT, region=HOME, by=session, source=who.address)


ATTACKS: dict[str, Callable[[Any], object]] = {
    "trust oneself": lambda iam: iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument="{}"),
    "weaken it": lambda iam: iam.detach_role_policy(
        RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    ),
    "delete it": lambda iam: iam.delete_role(RoleName=ROLE),
    "make it": lambda iam: iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument="{}"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_members_developer_cannot_touch_it(world: World, attack: str) -> None:
    """Though everything is allowed him in his account."""
    role = f"arn:aws:iam::{SHOP}:role/{DEVELOPER}"
    session = world.aws.assume_role(role, caller=MANAGEMENT, region=HOME)
    with pytest.raises(ClientError, match=r"AccessDenied.*service control policy"):
        ATTACKS[attack](world.aws.client("iam", SHOP, HOME, session))


def test_a_members_developer_cannot_delete_its_stack(world: World) -> None:
    """That would delete the role with it."""
    sets = world.aws.client("cloudformation", MANAGEMENT, HOME)
    stack = sets.describe_stack_instance(
        StackSetName="guardrails-break-glass", StackInstanceAccount=SHOP, StackInstanceRegion=HOME
    )["StackInstance"]["StackId"]
    role = f"arn:aws:iam::{SHOP}:role/{DEVELOPER}"
    session = world.aws.assume_role(role, caller=MANAGEMENT, region=HOME)
    with pytest.raises(ClientError, match=r"AccessDenied.*service control policy"):
        world.aws.client("cloudformation", SHOP, HOME, session).delete_stack(StackName=stack)


def test_an_account_that_joins_has_it_under_the_policies(world: World) -> None:
    """The guardrails bind it from the first moment, and exempt StackSets' role, which makes it there."""
    organizations = world.aws.client("organizations", MANAGEMENT, HOME)
    status = organizations.create_account(AccountName="new", Email="new@example.com")["CreateAccountStatus"]
    assert status["AccountId"] in world.with_role()
    world.rescuer.come_in(status["AccountId"])


def test_a_change_reaches_every_account_under_the_policies(world: World) -> None:
    """Another network and no second factor: what was refused is accepted, and the other way round."""
    world.deploy(ACCOUNTS, source_addresses=["198.51.100.0/24"], require_mfa=False)

    def come_in(source: str) -> None:
        arn = f"arn:aws:iam::{SHOP}:role/{ROLE}"
        who = world.rescuer.credentials
        world.aws.assume_role(arn, caller=MANAGEMENT, region=HOME, by=who, source=source)

    come_in("198.51.100.7")
    with pytest.raises(ClientError, match="AccessDenied"):
        come_in("203.0.113.7")
    world.deploy(ACCOUNTS)


def test_switched_off_it_is_gone_and_comes_back_under_the_policies(world: World) -> None:
    """The guardrails protect its name meanwhile, and let StackSets alone make it again."""
    before = world.with_role()
    world.deploy(ACCOUNTS, enabled=False)
    assert world.with_role() == set()
    role = f"arn:aws:iam::{SHOP}:role/{DEVELOPER}"
    session = world.aws.assume_role(role, caller=MANAGEMENT, region=HOME)
    document = json.dumps({"Version": "2012-10-17", "Statement": []})
    with pytest.raises(ClientError, match=r"AccessDenied.*service control policy"):
        world.aws.client("iam", SHOP, HOME, session).create_role(
            RoleName=ROLE, AssumeRolePolicyDocument=document
        )
    world.deploy(ACCOUNTS)
    assert world.with_role() == before
