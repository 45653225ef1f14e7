"""A capture in which every check passes, and one fault for each check."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from guardrails.baseline import Baseline
from guardrails.capture import Capture
from guardrails.capture.model import RefusedRead
from guardrails.capture.sections.access import (
    CapturedAccess,
    CapturedEntitlement,
    CapturedGroup,
    CapturedInstance,
    CapturedPermissionSet,
)
from guardrails.capture.sections.accounts import (
    CapturedAccessKey,
    CapturedContact,
    CapturedDetails,
    CapturedPasswordPolicy,
    CapturedRootUser,
    CapturedUser,
)
from guardrails.capture.sections.alerts import (
    CapturedAlerts,
    CapturedLogGroup,
    CapturedSubscription,
    CapturedTopic,
)
from guardrails.capture.sections.budgets import CapturedAnomalyMonitor, CapturedBudget, CapturedBudgets
from guardrails.capture.sections.organization import CapturedAccount, CapturedUnit, Delegation
from guardrails.capture.sections.policies import CapturedPolicy
from guardrails.capture.sections.stacks import (
    CapturedManagedPolicy,
    CapturedRole,
    CapturedStack,
    CapturedStacks,
    CapturedStackSet,
)
from guardrails.capture.sections.trail import CapturedBucket, CapturedKey, CapturedTrail, CapturedTrails
from guardrails.organization import Account, OrganizationalUnit, Root
from guardrails.policy.language.document import RCP, SCP
from guardrails.preflight import Inspection, inspect
from tests.baselines import EXAMPLE, TODAY, load_small
from tests.capture.captures import captured, denial, policy
from tests.existing_trail import BUCKET, LINES, LOG_GROUP, LOG_GROUP_ARN, NAME, PREFIX
from tests.existing_trail import KEY as EXISTING_KEY
from tests.posture.foreign import FILE, text_of
from tests.posture.foreign_center import READER, center

Change = Callable[[Capture], Capture]
TEXT = EXAMPLE.read_text(encoding="utf-8")
MANAGEMENT, ARCHIVE, OTHER = "111111111111", "222222222222", "999999999999"
HOME = "eu-central-1"
INSTANCE = "arn:aws:sso:::instance/ssoins-69871a2b3c4d5e6f"
LINKED = "AWSServiceRoleForCloudTrail"
EVERYONE = "99671a2b3c-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
DEPLOY, EXECUTE = (f"cdk-guardrails-{kind}-role" for kind in ("deploy", "cfn-exec"))
POLICY = f"arn:aws:iam::{MANAGEMENT}:policy/guardrails-execution"
ARCHIVE_POLICY = f"arn:aws:iam::{ARCHIVE}:policy/guardrails-execution-archive"
TRAIL = f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/organization-trail"
RENEWED = TEXT.replace(
    "reason: Restores access when everything else fails; every use raises an alarm # expires: 2027-06-30"
    " would end it",
    "reason: Restores access, expires: 2026-06-10".replace(", ", "\n    "),
)
"""The example with an exemption that ends nine days after today."""


def closing(*paths: str) -> str:
    """Return the example with some accounts in its list of closed ones."""
    entry = f"\naccounts:\n  closed: [{', '.join(paths)}]\n"
    return re.sub(r"\naccounts:.*\n", entry, TEXT, count=1)


WITH_EXISTING = TEXT.replace("\norganization:\n", f"\norganization:\n  foreign: {FILE}\n", 1).replace(
    "  permission_sets:\n", f"  permission_sets:\n    {READER}: {{ existing: true }}\n", 1
)
"""The example with a permission set of Control Tower."""


@cache
def load(text: str) -> Baseline:
    """Load a text beside the example's policies."""
    files = {
        f"policies/{file.name}": file.read_text(encoding="utf-8")
        for file in (EXAMPLE.parent / "policies").iterdir()
    }
    foreign = {FILE: text_of(center=center(), baseline=load_small(TEXT, files))} if text != TEXT else {}
    return load_small(text, files | foreign)


