"""A capture of an organization in which the example baseline is deployed, as its templates say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from guardrails.baseline import Baseline, load
from guardrails.capture import Capture
from guardrails.capture.model import CaptureReader
from guardrails.capture.sections.access import (
    CapturedAccess,
    CapturedAssignment,
    CapturedGroup,
    CapturedInstance,
    CapturedPermissionSet,
)
from guardrails.capture.sections.accounts import CapturedDetails
from guardrails.capture.sections.alerts import (
    CapturedAlarm,
    CapturedAlerts,
    CapturedLogGroup,
    CapturedMetricFilter,
    CapturedSubscription,
    CapturedTopic,
)
from guardrails.capture.sections.budgets import CapturedBudget, CapturedBudgets, CapturedNotification
from guardrails.capture.sections.organization import CapturedAccount, CapturedOrganization, CapturedUnit
from guardrails.capture.sections.policies import CapturedPolicy
from guardrails.capture.sections.stacks import (
    CapturedStack,
    CapturedStacks,
    CapturedStackSet,
    CapturedStackSetInstance,
)
from guardrails.capture.sections.trail import CapturedBucket, CapturedKey, CapturedTrail, CapturedTrails
from guardrails.drift.declared import Declarations, Declared, StackTemplate, primary_part
from guardrails.organization import Account
from guardrails.policy.language.document import RCP, SCP
from guardrails.posture import Posture, compile_posture
from tests.baselines import EXAMPLE, REPOSITORY
from tests.capture.captures import full_access

SNAPSHOTS = REPOSITORY / "tests" / "snapshots" / "stacks"
MANAGEMENT, HOME = "111111111111", "eu-central-1"
ARCHIVE = "guardrails-trail-archive"


@cache
def baseline() -> Baseline:
    """The example baseline; no exemption in it has expired yet."""
    return load(EXAMPLE, today=date.min, shown_as="baseline.yaml")


@cache
def posture() -> Posture:
    """Its posture."""
    return compile_posture(baseline())


@cache
def templates() -> tuple[StackTemplate, ...]:
    """The stacks as CloudFormation has them, each with an id for every resource."""
    return tuple(_stack(name, template) for name, template in sorted(_synthesized().items()))


def _synthesized() -> dict[str, Any]:
    """Return the templates of the example: the snapshots, but a synth in a fork with snapshots of its own."""
    if (REPOSITORY / "baseline.yaml").read_bytes() == EXAMPLE.read_bytes():
        return {path.stem: json.loads(path.read_text()) for path in SNAPSHOTS.glob("*.json")}
    # CDK, for which no quick test should wait.
    assembly = import_module("tests.stacks.helpers").synthesized(baseline())
    return {name: assembly.template(name) for name in assembly.stacks}


def archive() -> tuple[StackTemplate, ...]:
    """The template of the archive account's stack, as an assembly has it."""
    return tuple(
        StackTemplate(stack.name, stack.region, stack.account, stack.template)
        for stack in templates()
        if stack.name == ARCHIVE
    )


def _stack(name: str, template: Mapping[str, Any]) -> StackTemplate:
    documents = {policy.name: policy.document.to_dict() for policy in posture().declared}
    documents |= {policy.name: policy.to_dict() for policy in posture().management}
    account = baseline().archive_account.id if name.startswith("guardrails-trail-") else MANAGEMENT
    physical_ids: dict[str, str] = {}
    for number, (logical_id, resource) in enumerate(template["Resources"].items()):
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::Organizations::Policy":
            properties["Content"] = documents[properties["Name"]]
        physical_ids[logical_id] = _physical_id(resource["Type"], properties, f"{name}-{number}")
    return StackTemplate(name, HOME, account, template, physical_ids)


