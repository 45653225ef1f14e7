"""The calls by which somebody makes the faults of `faults`."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from typing import Any

from tests.existing_trail import BUCKET, LOG_GROUP, LOG_GROUP_ARN, NAME, PREFIX
from tests.live.sound_organization import (
    BUCKETS,
    DEPLOYER,
    EVERYONE,
    EXECUTOR,
    MONTHLY,
    OTHER,
    STORE,
    Live,
    trust,
)
from tests.preflight import cases

ROOT, SCP, TAGS = "r-ex4m", "SERVICE_CONTROL_POLICY", "TAG_POLICY"


def billing_alone(live: Live) -> None:
    """Leave the organization with consolidated billing alone."""
    live.aws.controls.set_features("CONSOLIDATED_BILLING")


def a_policy_of_a_type_that_is_off(live: Live) -> None:
    """Create a policy, and switch off its type."""
    organizations, kind = live.client("organizations"), {"RootId": ROOT, "PolicyType": TAGS}
    content = json.dumps({"tags": {"Team": {"tag_key": {"@@assign": "Team"}}}})
    organizations.create_policy(Name="Tags", Type=TAGS, Description="", Content=content)
    organizations.disable_policy_type(**kind)


def _policy(live: Live, name: str) -> str:
    """Create a policy that denies nothing of use to anybody."""
    statement = {"Effect": "Deny", "Action": "s3:PutBucketAcl", "Resource": "*"}
    content = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    made = live.client("organizations").create_policy(Name=name, Type=SCP, Description="", Content=content)
    return str(made["Policy"]["PolicySummary"]["Id"])


def a_policy_with_a_name_of_ours(live: Live) -> None:
    """Create a policy with the name of one that the stack makes."""
    _policy(live, cases.inspection(cases.sound()).posture.declared[0].name)


def no_slot_left(live: Live) -> None:
    """Attach policies to the root until AWS takes no more."""
    organizations = live.client("organizations")
    while len(organizations.list_policies_for_target(TargetId=ROOT, Filter=SCP)["Policies"]) < 10:
        policy = _policy(live, f"Other{len(live.made)}")
        live.made.append(policy)
        organizations.attach_policy(PolicyId=policy, TargetId=ROOT)


def control_tower(live: Live, name: str, unit: str, resource: str) -> None:
    """Attach a policy as Control Tower does."""
    organizations = live.client("organizations")
    statement = {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": resource}
    content = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    made = organizations.create_policy(Name=name, Type=SCP, Description="", Content=content)
    organizations.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=unit)


def moved(live: Live) -> None:
    """Move an account into another unit."""
    live.client("organizations").move_account(
        AccountId=cases.MEMBER, SourceParentId="ou-ex4m-workprod1", DestinationParentId="ou-ex4m-platform1"
    )


def deploy_role_gone(live: Live) -> None:
    """Delete the role that CDK deploys with in the archive account."""
    live.client("iam", cases.ARCHIVE).delete_role(RoleName=DEPLOYER.format(cases.ARCHIVE))


def anybody_deploys(live: Live) -> None:
    """Let another account assume the role that deploys."""
    live.client("iam").update_assume_role_policy(
        RoleName=DEPLOYER.format(cases.MANAGEMENT), PolicyDocument=trust(cases.MANAGEMENT, OTHER)
    )


def an_administrator_deploys(live: Live) -> None:
    """Let CloudFormation deploy with all rights."""
    live.client("iam").attach_role_policy(
        RoleName=EXECUTOR.format(cases.MANAGEMENT), PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )


def nobody_left_in_the_group(live: Live) -> None:
    """Take the last person out of a group with assignments."""
    store = live.client("identitystore")
    [membership] = store.list_group_memberships(IdentityStoreId=STORE, GroupId=EVERYONE)["GroupMemberships"]
    store.delete_group_membership(IdentityStoreId=STORE, MembershipId=membership["MembershipId"])


def an_entitlement(live: Live) -> None:
    """Let a group reach a role past its permission sets."""
    access = live.client("account-access")
    source = {"identityCenter": {"instanceArn": cases.INSTANCE}}
    application = access.create_application(identitySource=source)["applicationArn"]
    role = {
        "principal": {"identityCenter": {"groupId": EVERYONE}},
        "roleArn": f"arn:aws:iam::{cases.MANAGEMENT}:role/one",
    }
    access.create_entitlement(applicationArn=application, entitlement={"principalRole": role})


def a_taken_group(live: Live) -> None:
    """Create a group, not empty, with the name of one that the stack makes."""
    made = live.client("identitystore").create_group(IdentityStoreId=STORE, DisplayName="developers")
    live.add_person(made["GroupId"], "ben")


def a_taken_budget(live: Live) -> None:
    """Create a budget with a name of ours."""
    budget = {**MONTHLY, "BudgetName": "guardrails-organization-bcdfghjk"}
    live.client("budgets", region="us-east-1").create_budget(AccountId=cases.MANAGEMENT, Budget=budget)


def the_default_monitor(live: Live) -> None:
    """Create the monitor of services that AWS makes in new accounts."""
    monitor = cases.DEFAULT_MONITOR
    live.client("ce", region="us-east-1").create_anomaly_monitor(
        AnomalyMonitor={
            "MonitorName": monitor.name,
            "MonitorType": monitor.type,
            "MonitorDimension": monitor.dimension,
        }
    )


def a_trail(live: Live, name: str, bucket: str, **more: Any) -> None:
    """Create a trail, and its bucket."""
    live.bucket(bucket)
    live.client("cloudtrail").create_trail(Name=name, S3BucketName=bucket, IsMultiRegionTrail=True, **more)


def a_weak_trail_of_others(live: Live) -> None:
    """Create Control Tower's trail, without a key and without digests."""
    logs, iam = live.client("logs"), live.client("iam")
    logs.create_log_group(logGroupName=LOG_GROUP)
    allow = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    by_service = {"Version": "2012-10-17", "Statement": [{**allow, "Action": "sts:AssumeRole"}]}
    role = iam.create_role(RoleName="writer", AssumeRolePolicyDocument=json.dumps(by_service))["Role"]["Arn"]
    writing = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [writing]})
    iam.put_role_policy(RoleName="writer", PolicyName="logs", PolicyDocument=document)
    more = {"IsOrganizationTrail": True, "S3KeyPrefix": PREFIX}
    more |= {"CloudWatchLogsLogGroupArn": LOG_GROUP_ARN, "CloudWatchLogsRoleArn": role}
    a_trail(live, NAME, BUCKET, **more)
    live.client("cloudtrail").start_logging(Name=NAME)


