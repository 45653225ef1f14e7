"""The example, deployed for real: what AWS then says is what the baseline says.

The tests tell one story in their order, in one local AWS.
"""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from botocore.exceptions import ClientError
from rich.console import Console

from demo import show
from demo.calls import calls, denied, make
from demo.cdk import administrator, member_client
from demo.readback import AccountAssignment
from demo.rescue import rescuer
from guardrails.baseline.bootstrap import TOOLKIT_STACK, role_arn
from guardrails.baseline.sections.budget_facts import TIME_UNITS
from guardrails.posture import compile_posture
from tests.e2e.conftest import Story

pytestmark = pytest.mark.e2e


def test_every_policy_is_on_its_node_with_its_document(story: Story) -> None:
    """AWS Organizations answers, for every node, the documents compiled for it."""
    assert story.readback.posture() == story.compiled


def test_every_management_policy_is_on_its_node_with_its_document(story: Story) -> None:
    """Each is of its own type; what it sets in an account the local AWS doesn't imitate."""
    wanted: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {}
    for one in compile_posture(story.baseline).management:
        wanted.setdefault(one.target, {})[one.name] = (one.type, one.to_dict())
    assert {path: set(named) for path, named in wanted.items()} == {
        "Root": {
            "guardrails/ai_opt_out/no-training/Root-f9ad0f97",
            "guardrails/declarative_ec2/instances/Root-f9ad0f97",
            "guardrails/s3/buckets/Root-f9ad0f97",
        },
        "Workloads/Dev": {"guardrails/declarative_ec2/debugging/Workloads/Dev-ab18ff74"},
    }
    assert story.readback.management_policies() == wanted


def test_the_trail_records_everything_and_is_validated(story: Story) -> None:
    """The organization trail is on everywhere, validated, encrypted by the archive account's key."""
    trail, section = story.readback.trail(), story.baseline.trail
    assert trail is not None
    assert section is not None
    archive = story.baseline.archive_account.id
    assert {key: trail[key] for key in ("IsOrganizationTrail", "IsMultiRegionTrail", "IsLogging")} == {
        "IsOrganizationTrail": True,
        "IsMultiRegionTrail": True,
        "IsLogging": True,
    }
    assert trail["LogFileValidationEnabled"] is True
    assert trail["S3BucketName"] == section.bucket
    assert trail["Insights"] == ["ApiCallRateInsight", "ApiErrorRateInsight"]
    assert trail["Events"] == ["Management events selector", "Data events that write: s3"]
    assert f":{archive}:" in trail["KmsKeyId"]
    groups = story.readback.client("logs").describe_log_groups()["logGroups"]
    [group] = [group for group in groups if group["arn"].rstrip(":*") in trail["CloudWatchLogsLogGroupArn"]]
    assert group["retentionInDays"] == section.log_group_days
    assert group["kmsKeyId"]


def test_the_evidence_is_locked_encrypted_and_private(story: Story) -> None:
    """The log bucket in the archive account is versioned, locked, encrypted by a rotating key and private."""
    section = story.baseline.trail
    assert section is not None
    assert section.object_lock is not None
    s3, bucket = _archive(story, "s3"), section.bucket
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    lock = s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
    assert lock["Rule"]["DefaultRetention"] == {
        "Mode": section.object_lock.mode,
        "Days": section.object_lock.days,
    }
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())
    [rule] = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    key = rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"]
    assert _archive(story, "kms").get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is True
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    expirations = [rule["Expiration"]["Days"] for rule in rules if "Days" in rule.get("Expiration", {})]
    assert expirations == [section.expire_after_days]
    moves = [(move["Days"], move["StorageClass"]) for rule in rules for move in rule.get("Transitions", ())]
    assert moves == [(step.after_days, step.to) for step in section.storage]
    logging = s3.get_bucket_logging(Bucket=bucket)["LoggingEnabled"]
    assert logging["TargetBucket"] == section.access_bucket