def _physical_id(kind: str, properties: Mapping[str, Any], unique: str) -> str:
    if kind == "AWS::SSO::PermissionSet":
        instance = properties["InstanceArn"]
        return f"{instance}|arn:aws:sso:::permissionSet/ssoins-69871a2b3c4d5e6f/ps-{unique}"
    if kind == "AWS::IdentityStore::Group":
        return f"g-{unique}|{properties['IdentityStoreId']}"
    if kind == "AWS::SNS::Topic":
        return f"arn:aws:sns:{HOME}:{MANAGEMENT}:{properties['TopicName']}"
    if kind == "AWS::Organizations::Policy":
        return f"p-{unique}"
    names = ("RoleName", "BucketName", "LogGroupName")
    return str(next((properties[name] for name in names if name in properties), unique))


@cache
def deployed() -> Capture:
    """The capture: all is as the templates say."""
    declarations = Declarations(templates())
    return Capture(
        product="0.1.0",
        taken="2026-11-29T09:30:00+00:00",
        read_by=CaptureReader(account=MANAGEMENT, arn=f"arn:aws:iam::{MANAGEMENT}:root"),
        home_region=HOME,
        regions=(HOME, "us-east-1"),
        organization=_organization(),
        policies=_policies(declarations),
        trails=_trails(declarations),
        alerts=_alerts(declarations),
        budgets=_budgets(declarations),
        access=_access(declarations),
        stacks=_stacks(declarations),
        accounts=(_details(declarations),),
    )


def _organization() -> CapturedOrganization:
    tree = baseline().tree
    parents = {child.id: node.id for node in tree.nodes for child in getattr(node, "children", ())}
    units = tuple(
        CapturedUnit(id=node.id, name=node.name, parent=parents[node.id])
        for node in tree.nodes
        if not isinstance(node, Account) and node.id != tree.root.id
    )
    accounts = (tree.management_account, *tree.accounts)
    return CapturedOrganization(
        id=tree.id,
        management_account=MANAGEMENT,
        features="ALL",
        root=tree.root.id,
        policy_types=tuple(sorted({SCP, RCP, *(policy.type for policy in posture().management)})),
        units=units,
        accounts=tuple(
            CapturedAccount(
                id=account.id,
                name=account.name,
                state="ACTIVE",
                parent=parents.get(account.id, tree.root.id),
                tags={},
            )
            for account in accounts
        ),
        trusted_services=(),
        delegations=(),
        resource_policy="",
    )


def _policies(declarations: Declarations) -> tuple[CapturedPolicy, ...]:
    nodes = [node.id for node in baseline().tree.nodes]
    return (
        full_access(*nodes, MANAGEMENT),
        full_access(*nodes, MANAGEMENT, kind=RCP),
        *(
            CapturedPolicy(
                id=resource.physical_id,
                name=resource.get("Name"),
                type=resource.get("Type"),
                description=resource.get("Description", ""),
                content=json.dumps(resource.get("Content")),
                targets=tuple(sorted(resource.get("TargetIds"))),
            )
            for resource in declarations.of("AWS::Organizations::Policy")
        ),
    )


def _trails(declarations: Declarations) -> CapturedTrails:
    trail = next(declarations.of("AWS::CloudTrail::Trail"))
    keys = {stack.name: stack.physical_ids.get("Key") for stack in templates()}
    key = f"arn:aws:kms:{HOME}:{baseline().archive_account.id}:key/{keys[ARCHIVE]}"
    name = trail.get("TrailName")
    return CapturedTrails(
        trails=(
            CapturedTrail(
                name=name,
                arn=f"arn:aws:cloudtrail:{HOME}:{MANAGEMENT}:trail/{name}",
                home_region=HOME,
                bucket=trail.get("S3BucketName"),
                key=key,
                log_group=trail.get("CloudWatchLogsLogGroupArn"),
                log_role=trail.get("CloudWatchLogsRoleArn"),
                organization=True,
                multi_region=True,
                global_events=True,
                validation=True,
                logging=True,
                delivery_error="",
                selectors=tuple(trail.get("AdvancedEventSelectors")),
                basic_selectors=(),
                insights=("ApiCallRateInsight", "ApiErrorRateInsight"),
            ),
        ),
        buckets=(_bucket(declarations, str(trail.get("S3BucketName")), key),),
        keys=(_key(declarations, key),),
    )