def a_taken_alias(live: Live) -> None:
    """Create a trail whose key has the alias of ours."""
    kms = live.client("kms")
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{cases.MANAGEMENT}:root"},
                "Action": "kms:*",
                "Resource": "*",
            },
            {
                "Effect": "Allow",
                "Principal": {"Service": "cloudtrail.amazonaws.com"},
                "Action": ["kms:GenerateDataKey*", "kms:DescribeKey"],
                "Resource": "*",
            },
        ],
    }
    key = kms.create_key(Policy=json.dumps(policy))["KeyMetadata"]
    kms.create_alias(AliasName="alias/organization-trail", TargetKeyId=key["KeyId"])
    a_trail(live, "encrypted", BUCKETS["encrypted"], KmsKeyId=key["Arn"])


def a_taken_topic(live: Live) -> None:
    """Create a topic with a name of ours, which an alarm uses."""
    live.alarm_on(live.client("sns").create_topic(Name="guardrails-alerts-critical")["TopicArn"])


def a_taken_stack_set(live: Live) -> None:
    """Create a stack set with a name of ours."""
    live.client("cloudformation").create_stack_set(
        StackSetName="guardrails-audit-role",
        TemplateBody=json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}),
        PermissionModel="SERVICE_MANAGED",
        AutoDeployment={"Enabled": False, "RetainStacksOnAccountRemoval": False},
    )


def a_second_organization_trail(live: Live) -> None:
    """Create an organization trail beside the one of the file."""
    a_trail(live, "second", BUCKETS["second"], IsOrganizationTrail=True)
    live.client("cloudtrail").start_logging(Name="second")


def leave_out_reads(live: Live) -> None:
    """Let the trail record changes alone."""
    selectors = [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]
    live.client("cloudtrail").put_event_selectors(TrailName="organization-trail", EventSelectors=selectors)


def nobody_confirms(live: Live) -> None:
    """Subscribe an address that confirms nothing."""
    sns = live.client("sns")
    topic = sns.create_topic(Name="on-call")["TopicArn"]
    live.alarm_on(topic)
    sns.subscribe(TopicArn=topic, Protocol="https", Endpoint="https://example.com/hook")


def a_role_of_rescue_for_anybody(live: Live) -> None:
    """Create a break-glass role that the whole account may assume."""
    live.client("iam").create_role(RoleName="break-glass", AssumeRolePolicyDocument=trust(cases.MANAGEMENT))


def another_auditor(live: Live) -> None:
    """Let another account assume the auditor's role."""
    live.client("iam").update_assume_role_policy(RoleName="guardrails-audit", PolicyDocument=trust(OTHER))


def without_second_factor(live: Live) -> None:
    """Take a rescuer's device away."""
    iam = live.client("iam")
    [device] = iam.list_mfa_devices(UserName="rescue-1")["MFADevices"]
    iam.deactivate_mfa_device(UserName="rescue-1", SerialNumber=device["SerialNumber"])


def an_old_key(live: Live) -> None:
    """Give a user an access key of last January."""
    iam = live.client("iam")
    iam.create_user(UserName="legacy")
    key = iam.create_access_key(UserName="legacy")["AccessKey"]["AccessKeyId"]
    live.aws.controls.set_key_creation(cases.MANAGEMENT, key, datetime(2026, 1, 1, tzinfo=UTC))


def a_password_alone(live: Live) -> None:
    """Give a user a password and no device."""
    iam = live.client("iam")
    iam.create_user(UserName="person")
    iam.create_login_profile(
        UserName="person", Password=secrets.token_urlsafe(20), PasswordResetRequired=False
    )