@cache
def _compiled(text: str) -> Inspection:
    return inspect(load(text), sound(), TODAY)


def inspection(capture: Capture, text: str = TEXT) -> Inspection:
    """Put a capture beside the example, which is compiled once, and an assembly of two resources."""
    compiled = _compiled(text)
    return Inspection(compiled.baseline, compiled.posture, capture, TODAY, ASSEMBLY)


TOPIC = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "a", "DisplayName": "A"}}
GROUP = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "a"}, "DeletionPolicy": "Retain"}
ASSEMBLY = {"guardrails-own": {"Resources": {"Topic": TOPIC}}}
"""The templates of an assembly."""


@cache
def sound() -> Capture:
    """Return the example's organization before its first deployment, with nothing amiss."""
    tree = load(TEXT).tree
    units = [
        CapturedUnit(id=node.id, name=node.name, parent=tree.by_path[tree.parents[node.path]].id)
        for node in tree.nodes
        if isinstance(node, OrganizationalUnit) and not isinstance(node, Root)
    ]
    accounts = [
        CapturedAccount(
            id=account.id,
            name=account.name,
            state="ACTIVE",
            parent=tree.by_path[tree.parents[account.path]].id,
        )
        for account in tree.accounts
    ]
    management = CapturedAccount(id=MANAGEMENT, name="management", state="ACTIVE", parent=tree.root.id)
    types = (SCP, RCP, "AISERVICES_OPT_OUT_POLICY", "DECLARATIVE_POLICY_EC2", "S3_POLICY")
    whole = captured(*units, management, *accounts, types=types, **_sections(tree.accounts))
    return organization(
        root=tree.root.id,
        resource_policy="",
        trusted_services=(
            "cloudtrail.amazonaws.com",
            "sso.amazonaws.com",
            "member.org.stacksets.cloudformation.amazonaws.com",
        ),
    )(whole)


def _sections(members: tuple[Account, ...]) -> dict[str, Any]:
    return {
        "trails": CapturedTrails(trails=()),
        "alerts": CapturedAlerts(log_groups=(), metric_filters=(), alarms=(), topics=()),
        "budgets": CapturedBudgets(budgets=(), monitors=(), anomaly_subscriptions=()),
        "access": CapturedAccess(instances=(_instance(),), entitlements=()),
        "stacks": _stacks(),
        "accounts": (_details(MANAGEMENT), *(_details(member.id) for member in members)),
    }


def _instance() -> CapturedInstance:
    return CapturedInstance(
        arn=INSTANCE,
        identity_store="d-99671a2b3c",
        owner=MANAGEMENT,
        region=HOME,
        regions=(HOME,),
        permission_sets_enabled=True,
        permission_sets=(),
        groups=(CapturedGroup(id=EVERYONE, name="everyone", external=True, members=40),),
    )