def _bucket(declarations: Declarations, name: str, key: str) -> CapturedBucket:
    policy = next(
        resource for resource in declarations.of("AWS::S3::BucketPolicy") if resource.get("Bucket") == name
    )
    return CapturedBucket(
        name=name,
        policy=json.dumps(policy.get("PolicyDocument")),
        lifecycle=(
            {
                "ID": "LogFiles",
                "Filter": {"Prefix": ""},
                "Status": "Enabled",
                "Expiration": {"Days": 2557},
                "Transitions": [{"Days": 90, "StorageClass": "GLACIER_IR"}],
                "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
            },
        ),
        lock_mode="GOVERNANCE",
        lock_days=2557,
        encryption="aws:kms",
        encryption_key=key,
        versioning=True,
        public_access_blocked=True,
    )


def _key(declarations: Declarations, arn: str) -> CapturedKey:
    resource = next(key for key in declarations.of("AWS::KMS::Key") if key.stack.name == ARCHIVE)
    return CapturedKey(
        arn=arn,
        aliases=("alias/organization-trail",),
        policy=json.dumps(resource.get("KeyPolicy")),
        rotation=True,
        state="Enabled",
    )


def _alerts(declarations: Declarations) -> CapturedAlerts:
    group = next(declarations.of("AWS::Logs::LogGroup"))
    return CapturedAlerts(
        log_groups=(
            CapturedLogGroup(
                name=group.get("LogGroupName"),
                region=HOME,
                retention_days=group.get("RetentionInDays"),
                key=group.get("KmsKeyId"),
            ),
        ),
        metric_filters=tuple(
            CapturedMetricFilter(
                name=resource.get("FilterName"),
                log_group=resource.get("LogGroupName"),
                region=HOME,
                pattern=resource.get("FilterPattern"),
                metric_namespace=resource.get("MetricTransformations")[0]["MetricNamespace"],
                metric_name=resource.get("MetricTransformations")[0]["MetricName"],
            )
            for resource in declarations.of("AWS::Logs::MetricFilter")
        ),
        alarms=tuple(
            CapturedAlarm(
                name=resource.get("AlarmName"),
                region=HOME,
                namespace=resource.get("Namespace"),
                metric=resource.get("MetricName"),
                threshold=float(resource.get("Threshold")),
                state="OK",
                actions_enabled=True,
                actions=tuple(resource.get("AlarmActions")),
            )
            for resource in declarations.of("AWS::CloudWatch::Alarm")
        ),
        topics=tuple(_topic(declarations, resource) for resource in declarations.of("AWS::SNS::Topic")),
    )


def _topic(declarations: Declarations, resource: Declared) -> CapturedTopic:
    policy = next(
        policy
        for policy in declarations.of("AWS::SNS::TopicPolicy")
        if resource.physical_id in policy.get("Topics")
    )
    return CapturedTopic(
        arn=resource.physical_id,
        key=resource.get("KmsMasterKeyId", ""),
        policy=json.dumps(policy.get("PolicyDocument")),
        subscriptions=tuple(
            CapturedSubscription(
                protocol=subscription.get("Protocol"), endpoint=subscription.get("Endpoint"), confirmed=True
            )
            for subscription in declarations.of("AWS::SNS::Subscription")
            if subscription.get("TopicArn") == resource.physical_id
        ),
    )


def _budgets(declarations: Declarations) -> CapturedBudgets:
    return CapturedBudgets(
        budgets=tuple(_budget(resource) for resource in declarations.of("AWS::Budgets::Budget"))
    )


def _budget(resource: Declared) -> CapturedBudget:
    budget = resource.get("Budget")
    limit = budget.get("BudgetLimit", {})
    return CapturedBudget(
        name=budget["BudgetName"],
        type=budget["BudgetType"],
        unit=budget["TimeUnit"],
        amount=f"{limit['Amount']}.0" if limit else "",
        currency=limit.get("Unit", ""),
        auto_adjust=budget.get("AutoAdjustData", {}).get("AutoAdjustType", ""),
        filters=budget.get("FilterExpression") or {},
        cost_types={},
        notifications=tuple(
            CapturedNotification(
                type=entry["Notification"]["NotificationType"],
                operator=entry["Notification"]["ComparisonOperator"],
                threshold=float(entry["Notification"]["Threshold"]),
                unit=entry["Notification"]["ThresholdType"],
                subscribers=tuple(
                    (subscriber["SubscriptionType"], subscriber["Address"])
                    for subscriber in entry["Subscribers"]
                ),
            )
            for entry in resource.get("NotificationsWithSubscribers")
        ),
        actions=(),
    )


