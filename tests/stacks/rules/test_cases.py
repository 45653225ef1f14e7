"""What the rules find and what they leave alone, beyond the one good and the one bad template."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from guardrails.stacks.rules.registry import findings, rules
from tests.stacks.rules.fixtures import TEMPLATES, template

BUCKET = "arn:aws:s3:::exampleorg1-trail"
CLOUDTRAIL = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
OF_TRAIL = {"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:eu-central-1:111111111111:trail/trail"}}
TARGETS = "Resources.StackSet.Properties.StackInstancesGroup.0.DeploymentTargets"
RETAINED = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
DENY = {"Effect": "Deny", "Action": "*", "Resource": "*"}
ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
DROP = "left out"


def _policies(count: int, kind: str = "SERVICE_CONTROL_POLICY", statement: Any = DENY) -> dict[str, Any]:
    """Attach policies of a type to the root, one after the other."""
    return {
        f"Resources.Policy{n}": {
            "Type": "AWS::Organizations::Policy",
            "Properties": {"Type": kind, "Content": {"Statement": [statement]}, "TargetIds": ["r-ex4m"]},
            "DependsOn": [f"Policy{n - 1}"] if n > 1 else [],
        }
        for n in range(1, count + 1)
    }


def _filter(expression: Any) -> dict[str, Any]:
    return {"Resources.Budget.Properties.Budget.FilterExpression": expression}


def _bucket_policy(**statement: Any) -> dict[str, Any]:
    document = {"Statement": [{**CLOUDTRAIL, "Condition": OF_TRAIL, **statement}]}
    return {"Resources.BucketPolicy.Properties.PolicyDocument": document}


def _key(**properties: Any) -> dict[str, Any]:
    return {f"Resources.Key.Properties.{name}": value for name, value in properties.items()}


def _publish(*statements: dict[str, Any]) -> dict[str, Any]:
    """Let Budgets publish to the topic by these statements."""
    common = {"Effect": "Allow", "Principal": {"Service": "budgets.amazonaws.com"}, "Action": "sns:Publish"}
    document = {"Statement": [{**common, "Resource": {"Ref": "Topic"}, **one} for one in statements]}
    return {"Resources.TopicPolicy.Properties.PolicyDocument": document}


OF_ACCOUNT = {"Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}}

CASES: dict[str, tuple[str, dict[str, Any], int]] = {
    # name: (rule, whose good template is changed how, findings)
    "a second statement without the account lets anybody's budget publish": (
        "GR-POL-001",
        _publish(OF_ACCOUNT, {}),
        1,
    ),
    "two statements for one account are two": ("GR-SNS-001", _publish(OF_ACCOUNT, OF_ACCOUNT), 0),
    "an inline policy is a policy of the topic": (
        "GR-SNS-001",
        {
            "Resources.TopicPolicy": {
                "Type": "AWS::SNS::TopicInlinePolicy",
                "Properties": {
                    "TopicArn": {"Ref": "Topic"},
                    "PolicyDocument": next(iter(_publish(OF_ACCOUNT).values())),
                },
            }
        },
        0,
    ),
    "a wildcard binds no trail": (
        "GR-TRL-007",
        _bucket_policy(Action="s3:PutObject", Condition={"StringLike": {"aws:SourceArn": "arn:aws:*"}}),
        1,
    ),
    "one wildcard among trails binds none of them": (
        "GR-TRL-007",
        _bucket_policy(Action="s3:PutObject", Condition={"StringLike": {"aws:SourceArn": [BUCKET, "*"]}}),
        1,
    ),
    "every trail but one is no trail": (
        "GR-TRL-007",
        _bucket_policy(Action="s3:PutObject", Condition={"StringNotEquals": OF_TRAIL["StringEquals"]}),
        1,
    ),
    "all actions but one are allowed too": (
        "GR-TRL-007",
        _bucket_policy(NotAction="s3:GetBucketAcl", Condition={}),
        1,
    ),
    "a reference orders as well as DependsOn": (
        "GR-ORG-001",
        {
            "Resources.OnUnit.DependsOn": DROP,
            "Resources.OnUnit.Properties.Description": {"Fn::Join": ["", ["after ", {"Ref": "OnRoot"}]]},
        },
        0,
    ),
    "so does Fn::Sub": (
        "GR-ORG-001",
        {
            "Resources.OnUnit.DependsOn": DROP,
            "Resources.OnUnit.Properties.Description": {"Fn::Sub": ["${a}", {"a": {"Ref": "OnRoot"}}]},
        },
        0,
    ),
    "two heads are no chain": ("GR-ORG-001", {"Resources.OnRoot.DependsOn": DROP}, 1),
    "text from a function": ("GR-ORG-002", {"Resources.Policy.Properties.Content": {"Fn::Sub": "{}"}}, 1),
    "a delegation as text": (
        "GR-ORG-002",
        {
            "Resources.Policy.Type": "AWS::Organizations::ResourcePolicy",
            "Resources.Policy.Properties.Content": "{}",
        },
        1,
    ),
    "an RCP is half as long": (
        "GR-ORG-003",
        {"Resources.Policy.Properties.Type": "RESOURCE_CONTROL_POLICY"},
        1,
    ),
    "a type without a figure": ("GR-ORG-003", {"Resources.Policy.Properties.Type": "S3_POLICY"}, 0),
    "ten of which one allows": ("GR-ORG-004", _policies(9) | _policies(1, statement=ALLOW), 0),
    "four RCPs beside AWS's own": (
        "GR-ORG-004",
        {"Resources": {}} | _policies(4, "RESOURCE_CONTROL_POLICY"),
        0,
    ),
    "five RCPs are one too many": (
        "GR-ORG-004",
        {"Resources": {}} | _policies(5, "RESOURCE_CONTROL_POLICY"),
        1,
    ),
    "ten tag policies": ("GR-ORG-004", {"Resources": {}} | _policies(10, "TAG_POLICY"), 0),
    "two targets share no slots": (
        "GR-ORG-004",
        _policies(10) | {"Resources.Policy10.Properties.TargetIds": ["ou-ex4m-sandbox01"]},
        0,
    ),
    "a target that only a deployment knows": (
        "GR-ORG-004",
        _policies(10)
        | {f"Resources.Policy{n}.Properties.TargetIds": [{"Fn::ImportValue": "unit"}] for n in (9, 10)},
        0,
    ),
    "the own account by reference, beside others": (
        "GR-ORG-006",
        {"Resources.Policy.Properties.TargetIds": ["222222222222", {"Ref": "AWS::AccountId"}]},
        1,
    ),
    "a resource control policy": (
        "GR-ORG-006",
        {
            "Resources.Policy.Properties.TargetIds": ["111111111111"],
            "Resources.Policy.Properties.Type": "RESOURCE_CONTROL_POLICY",
        },
        1,
    ),
    "a tag policy binds the management account": (
        "GR-ORG-006",
        {
            "Resources.Policy.Properties.TargetIds": ["111111111111"],
            "Resources.Policy.Properties.Type": "TAG_POLICY",
        },
        0,
    ),
    "everything in other regions": (
        "GR-ORG-007",
        {"Resources.Policy.Properties.Content.Statement.0.Action": "*"},
        1,
    ),
    "with the global services' own region": (
        "GR-ORG-007",
        {
            "Resources.Policy.Properties.Content.Statement.0.Action": "*",
            "Resources.Policy.Properties.Content.Statement.0.Condition": {
                "StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "us-east-1"]}
            },
        },
        0,
    ),
    "a lock whose regions only a deployment knows": (
        "GR-ORG-007",
        {
            "Resources.Policy.Properties.Content.Statement.0.Action": "*",
            "Resources.Policy.Properties.Content.Statement.0.Condition": {
                "StringNotEquals": {"aws:RequestedRegion": {"Ref": "Regions"}}
            },
        },
        0,
    ),
    "a replaced account": ("GR-ORG-005", {"Resources.Account.UpdateReplacePolicy": "Delete"}, 1),
    "CloudFormation names the budget": (
        "GR-BUD-001",
        {"Resources.Budget.Properties.Budget.BudgetName": DROP},
        0,
    ),
    "a name of parts can stay the same": (
        "GR-BUD-001",
        {"Resources.Budget.Properties.Budget.BudgetName": {"Fn::Sub": "costs-${AWS::AccountId}"}},
        1,
    ),
    "a digest that doesn't follow the alerts": (
        "GR-BUD-001",
        {
            "Resources.Other": {
                "Type": "AWS::Budgets::Budget",
                "Properties": {
                    "Budget": {"BudgetName": "workloads-tglldnph", "BudgetType": "COST"},
                    "NotificationsWithSubscribers": [{"Notification": {"Threshold": 50}}],
                },
            }
        },
        1,
    ),
    "without alerts nothing replaces": (
        "GR-BUD-001",
        {
            "Resources.Budget.Properties.Budget.BudgetName": "costs",
            "Resources.Budget.Properties.NotificationsWithSubscribers": DROP,
        },
        0,
    ),
    "accounts by their names": (
        "GR-BUD-005",
        _filter({"And": [{"Not": {"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": ["shop"]}}}, {}]}),
        1,
    ),
    "a dimension of another name": (
        "GR-BUD-005",
        _filter({"Dimensions": {"Key": "LinkedAccount", "Values": ["777777777771"]}}),
        1,
    ),
    "a tag of one's own": ("GR-BUD-005", _filter({"Tags": {"Key": "team", "Values": ["shop"]}}), 0),
    "an account by reference": (
        "GR-BUD-005",
        _filter({"Dimensions": {"Key": "LINKED_ACCOUNT", "Values": [{"Ref": "AWS::AccountId"}]}}),
        0,
    ),
    "the old filter's tag": (
        "GR-BUD-005",
        {
            "Resources.Budget.Properties.Budget.CostFilters": {
                "TagKeyValue": ["user:LinkedAccount$777777777771"]
            }
        },
        1,
    ),
    "the old filter's accounts": (
        "GR-BUD-005",
        {"Resources.Budget.Properties.Budget.CostFilters": {"LinkedAccount": ["777777777771"]}},
        0,
    ),
    "a topic without a policy": ("GR-SNS-001", {"Resources.TopicPolicy": DROP}, 1),
    "the topic by its name": (
        "GR-SNS-001",
        {"Resources.TopicPolicy.Properties.Topics": ["arn:aws:sns:eu-central-1:111111111111:alerts"]},
        0,
    ),
    "the policy of another topic": (
        "GR-SNS-001",
        {"Resources.TopicPolicy.Properties.Topics": ["arn:aws:sns:eu-central-1:111111111111:other"]},
        1,
    ),
    "an anomaly is told by another service": (
        "GR-SNS-001",
        {
            "Resources.Anomalies": {
                "Type": "AWS::CE::AnomalySubscription",
                "Properties": {"Subscribers": [{"Type": "SNS", "Address": {"Ref": "Topic"}}]},
            }
        },
        1,
    ),
    "an alarm is told by the account itself": (
        "GR-SNS-001",
        {
            "Resources.Budget": {
                "Type": "AWS::CloudWatch::Alarm",
                "Properties": {"AlarmActions": [{"Ref": "Topic"}]},
            },
            "Resources.TopicPolicy": DROP,
        },
        0,
    ),
    "AWS's own key": ("GR-SNS-002", {"Resources.Topic.Properties.KmsMasterKeyId": "alias/aws/sns"}, 1),
    "no key at all is the packs' business": (
        "GR-SNS-002",
        {"Resources.Topic.Properties.KmsMasterKeyId": DROP},
        0,
    ),
    "an alarm needs the key, too": (
        "GR-SNS-002",
        {
            "Resources.Alarm": {
                "Type": "AWS::CloudWatch::Alarm",
                "Properties": {"AlarmActions": ["arn:aws:sns:eu-central-1:111111111111:alerts"]},
            }
        },
        1,
    ),
    "the key by its alias": (
        "GR-SNS-002",
        {
            "Resources.Topic.Properties.KmsMasterKeyId": "alias/alerts",
            "Resources.Alias": {
                "Type": "AWS::KMS::Alias",
                "Properties": {"AliasName": "alias/alerts", "TargetKeyId": {"Ref": "Key"}},
            },
            "Resources.Key.Properties.KeyPolicy.Statement.1.Action": "kms:Decrypt",
        },
        1,
    ),
    "waiting through another resource": (
        "GR-SSO-004",
        {
            "Resources.Assignment11.DependsOn": "Between",
            "Resources.Between": {
                "Type": "AWS::CloudFormation::WaitConditionHandle",
                "DependsOn": "Assignment1",
            },
        },
        0,
    ),
    "a function": ("GR-CFN-002", {"Resources.Topic.Type": "AWS::Lambda::Function"}, 1),
    "a macro": ("GR-CFN-002", {"Transform": ["AWS::Serverless-2016-10-31"]}, 1),
    "everything but the account": (
        "GR-SET-003",
        {f"{TARGETS}.Accounts": ["111111111111"], f"{TARGETS}.AccountFilterType": "DIFFERENCE"},
        0,
    ),
    "the account by reference": ("GR-SET-003", {f"{TARGETS}.Accounts": [{"Ref": "AWS::AccountId"}]}, 1),
    "a delegated administrator's own account": (
        "GR-SET-003",
        {
            f"{TARGETS}.Accounts": ["111111111111"],
            "Resources.StackSet.Properties.CallAs": "DELEGATED_ADMIN",
        },
        0,
    ),
    "accounts that are nothing to the units": (
        "GR-SET-002",
        {f"{TARGETS}.Accounts": ["777777777771"]},
        1,
    ),
    "roles of one's own": (
        "GR-SET-004",
        {
            "Resources.StackSet.Properties.PermissionModel": "SELF_MANAGED",
            "Resources.StackSet.Properties.AutoDeployment": DROP,
        },
        0,
    ),
    "anybody may look": ("GR-TRL-007", _bucket_policy(Action="s3:GetBucketAcl", Condition={}), 1),
    "any prefix": ("GR-TRL-008", _bucket_policy(Action="s3:PutObject", Resource=f"{BUCKET}/*"), 0),
    "the account's prefix by reference": (
        "GR-TRL-008",
        _bucket_policy(
            Action="s3:*", Resource={"Fn::Sub": f"{BUCKET}/AWSLogs/${{AWS::AccountId}}/*"}, Principal="*"
        ),
        1,
    ),
    "a key that CloudTrail may only describe": (
        "GR-TRL-009",
        _key(KeyPolicy={"Statement": [{**CLOUDTRAIL, "Action": "kms:DescribeKey", "Resource": "*"}]}),
        0,
    ),
    "the bucket of the trail": (
        "GR-EVD-001",
        {
            "Resources.Bucket": {
                "Type": "AWS::S3::Bucket",
                "Properties": {"BucketName": "exampleorg1-trail"},
                "DeletionPolicy": "Retain",
            }
        },
        1,
    ),
    "a bucket that S3 logs to": (
        "GR-EVD-001",
        {
            "Resources.Bucket": {"Type": "AWS::S3::Bucket", "UpdateReplacePolicy": "Retain"},
            "Resources.BucketPolicy": {
                "Type": "AWS::S3::BucketPolicy",
                "Properties": {
                    "Bucket": {"Ref": "Bucket"},
                    "PolicyDocument": {
                        "Statement": {
                            "Effect": "Allow",
                            "Principal": {"Service": "logging.s3.amazonaws.com"},
                            "Action": "s3:PutObject",
                        }
                    },
                },
            },
        },
        1,
    ),
    "a bucket of something else": ("GR-EVD-001", {"Resources.Bucket": {"Type": "AWS::S3::Bucket"}}, 0),
    "the key of the log group": (
        "GR-EVD-001",
        {
            "Resources.LogGroup.Properties.KmsKeyId": {"Fn::GetAtt": "Key.Arn"},
            "Resources.Key": {
                "Type": "AWS::KMS::Key",
                "Properties": {
                    "EnableKeyRotation": True,
                    "KeyPolicy": {"Statement": {**ALLOW, "Principal": {"Service": "logs.amazonaws.com"}}},
                },
            },
        },
        2,
    ),
    "the key of the log files": (
        "GR-EVD-001",
        {
            "Resources.Key": {
                "Type": "AWS::KMS::Key",
                "Properties": {"EnableKeyRotation": True},
                "UpdateReplacePolicy": "Snapshot",
                "DeletionPolicy": "Retain",
            },
            "Resources.Bucket": {
                "Type": "AWS::S3::Bucket",
                **RETAINED,
                "Properties": {
                    "BucketName": "exampleorg1-trail",
                    "BucketEncryption": {
                        "ServerSideEncryptionConfiguration": [
                            {"ServerSideEncryptionByDefault": {"KMSMasterKeyID": {"Ref": "Key"}}}
                        ]
                    },
                },
            },
        },
        1,
    ),
    "a region is a parameter": (
        "GR-EVD-004",
        {
            "Resources.Key.Properties.KeyPolicy.Statement.1.Principal.Service": {
                "Fn::Sub": "logs.${AWS::Region}.amazonaws.com"
            }
        },
        0,
    ),
    "a bus of one's own gets what is sent to it": (
        "GR-TRL-010",
        {"Stack": {"region": "eu-central-1"}, "Resources.Rule.Properties.EventBusName": "central"},
        0,
    ),
    "nobody knows the region": ("GR-TRL-010", {"Stack": {}}, 0),
    "roles that CloudFormation names": (
        "GR-SET-005",
        {
            "Resources.StackSet.Properties.TemplateBody": '{"Resources": {"R": {"Type": "AWS::IAM::Role"}}}',
            "Resources.StackSet.Properties.Capabilities": ["CAPABILITY_IAM"],
            "Resources.StackSet.Properties.StackInstancesGroup.0.Regions": ["eu-central-1", "eu-west-1"],
        },
        0,
    ),
    "a StackSet without roles": (
        "GR-SET-006",
        {
            "Resources.StackSet.Properties.TemplateBody": "{}",
            "Resources.StackSet.Properties.Capabilities": DROP,
        },
        0,
    ),
    "KMS rotates no key pair": ("GR-EVD-003", _key(EnableKeyRotation=DROP, KeySpec="RSA_2048"), 0),
    "nor imported material": ("GR-EVD-003", _key(EnableKeyRotation=DROP, Origin="EXTERNAL"), 0),
}


def changed(rule: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Change the good template of a rule."""
    written: dict[str, Any] = json.loads((TEMPLATES / rule / "good.json").read_text(encoding="utf-8"))
    for path, value in copy.deepcopy(changes).items():
        *parents, last = path.split(".")
        place: Any = written
        for key in parents:
            place = place[int(key)] if isinstance(place, list) else place[key]
        if value == DROP:
            del place[last]
        else:
            place[last] = value
    return written


@pytest.mark.parametrize(("rule", "changes", "count"), CASES.values(), ids=CASES)
def test_what_is_found_after_a_change(rule: str, changes: dict[str, Any], count: int) -> None:
    """The rule finds so much, and no other rule anything but the one about every statement for a service."""
    found = [one.id for one, _ in findings(template(changed(rule, changes)))]
    assert [id_ for id_ in found if id_ in {rule, *(set(rules()) - {"GR-POL-001"})}] == [rule] * count


def test_what_a_stack_set_deploys_is_checked_as_well() -> None:
    """No pack looks into the text; the finding stands on the StackSet."""
    carried = json.dumps(
        {"Resources": {"Key": {"Type": "AWS::KMS::Key"}}, "Transform": "AWS::LanguageExtensions"}
    )
    written = changed("GR-SET-001", {"Resources.StackSet.Properties.TemplateBody": carried})
    assert [(rule.id, found.logical_id, found.path) for rule, found in findings(template(written))] == [
        ("GR-CFN-002", "StackSet", "Properties.TemplateBody.Transform"),
        ("GR-EVD-003", "StackSet", "Properties.TemplateBody.Resources.Key.Properties.EnableKeyRotation"),
    ]