def trust(*accounts: str) -> str:
    """Write a trust policy for the roots of accounts."""
    roots = [f"arn:aws:iam::{account}:root" for account in accounts]
    statement = {"Effect": "Allow", "Principal": {"AWS": roots}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _stacks() -> CapturedStacks:
    return CapturedStacks(
        stacks=(toolkit(), toolkit(ARCHIVE)),
        stack_sets=(),
        roles=(*bootstrap_roles(), _role(EXECUTE, "", ARCHIVE_POLICY, account=ARCHIVE)),
        policies=tuple(managed(arn) for arn in (POLICY, f"{POLICY}-2", ARCHIVE_POLICY)),
        members=(ARCHIVE,),
    )


def toolkit(member: str = "", qualifier: str = "guardrails") -> CapturedStack:
    """Return the stack of a bootstrap."""
    return CapturedStack(
        name="guardrails-toolkit",
        member=member,
        region=HOME,
        status="CREATE_COMPLETE",
        tags={},
        parameters={"Qualifier": qualifier},
        outputs={"BootstrapVersion": "28"},
        resources={},
    )


def managed(arn: str, *statements: dict[str, Any]) -> CapturedManagedPolicy:
    """Return a policy of an account's own."""
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return CapturedManagedPolicy(arn=arn, document=json.dumps(document))


def bootstrap_roles() -> tuple[CapturedRole, CapturedRole]:
    """Return the two roles of a sound bootstrap: the one that deploys, and the one that asks for it."""
    return _role(EXECUTE, "", POLICY, f"{POLICY}-2"), _role(DEPLOY, trust(MANAGEMENT))


def _role(kind: str, trusted: str, *policies: str, account: str = MANAGEMENT) -> CapturedRole:
    name = f"{kind}-{account}-{HOME}"
    arn = f"arn:aws:iam::{account}:role/{name}"
    return CapturedRole(name=name, arn=arn, policies=policies, inline={}, trust=trusted)


def _details(account: str) -> CapturedDetails:
    roles = {f"{DEPLOY}-{ARCHIVE}-{HOME}": trust(ARCHIVE, MANAGEMENT)} if account == ARCHIVE else {}
    rescuers = ("rescue-1", "rescue-2") if account == MANAGEMENT else ()
    return CapturedDetails(
        id=account,
        root=CapturedRootUser(mfa=True, keys=False),
        users=tuple(CapturedUser(name=name, console=True, mfa=True) for name in rescuers),
        password_policy=CapturedPasswordPolicy(exists=True, minimum_length=14),
        contacts=(CapturedContact(kind="SECURITY", name="Sec", email="s@example.com", phone="1"),),
        public_access_blocked=True,
        roles=roles,
        service_linked_roles=(LINKED,),
    )


def organization(**fields: Any) -> Change:
    """Change fields of the organization."""
    return _part("organization", fields)


def _part(section: str, fields: dict[str, Any]) -> Change:
    def change(capture: Capture) -> Capture:
        return capture.model_copy(update={section: getattr(capture, section).model_copy(update=fields)})

    return change


def whole(**fields: Any) -> Change:
    """Change sections."""
    return lambda capture: capture.model_copy(update=fields)


def access(**fields: Any) -> Change:
    """Change fields of the instance."""
    return _part("access", {"instances": (_instance().model_copy(update=fields),)})


def stacks(**fields: Any) -> Change:
    """Change fields of the stacks."""
    return _part("stacks", fields)


def management(**fields: Any) -> Change:
    """Change fields of the management account's details."""
    return inside(MANAGEMENT, fields)


def inside(account: str, fields: dict[str, Any]) -> Change:
    """Change fields of an account's details."""

    def change(capture: Capture) -> Capture:
        details = tuple(
            each.model_copy(update=fields) if each.id == account else each for each in capture.accounts or ()
        )
        return capture.model_copy(update={"accounts": details})

    return change


def user(**fields: Any) -> Change:
    """Give the management account one more user."""
    rescuers = _details(MANAGEMENT).users or ()
    person = CapturedUser(**{"name": "legacy", "console": False, "mfa": False, **fields})
    return management(users=(*rescuers, person))


def account(identity: str, **fields: Any) -> Change:
    """Change one account of the tree."""
    return _item("accounts", identity, fields)


def unit(identity: str, **fields: Any) -> Change:
    """Change one unit of the tree."""
    return _item("units", identity, fields)


def _item(member: str, identity: str, fields: dict[str, Any]) -> Change:
    def change(capture: Capture) -> Capture:
        items = getattr(capture.organization, member)
        changed = tuple(item.model_copy(update=fields) if item.id == identity else item for item in items)
        return organization(**{member: changed})(capture)

    return change


def added(member: str, item: CapturedAccount | CapturedUnit) -> Change:
    """Add an account or a unit."""
    return lambda capture: organization(**{member: (*getattr(capture.organization, member), item)})(capture)


def policies(*more: CapturedPolicy) -> Change:
    """Add policies of others."""
    return lambda capture: capture.model_copy(update={"policies": (*(capture.policies or ()), *more)})


def trails(*items: CapturedTrail, keys: tuple[CapturedKey, ...] = ()) -> Change:
    """Have these trails."""
    return whole(trails=CapturedTrails(trails=items, keys=keys))


def trail(name: str, **fields: Any) -> CapturedTrail:
    """Return an organization trail that records everything."""
    values = {
        "name": name,
        "arn": TRAIL.replace("organization-trail", name),
        "home_region": HOME,
        "bucket": "other-bucket",
        "organization": True,
        "multi_region": True,
        "global_events": True,
        "validation": True,
        "logging": True,
        "delivery_error": "",
        "selectors": (),
        "basic_selectors": ({"ReadWriteType": "All", "IncludeManagementEvents": True},),
    }
    return CapturedTrail(**(values | fields))


def topics(*items: CapturedTopic) -> Change:
    """Have these topics."""
    return _part("alerts", {"topics": items})


def topic(name: str, subscriptions: tuple[CapturedSubscription, ...] | None = ()) -> CapturedTopic:
    """Return a topic of the home region."""
    return CapturedTopic(arn=f"arn:aws:sns:{HOME}:{MANAGEMENT}:{name}", subscriptions=subscriptions)


def stack_set(name: str) -> CapturedStackSet:
    """Return a stack set of AWS's kind for organizations."""
    return CapturedStackSet(
        name=name, status="ACTIVE", permission_model="SERVICE_MANAGED", auto_deployment=True
    )


def ours(*physical_ids: str) -> Change:
    """Let a stack of ours list these resources."""
    listed = CapturedStack(
        name="guardrails-own",
        region=HOME,
        status="CREATE_COMPLETE",
        tags={},
        parameters={},
        outputs={},
        resources={f"Resource{index}": physical for index, physical in enumerate(physical_ids)},
    )
    return lambda capture: stacks(stacks=(*_listed(capture), listed))(capture)


def _listed(capture: Capture) -> tuple[CapturedStack, ...]:
    return (capture.stacks.stacks if capture.stacks is not None else None) or ()


def deployed(template: dict[str, Any] | None, name: str = "guardrails-own") -> Change:
    """Have a stack of ours with this template."""
    stack = CapturedStack(
        name=name,
        region=HOME,
        status="CREATE_COMPLETE",
        tags={},
        parameters={},
        outputs={},
        template=template,
        resources={},
    )
    return lambda capture: stacks(stacks=(*_listed(capture), stack))(capture)


def refused(reader: str, action: str) -> Change:
    """Say that AWS refused an action."""
    call = RefusedRead(reader=reader, action=action, code="AccessDenied", message="no", unknown="something")
    return lambda capture: capture.model_copy(update={"refused": (*capture.refused, call)})


@dataclass(frozen=True)
class Case:
    """One check's fault, and a capture that doesn't know enough for it."""

    fails: Change
    subject: str
    """Stands in the subject of the violation."""
    unknown: Change | None
    action: str = ""
    """Is named where the check can't decide."""
    text: str = TEXT
    """The baseline of the fault."""


OWN_POLICY = CapturedPolicy(id="p-other", name="", type=SCP, content="{}", targets=())


def _same_name(capture: Capture) -> Capture:
    name = _compiled(TEXT).posture.declared[0].name
    return policies(OWN_POLICY.model_copy(update={"name": name}))(capture)


def _crowded(capture: Capture) -> Capture:
    root = load(TEXT).tree.root.id
    return policies(*(policy(f"Other{n}", denial("s3:*"), root) for n in range(9)))(capture)


def _control_tower(target: str, **statement: Any) -> Change:
    """Have a policy of Control Tower at a node."""
    document = {
        "Version": "2012-10-17",
        "Statement": [{**denial("s3:DeleteBucket")["Statement"][0], **statement}],
    }
    return policies(policy("aws-guardrails-xYzAbC", document, target))


LOG_ARCHIVE = {"Resource": ["arn:aws:s3:::aws-controltower*"]}
"""The resources that only the unit with Control Tower's log archive has protected."""


def delegation(*actions: str, **statement: Any) -> str:
    """Write a resource policy of the organization that lets another account call something."""
    allow = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"}, "Resource": "*"}
    return json.dumps({"Statement": [{**allow, "Action": list(actions), **statement}]})


def _without_stacks(change: Change) -> Change:
    return lambda capture: stacks(stacks=None)(change(capture))


READ_STACKS = "cloudformation:DescribeStacks"
NO_ORGANIZATION = whole(organization=None)
NO_TRAILS = whole(trails=None)
MEMBER = "444444444441"
TAKEN_SET = access(
    permission_sets=(CapturedPermissionSet(arn="arn:aws:sso:::permissionSet/ssoins-1/ps-1", name="ReadOnly"),)
)
TAKEN_GROUP = access(groups=(CapturedGroup(id="g-1", name="developers"), *(_instance().groups or ())))
BUDGET = CapturedBudget(
    name="guardrails-organization-bcdfghjk", type="COST", unit="MONTHLY", filters={}, cost_types={}
)
WATCHING = TEXT.replace("\nbudgets:\n", "\nbudgets:\n  anomalies: { services: [{ amount: 100 }] }\n")
"""The example with a monitor of services."""
DEFAULT_MONITOR = CapturedAnomalyMonitor(
    arn=f"arn:aws:ce::{MANAGEMENT}:anomalymonitor/1",
    name="Default-Services-Monitor",
    type="DIMENSIONAL",
    dimension="SERVICE",
)
TAKEN_BUDGET = _part("budgets", {"budgets": (BUDGET,)})
KEY = f"arn:aws:kms:{HOME}:{MANAGEMENT}:key/1"
PRESENT = "alias/organization-trail"
EXISTING = TEXT[: TEXT.index("trail:\n  bucket")] + LINES + TEXT[TEXT.index("alerts: #") :]
"""The example with a trail of others."""


def existing(name: str = NAME, group: int = 0, **fields: Any) -> Change:
    """Have the trail of others as the file describes it, with a log group, and change fields of it.

    Args:
        name: The name of the trail.
        group: The days for which its log group keeps events.
        fields: The changed fields of the trail.
    """
    values = {"bucket": BUCKET, "prefix": PREFIX, "key": EXISTING_KEY, "log_group": LOG_GROUP_ARN, **fields}
    evidence = CapturedBucket(
        name=BUCKET,
        policy="{}",
        lifecycle=(),
        lock_mode="COMPLIANCE",
        lock_days=365,
        versioning=True,
        public_access_blocked=True,
    )
    kept = CapturedKey(arn=EXISTING_KEY, aliases=(), policy="{}", rotation=True, state="Enabled")
    section = CapturedTrails(trails=(trail(name, **values),), buckets=(evidence,), keys=(kept,))
    log_group = CapturedLogGroup(name=LOG_GROUP, region=HOME, retention_days=group, key="arn:aws:kms:key")
    alerts = CapturedAlerts(log_groups=(log_group,), metric_filters=(), alarms=(), topics=())
    return whole(trails=section, alerts=alerts)


CASES: dict[str, Case] = {
    "PF-ORG-001": Case(
        organization(id="o-otherorg11"),
        "the organization",
        NO_ORGANIZATION,
        "organizations:DescribeOrganization",
    ),
    "PF-ORG-002": Case(
        organization(features="CONSOLIDATED_BILLING"),
        "the organization",
        NO_ORGANIZATION,
        "organizations:DescribeOrganization",
    ),
    "PF-ORG-003": Case(
        organization(policy_types=(SCP,)),
        "S3_POLICY",
        organization(policy_types=None),
        "organizations:ListRoots",
    ),
    "PF-ORG-004": Case(
        organization(trusted_services=("cloudtrail.amazonaws.com", "sso.amazonaws.com")),
        "member.org.stacksets.cloudformation.amazonaws.com",
        organization(trusted_services=None),
        "organizations:ListAWSServiceAccessForOrganization",
    ),
    "PF-ORG-005": Case(
        organization(delegations=(Delegation(account=ARCHIVE, services=("sso.amazonaws.com",)),)),
        ARCHIVE,
        organization(delegations=(Delegation(account=ARCHIVE),)),
        "organizations:ListDelegatedServicesForAccount",
    ),
    "PF-ORG-006": Case(
        management(service_linked_roles=()),
        LINKED,
        management(service_linked_roles=None),
        "iam:ListRoles",
    ),
    "PF-ORG-007": Case(
        organization(resource_policy=delegation("organizations:Detach*")),
        OTHER,
        organization(resource_policy=None),
        "organizations:DescribeResourcePolicy",
    ),
    "PF-POL-004": Case(
        policies(*(policy(f"Other{n}", denial("s3:*"), kind=RCP) for n in range(1000))),
        RCP,
        _without_stacks(policies()),
        READ_STACKS,
    ),
    "PF-POL-001": Case(
        policies(OWN_POLICY.model_copy(update={"name": "Tags", "type": "TAG_POLICY"})),
        "Tags",
        whole(policies=None),
        "organizations:ListPolicies",
    ),
    "PF-POL-002": Case(_same_name, "guardrails/", _without_stacks(_same_name), READ_STACKS),
    "PF-POL-003": Case(_crowded, "Root", _without_stacks(_crowded), READ_STACKS),
    "PF-CTR-001": Case(
        _control_tower("ou-ex4m-sandbox01"),
        "Root",
        whole(policies=None),
        "organizations:ListPolicies",
    ),
    "PF-CTR-002": Case(
        _control_tower("ou-ex4m-security", **LOG_ARCHIVE),
        "Security",
        whole(policies=None),
        "organizations:ListPolicies",
    ),
    "PF-ACC-001": Case(
        added("accounts", CapturedAccount(id=OTHER, name="new", state="ACTIVE", parent="r-ex4m")),
        "new (999999999999)",
        organization(accounts=None),
        "organizations:ListAccounts",
    ),
    "PF-ACC-002": Case(
        account(MEMBER, parent="ou-ex4m-suspend01"),
        "Workloads/Prod/shop",
        account(MEMBER, parent=None),
        "organizations:ListAccountsForParent",
    ),
    "PF-ACC-003": Case(
        account(MEMBER, state="SUSPENDED"),
        "Workloads/Prod/shop",
        organization(accounts=None),
        "organizations:ListAccounts",
    ),
    "PF-ACC-004": Case(
        lambda capture: capture,
        "Workloads/Prod/shop",
        organization(accounts=None),
        "organizations:ListAccounts",
        text=closing("Workloads/Prod/shop"),
    ),
    "PF-SSO-007": Case(
        access(permission_sets=()),
        READER,
        access(permission_sets=None),
        "sso:ListPermissionSets",
        WITH_EXISTING,
    ),
    "PF-UNI-001": Case(
        unit("ou-ex4m-sandbox01", id="ou-ex4m-sandbox02"),
        "Sandbox",
        organization(units=None),
        "organizations:ListOrganizationalUnitsForParent",
    ),
    "PF-UNI-002": Case(
        unit("ou-ex4m-workdev01", parent="r-ex4m"),
        "Workloads/Dev",
        organization(units=None),
        "organizations:ListOrganizationalUnitsForParent",
    ),
    "PF-UNI-003": Case(
        unit("ou-ex4m-workdev01", name="Develop"),
        "Workloads/Dev",
        organization(units=None),
        "organizations:ListOrganizationalUnitsForParent",
    ),
    "PF-UNI-004": Case(
        added("units", CapturedUnit(id="ou-ex4m-newunit01", name="New", parent="r-ex4m")),
        "New (ou-ex4m-newunit01)",
        organization(units=None),
        "organizations:ListOrganizationalUnitsForParent",
    ),
    "PF-BTS-001": Case(
        lambda capture: stacks(members=())(inside(ARCHIVE, {"roles": {}})(capture)),
        "Security/log-archive",
        stacks(stacks=None),
        READ_STACKS,
    ),
    "PF-BTS-002": Case(
        stacks(roles=(_role(EXECUTE, "", POLICY), _role(DEPLOY, trust(MANAGEMENT, OTHER)))),
        "management in eu-central-1",
        refused("stacks", "iam:GetRole"),
        "iam:GetRole",
    ),
    "PF-BTS-003": Case(
        stacks(roles=(_role(EXECUTE, "", "arn:aws:iam::aws:policy/AdministratorAccess"),)),
        EXECUTE,
        stacks(roles=(_role(EXECUTE, "").model_copy(update={"policies": None}),)),
        "iam:ListAttachedRolePolicies",
    ),
    "PF-SSO-001": Case(
        access(identity_store="d-0000000000"), INSTANCE, whole(access=None), "sso:ListInstances"
    ),
    "PF-SSO-002": Case(access(region="eu-west-1"), INSTANCE, access(region=""), "sso:DescribeInstance"),
    "PF-SSO-003": Case(
        access(owner=ARCHIVE), INSTANCE, access(permission_sets_enabled=None), "sso:DescribeInstance"
    ),
    "PF-SSO-004": Case(
        access(groups=(CapturedGroup(id=EVERYONE, name="everyone", members=0),)),
        "everyone",
        access(groups=(CapturedGroup(id=EVERYONE, name="everyone"),)),
        "identitystore:ListGroupMemberships",
    ),
    "PF-SSO-005": Case(
        _part("access", {"entitlements": (CapturedEntitlement(application="app-1", entitlement={}),)}),
        "app-1",
        _part("access", {"entitlements": None}),
        "account-access:ListEntitlements",
    ),
    "PF-NAM-001": Case(TAKEN_SET, "ReadOnly", _without_stacks(TAKEN_SET), READ_STACKS),
    "PF-NAM-002": Case(TAKEN_GROUP, "developers", access(groups=None), "identitystore:ListGroups"),
    "PF-CST-001": Case(
        _part("budgets", {"monitors": (DEFAULT_MONITOR,)}),
        DEFAULT_MONITOR.name,
        whole(budgets=None),
        "ce:GetAnomalyMonitors",
        text=WATCHING,
    ),
    "PF-NAM-003": Case(TAKEN_BUDGET, BUDGET.name, whole(budgets=None), "budgets:ViewBudget"),
    "PF-NAM-004": Case(
        trails(trail("organization-trail")), "organization-trail", NO_TRAILS, "cloudtrail:DescribeTrails"
    ),
    "PF-NAM-005": Case(
        trails(trail("a", bucket="exampleorg1-organization-trail")),
        "exampleorg1-organization-trail",
        NO_TRAILS,
        "cloudtrail:DescribeTrails",
    ),
    "PF-NAM-006": Case(
        trails(trail("a", key=KEY), keys=(CapturedKey(arn=KEY, aliases=(PRESENT,)),)),
        "organization-trail",
        trails(trail("a", key=KEY), keys=(CapturedKey(arn=KEY),)),
        "kms:ListAliases",
    ),
    "PF-NAM-007": Case(
        topics(topic("guardrails-alerts-critical")),
        "guardrails-alerts-critical",
        whole(alerts=None),
        "cloudwatch:DescribeAlarms",
    ),
    "PF-NAM-008": Case(
        stacks(stack_sets=(stack_set("guardrails-audit-role"),)),
        "guardrails-audit-role",
        stacks(stack_sets=None),
        "cloudformation:ListStackSets",
    ),
    "PF-TRL-001": Case(trails(trail("other")), "other", NO_TRAILS, "cloudtrail:DescribeTrails"),
    "PF-TRL-002": Case(
        trails(trail("other", logging=False)),
        "other",
        trails(trail("other", logging=None)),
        "cloudtrail:GetTrailStatus",
    ),
    "PF-TRL-003": Case(
        trails(trail("organization-trail", basic_selectors=({"ReadWriteType": "WriteOnly"},))),
        "organization-trail",
        trails(trail("organization-trail", selectors=None)),
        "cloudtrail:GetEventSelectors",
    ),
    "PF-TRL-004": Case(existing(bucket="elsewhere"), NAME, NO_TRAILS, "cloudtrail:DescribeTrails", EXISTING),
    "PF-TRL-005": Case(existing(group=14), LOG_GROUP, NO_TRAILS, "cloudtrail:DescribeTrails", EXISTING),
    "PF-ALR-001": Case(
        topics(
            topic("x", (CapturedSubscription(protocol="email", endpoint="a@example.com", confirmed=False),))
        ),
        "x a@example.com",
        topics(topic("x", None)),
        "sns:ListSubscriptionsByTopic",
    ),
    "PF-ROL-001": Case(
        stacks(stack_sets=(stack_set("guardrails-break-glass"),)),
        "management",
        management(roles=None),
        "iam:ListRoles",
    ),
    "PF-ROL-002": Case(
        management(roles={"guardrails-audit": trust(OTHER)}),
        "management",
        whole(accounts=None),
        "sts:AssumeRole",
    ),
    "PF-ROL-003": Case(
        management(users=()), "user/rescue-1", management(users=None), "iam:GetCredentialReport"
    ),
    "PF-USR-001": Case(
        management(root=CapturedRootUser(mfa=False, keys=False)),
        "management",
        management(root=None),
        "iam:GetCredentialReport",
    ),
    "PF-USR-002": Case(
        management(root=CapturedRootUser(mfa=True, keys=True)),
        "management",
        whole(accounts=None),
        "sts:AssumeRole",
    ),
    "PF-USR-003": Case(
        user(keys=(CapturedAccessKey(created="2026-01-01"),)),
        "management user legacy",
        management(users=None),
        "iam:GetCredentialReport",
    ),
    "PF-USR-004": Case(
        user(console=True), "management user legacy", management(users=None), "iam:GetCredentialReport"
    ),
    "PF-USR-005": Case(
        management(password_policy=CapturedPasswordPolicy(exists=False)),
        "management",
        management(password_policy=None),
        "iam:GetAccountPasswordPolicy",
    ),
    "PF-USR-006": Case(
        management(contacts=()), "management", management(contacts=None), "account:GetAlternateContact"
    ),
    "PF-SSO-006": Case(
        access(regions=(HOME, "eu-west-1")),
        INSTANCE,
        access(permission_sets_enabled=None),
        "sso:DescribeInstance",
    ),
    "PF-DEP-001": Case(
        deployed({"Resources": {"Topic": TOPIC, "Group": GROUP}}),
        "guardrails-own Group",
        deployed(None),
        "cloudformation:GetTemplate",
    ),
    "PF-DEP-002": Case(
        deployed({"Resources": {"Topic": {**TOPIC, "Properties": {"TopicName": "b"}}}}),
        "guardrails-own Topic",
        deployed(None),
        "cloudformation:GetTemplate",
    ),
    "PF-EXM-001": Case(lambda capture: capture, "break-glass", None, text=RENEWED),
}