def _access(declarations: Declarations) -> CapturedAccess:
    sets = list(declarations.of("AWS::SSO::PermissionSet"))
    attributes = next(declarations.of("AWS::SSO::InstanceAccessControlAttributeConfiguration"))
    return CapturedAccess(
        instances=(
            CapturedInstance(
                arn=sets[0].get("InstanceArn"),
                identity_store="d-99671a2b3c",
                owner=MANAGEMENT,
                region=HOME,
                regions=(HOME,),
                permission_sets_enabled=True,
                permission_sets=tuple(_permission_set(resource) for resource in sets),
                assignments=tuple(
                    CapturedAssignment(
                        permission_set=resource.get("PermissionSetArn"),
                        account=resource.get("TargetId"),
                        principal_type=resource.get("PrincipalType"),
                        principal=resource.get("PrincipalId"),
                    )
                    for resource in declarations.of("AWS::SSO::Assignment")
                ),
                groups=tuple(
                    CapturedGroup(
                        id=primary_part(resource.type, resource.physical_id),
                        name=resource.get("DisplayName"),
                        members=1,
                    )
                    for resource in declarations.of("AWS::IdentityStore::Group")
                ),
                attributes={
                    attribute["Key"]: ", ".join(attribute["Value"]["Source"])
                    for attribute in attributes.get("AccessControlAttributes")
                },
            ),
        )
    )


def _permission_set(resource: Declared) -> CapturedPermissionSet:
    inline = resource.get("InlinePolicy")
    boundary = resource.get("PermissionsBoundary", {})
    return CapturedPermissionSet(
        arn=primary_part(resource.type, resource.physical_id),
        name=resource.get("Name"),
        description=resource.get("Description", ""),
        session=resource.get("SessionDuration"),
        relay_state=resource.get("RelayStateType", ""),
        managed=tuple(sorted(resource.get("ManagedPolicies", ()), reverse=True)),
        customer_managed=(),
        inline=json.dumps(inline) if inline else "",
        boundary=boundary.get("ManagedPolicyArn", ""),
        tags={},
    )


def _stacks(declarations: Declarations) -> CapturedStacks:
    in_management = [stack for stack in templates() if stack.account == MANAGEMENT]
    return CapturedStacks(
        stacks=tuple(
            CapturedStack(
                name=stack.name,
                region=stack.region,
                status="UPDATE_COMPLETE",
                tags={"managed-by": "guardrails"},
                parameters={},
                outputs={},
                template=dict(stack.template),
                resources=dict(stack.physical_ids),
            )
            for stack in in_management
        ),
        stack_sets=tuple(
            CapturedStackSet(
                name=stack_set.get("StackSetName"),
                status="ACTIVE",
                permission_model="SERVICE_MANAGED",
                auto_deployment=True,
                template=stack_set.get("TemplateBody"),
                parameters={},
                targets=(baseline().tree.root.id,),
                instances=tuple(
                    CapturedStackSetInstance(account=account.id, region=HOME, status="CURRENT")
                    for account in baseline().tree.accounts
                ),
            )
            for stack_set in declarations.of("AWS::CloudFormation::StackSet")
        ),
    )


def _details(declarations: Declarations) -> CapturedDetails:
    return CapturedDetails(
        id=MANAGEMENT,
        roles={
            resource.physical_id: ""
            if "Service" in resource.get("AssumeRolePolicyDocument")["Statement"][0]["Principal"]
            else json.dumps(resource.get("AssumeRolePolicyDocument"))
            for resource in declarations.of("AWS::IAM::Role")
        },
    )