def test_nobody_reads_the_evidence_without_tls(story: Story) -> None:
    """The bucket's policy denies every call that doesn't come over TLS."""
    section = story.baseline.trail
    assert section is not None
    policy = json.loads(_archive(story, "s3").get_bucket_policy(Bucket=section.bucket)["Policy"])
    [tls] = [one for one in policy["Statement"] if "aws:SecureTransport" in json.dumps(one)]
    assert tls["Effect"] == "Deny"
    assert tls["Action"] == "s3:*"
    assert tls["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_budgets_count_the_right_accounts_and_alert_the_topic(story: Story) -> None:
    """Each budget has its amount, the accounts of its scope as a dimension, and every threshold."""
    section, tree = story.baseline.budgets, story.baseline.tree
    assert section is not None
    found = {budget["BudgetName"]: budget for budget in story.readback.budgets()}
    assert len(found) == len(section.limits)
    for name, limit in section.limits.items():
        [budget] = [one for full, one in found.items() if name in full]
        assert budget["TimeUnit"] == TIME_UNITS[limit.period]
        if limit.auto_adjust is None:
            assert float(budget["BudgetLimit"]["Amount"]) == limit.amount
        else:
            kinds = {"history": "HISTORICAL", "forecast": "FORECAST"}
            assert budget["AutoAdjustData"]["AutoAdjustType"] == kinds[limit.auto_adjust.by]
        expression = budget.get("FilterExpression", {})
        parts = [part for part in expression.get("And", [expression]) if part]
        counted = {
            part["Dimensions"]["Key"]: set(part["Dimensions"]["Values"])
            for part in parts
            if "Dimensions" in part
        }
        tagged = {part["Tags"]["Key"]: tuple(part["Tags"]["Values"]) for part in parts if "Tags" in part}
        accounts = {account.id for account in tree.accounts_under(limit.scope)}
        assert counted.get("LINKED_ACCOUNT", set()) == (set() if limit.scope == "Root" else accounts)
        assert counted.get("SERVICE", set()) == set(limit.services)
        assert counted.get("AZ", set()) == set(limit.zones)
        assert tagged == limit.tags
        alerts = {(one["NotificationType"], float(one["Threshold"])) for one in budget["Notifications"]}
        assert alerts == {("ACTUAL", one.at) for one in limit.actual} | {
            ("FORECASTED", one.at) for one in limit.forecasted
        }
        told = {one["Address"].rpartition("-")[2] for each in budget["Subscribers"] for one in each}
        assert told == {section.heard_as(one.severity) for one in (*limit.actual, *limit.forecasted)}


def test_the_topics_are_encrypted_and_tell_the_subscribers(story: Story) -> None:
    """Each is encrypted, AWS Budgets may publish to it, and the people of its severity are subscribed."""
    section = story.baseline.budgets
    assert section is not None
    sns = story.readback.client("sns")
    topics = [one["TopicArn"] for one in sns.list_topics()["Topics"] if "budget-alerts" in one["TopicArn"]]
    assert {arn.rpartition("-")[2] for arn in topics} == section.audiences.keys()
    for arn in topics:
        attributes = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
        assert attributes["KmsMasterKeyId"]
        [publisher] = [
            one
            for one in json.loads(attributes["Policy"])["Statement"]
            if one["Effect"] == "Allow" and one.get("Principal") == {"Service": "budgets.amazonaws.com"}
        ]
        assert publisher["Condition"]["StringEquals"] == {
            "aws:SourceAccount": story.baseline.tree.management_account.id
        }
        subscriptions = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
        [people] = [who for name, who in section.audiences.items() if arn.endswith(name)]
        assert {one["Endpoint"] for one in subscriptions} == set(people)


def test_every_alarm_alerts_somebody(story: Story) -> None:
    """Every alarm has a topic of the alerts, and each of these topics tells the baseline's people."""
    section = story.baseline.alerts
    assert section is not None
    alarms, told = story.readback.alarms(), story.readback.subscriptions()
    assert len(alarms) >= 12
    assert all(topics for topics in alarms.values())
    for topic in {topic for topics in alarms.values() for topic in topics}:
        [severity] = [name for name in section.subscribers if topic.endswith(name)]
        declared = section.subscribers[severity]
        assert set(told[topic]) >= {*declared.emails, *declared.https}
    assert story.readback.dashboards() == ["guardrails-alerts"]


def test_the_audit_role_is_in_every_account(story: Story) -> None:
    """It is in all member accounts and the management account, for the auditor with the external id."""
    section = story.baseline.accounts
    assert section is not None
    tree = story.baseline.tree
    found = story.readback.role(section.audit_role.name)
    assert found.keys() == {tree.management_account.path, *(account.path for account in tree.accounts)}
    for role in found.values():
        assert role["Managed"] == ["SecurityAudit"]
        [statement] = role["AssumeRolePolicyDocument"]["Statement"]
        auditor = {"sts:ExternalId": section.audit_role.external_id, "aws:PrincipalOrgID": tree.id}
        assert statement["Condition"]["StringEquals"] == auditor


def test_the_log_files_can_be_searched(story: Story) -> None:
    """The archive account keeps named queries for who did what, root use and denied calls."""
    assert len(story.readback.queries(story.baseline.archive_account.id)) >= 3


def test_permission_sets_are_as_declared(story: Story) -> None:
    """Each permission set has its session, its policies, its boundary and where it starts; so have people."""
    section = story.baseline.access
    assert section is not None
    found = story.readback.permission_sets(section.instance)
    assert found.keys() == section.permission_sets.keys()
    for name, declared in section.permission_sets.items():
        assert found[name]["SessionDuration"] == f"PT{declared.session_hours}H"
        assert found[name]["Managed"] == sorted(policy.rpartition("/")[2] for policy in declared.managed)
        inline = json.loads(story.baseline.policy_files[declared.inline].text) if declared.inline else None
        assert (json.loads(found[name]["Inline"]) if found[name]["Inline"] else None) == inline
        assert found[name].get("RelayState") == declared.relay_state
        bounded = declared.boundary and (declared.boundary.managed or declared.boundary.customer_managed)
        assert found[name]["Boundary"] == bounded
    assert story.readback.attributes(section.instance) == section.attributes


def test_people_have_access_where_declared_and_nowhere_else(story: Story) -> None:
    """AWS lists exactly the assignments that the baseline expands to."""
    assert _assignments(story) == _declared(story)


def test_the_demonstration_shows_it_all_on_a_narrow_terminal(story: Story) -> None:
    """`make demo` prints about 40 lines around this: at most 130 in all, of 80 columns."""
    output = StringIO()
    show.everything(Console(file=output, width=80, highlight=False), story.readback, story.baseline)
    lines = output.getvalue().splitlines()
    assert len(lines) <= 90
    assert max(map(len, lines)) <= 80
    text = output.getvalue()
    for account in story.baseline.tree.accounts:
        assert account.name in text
    for name in story.readback.permission_sets(_access(story).instance):
        assert name in text


def _access(story: Story) -> Any:
    assert story.baseline.access is not None
    return story.baseline.access


def test_guardrails_refuse_and_accept_real_calls(story: Story) -> None:
    """Calls from a member account end as the guardrails say, refused for lack of permission alone."""
    tree, trail = story.baseline.tree, story.readback.trail()
    assert trail is not None
    shop: Any = tree.by_path["Workloads/Prod/shop"]
    outcomes = [make(call) for call in calls(story.aws, story.baseline, shop, trail["TrailARN"])]
    assert len(outcomes) == 9
    assert [outcome for outcome in outcomes if not outcome.as_expected] == []
    assert all(outcome.accepted or denied(outcome) for outcome in outcomes)
    assert {outcome.accepted for outcome in outcomes} == {True, False}


STACK_CALLS: dict[str, dict[str, Any]] = {
    "update_stack": {"UsePreviousTemplate": True},
    "delete_stack": {},
    "update_termination_protection": {"EnableTerminationProtection": False},
    "set_stack_policy": {"StackPolicyBody": "{}"},
    "create_change_set": {"ChangeSetName": "mine", "UsePreviousTemplate": True},
    "continue_update_rollback": {},
}


@pytest.mark.parametrize("call", STACK_CALLS)
def test_an_administrator_of_the_archive_account_takes_over_no_stack(story: Story, call: str) -> None:
    """CloudFormation would do it with the stack's own role, which the guardrails leave alone."""
    archive = story.baseline.archive_account.id
    client = member_client(story.aws, story.baseline.tree, "cloudformation", archive)
    for stack in ("guardrails-trail-archive", TOOLKIT_STACK):
        with pytest.raises(ClientError, match="explicit deny in a service control policy"):
            getattr(client, call)(StackName=stack, **STACK_CALLS[call])
        [described] = client.describe_stacks(StackName=stack)["Stacks"]
        assert described["StackStatus"] == "CREATE_COMPLETE"


def test_no_member_account_assumes_the_roles_that_deploy(story: Story) -> None:
    """Neither an administrator nor break-glass; the management account has just deployed with them."""
    tree, archive = story.baseline.tree, story.baseline.archive_account.id
    role = role_arn("deploy", story.baseline.organization.qualifier, archive, tree.home_region)
    exempt = rescuer(story.aws, story.baseline)
    assert exempt is not None
    for caller in (administrator(story.aws, tree, archive), exempt.come_in(archive)):
        client = story.aws.client("sts", archive, tree.home_region, caller)
        with pytest.raises(ClientError, match="explicit deny in a service control policy"):
            client.assume_role(RoleArn=role, RoleSessionName="mine")


def test_deploying_again_changes_nothing(story: Story) -> None:
    """A second deployment at once finds nothing to change in any stack, and so does `cdk diff`."""
    said = story.cdk.deploy()
    stacks = json.loads((story.folder / "cdk.out" / "manifest.json").read_text(encoding="utf-8"))["artifacts"]
    count = sum(one["type"] == "aws:cloudformation:stack" for one in stacks.values())
    assert sum("no changes" in line for line in said) == count >= 5
    story.cdk.diff()


def test_drift_by_hand_is_seen(story: Story) -> None:
    """A policy that somebody edits by hand shows as drift, and no more once it is as it was."""
    organizations = story.readback.client("organizations")
    root = story.baseline.tree.root.id
    policies = organizations.list_policies_for_target(TargetId=root, Filter="SERVICE_CONTROL_POLICY")[
        "Policies"
    ]
    [policy] = [one for one in policies if one["Name"] == "guardrails/identity/Root-f9ad0f97"]
    content = organizations.describe_policy(PolicyId=policy["Id"])["Policy"]["Content"]
    organizations.update_policy(PolicyId=policy["Id"], Content=content.replace("DenyRootUser", "Weakened"))
    said = story.cdk.drift("guardrails-policies")
    assert any("identity-r-ex4m" in line for line in said)
    organizations.update_policy(PolicyId=policy["Id"], Content=content)
    assert any("No drift" in line for line in story.cdk.drift("guardrails-policies"))


def test_a_changed_baseline_changes_just_that(story: Story) -> None:
    """A region added, an account moved and a permission set dropped arrive in AWS; the rest stays."""
    before = story.readback.posture()
    tree = story.baseline.tree
    story.readback.client("organizations").move_account(
        AccountId=tree.by_path["Workloads/Dev/data-dev"].id,
        SourceParentId=tree.by_path["Workloads/Dev"].id,
        DestinationParentId=tree.by_path["Sandbox"].id,
    )
    story.edit('{ shop-dev: "666666666661", data-dev: "666666666662" }', '{ shop-dev: "666666666661" }')
    story.edit('{ sandbox-ada: "777777777771" }', '{ sandbox-ada: "777777777771", data-dev: "666666666662" }')
    story.edit("    Sandbox: [eu-central-1]\n", "    Sandbox: [eu-central-1, eu-north-1]\n")
    story.edit("    Billing: { managed: [job-function/Billing], session_hours: 4 }\n", "")
    story.edit("    - { group: finance, permission_set: Billing, at: [management] }\n", "")
    story.edit("    finance: { description: Watches the costs }\n", "")
    story.cdk.deploy()
    after = story.readback.posture()
    assert after == story.compiled
    changed = {path for path in after if after[path] != before.get(path) and path != "Sandbox/data-dev"}
    assert changed == {"Root", "Infrastructure", "Sandbox"}
    assert all(right for _, right in story.readback.placed_as_declared())
    assert _assignments(story) == _declared(story)
    assert "finance" not in {one.group for one in _assignments(story)}
    story.cdk.diff()


def test_destroying_leaves_the_evidence(story: Story) -> None:
    """Deleting every stack takes the policies, budgets and access away; bucket, keys and log group stay."""
    tree, section, access = story.baseline.tree, story.baseline.trail, story.baseline.access
    assert section is not None
    assert access is not None
    trail = story.readback.trail()
    assert trail is not None
    story.cdk.unprotect(tree.management_account.id, story.baseline.archive_account.id)
    story.cdk.destroy()
    left = {name for policies in story.readback.posture().values() for name in policies}
    assert left == {"FullAWSAccess"}
    assert story.readback.trail() is None
    assert story.readback.budgets() == []
    assert story.readback.permission_sets(access.instance) == {}
    s3, kms = _archive(story, "s3"), _archive(story, "kms")
    assert s3.get_bucket_versioning(Bucket=section.bucket)["Status"] == "Enabled"
    key = kms.describe_key(KeyId=trail["KmsKeyId"])["KeyMetadata"]
    assert key["KeyState"] == "Enabled"
    groups = story.readback.client("logs").describe_log_groups()["logGroups"]
    assert any(group["arn"].rstrip(":*") in trail["CloudWatchLogsLogGroupArn"] for group in groups)
    with pytest.raises(ClientError, match="does not exist"):
        story.readback.client("cloudformation").describe_stacks(StackName="guardrails-policies")


def _archive(story: Story, service: str) -> Any:
    return member_client(story.aws, story.baseline.tree, service, story.baseline.archive_account.id)


def _assignments(story: Story) -> set[AccountAssignment]:
    access = story.baseline.access
    assert access is not None
    return story.readback.assignments(access.instance, access.identity_store)


def _declared(story: Story) -> set[AccountAssignment]:
    access, tree = story.baseline.access, story.baseline.tree
    assert access is not None
    return {
        AccountAssignment(account.path, one.permission_set, one.group)
        for one in access.assignments
        for path in one.at
        for account in tree.accounts_under(path)
    }
