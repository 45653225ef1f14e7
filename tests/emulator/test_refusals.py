"""What the emulator can't honour fails by name, and what fails leaves nothing behind."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.cases import allow, resource, trust
from tests.emulator.cases_governance import INSTANCE
from tests.emulator.cases_storage import trail_bucket
from tests.emulator.deployments import MANAGEMENT, SHOP, Deployments


@pytest.mark.parametrize(
    "kind",
    [
        "AWS::EC2::VPC",
        "AWS::Lambda::Function",
        "AWS::CloudFormation::Macro",
        "Custom::Thing",
        "AWS::No::Such",
    ],
)
def test_an_unknown_type(deployments: Deployments, kind: str) -> None:
    """A type that isn't on the list fails by its name, whatever ministack would make of it."""
    try:
        said = deployments.create({"It": resource(kind)}).failures["It"]
    except ClientError as error:
        said = str(error)
    assert f"resource type {kind} is not emulated; add it to emulator/resources/" in said


@pytest.mark.parametrize(
    ("kind", "properties", "path", "file"),
    [
        ("AWS::S3::Bucket", {"ReplicationConfiguration": {"Role": "r"}}, "ReplicationConfiguration", "s3"),
        (
            "AWS::S3::Bucket",
            {"LifecycleConfiguration": {"Rules": [{"Status": "Enabled", "ExpirationDate": "2030-01-01"}]}},
            "LifecycleConfiguration.Rules.ExpirationDate",
            "s3",
        ),
        ("AWS::SNS::Topic", {"FifoTopic": True}, "FifoTopic", "sns"),
        ("AWS::KMS::Key", {"MultiRegion": True}, "MultiRegion", "kms"),
        ("AWS::Budgets::Budget", {"Budget": {"BillingViewArn": "arn"}}, "Budget.BillingViewArn", "budgets"),
    ],
)
def test_an_unknown_property(
    deployments: Deployments, kind: str, properties: dict[str, Any], path: str, file: str
) -> None:
    """A property that isn't on the list fails by its path, and says where it is taught."""
    made = deployments.create({"It": resource(kind, **properties)})
    assert made.status == "ROLLBACK_COMPLETE"
    assert made.failures["It"] == (
        f"{kind} property {path} is not emulated; teach it to emulator/resources/{file}.py"
    )


def test_an_unknown_property_in_an_update(deployments: Deployments) -> None:
    """An update to what can't be honoured is rolled back."""
    name = f"refused-{uuid.uuid4().hex[:8]}"
    made = deployments.create({"It": resource("AWS::S3::Bucket", BucketName=name)})
    changed = deployments.update(
        made.name, {"It": resource("AWS::S3::Bucket", BucketName=name, CorsConfiguration={"CorsRules": []})}
    )
    assert changed.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "CorsConfiguration is not emulated" in changed.failures["It"]
    assert deployments.delete(made.name) == "DELETE_COMPLETE"


def test_a_failure_leaves_nothing(deployments: Deployments) -> None:
    """The resources made before the failure are gone after it."""
    name = f"gone-{uuid.uuid4().hex[:8]}"
    made = deployments.create(
        {
            "First": resource("AWS::S3::Bucket", BucketName=name),
            "Policy": {
                **resource(
                    "AWS::Organizations::Policy",
                    Name=name,
                    Type="SERVICE_CONTROL_POLICY",
                    Content=allow("*"),
                    TargetIds=["ou-ex4m-security", "ou-none-00000000"],
                ),
                "DependsOn": "First",
            },
        }
    )
    assert made.status == "ROLLBACK_COMPLETE"
    assert "TargetNotFoundException" in made.failures["Policy"]
    buckets = deployments.client("s3").list_buckets()["Buckets"]
    assert name not in {bucket["Name"] for bucket in buckets}
    policies = deployments.client("organizations").list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]
    assert name not in {policy["Name"] for policy in policies}


def test_a_misspelt_managed_policy(deployments: Deployments) -> None:
    """A policy that AWS doesn't have can't be attached."""
    arn = "arn:aws:iam::aws:policy/ReadOnlyAcess"
    made = deployments.create(
        {
            "It": resource(
                "AWS::SSO::PermissionSet", InstanceArn=INSTANCE, Name="Misspelt", ManagedPolicies=[arn]
            )
        }
    )
    assert f"{arn} does not exist" in made.failures["It"]
    made = deployments.create(
        {
            "It": resource(
                "AWS::IAM::Role", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"), ManagedPolicyArns=[arn]
            )
        }
    )
    assert f"{arn} does not exist" in made.failures["It"]


def test_what_is_retained_stays(deployments: Deployments) -> None:
    """A deletion policy of Retain keeps the resource."""
    name = f"kept-{uuid.uuid4().hex[:8]}"
    kept = {**resource("AWS::S3::Bucket", BucketName=name), "DeletionPolicy": "Retain"}
    made = deployments.create({"It": kept})
    assert deployments.delete(made.name) == "DELETE_COMPLETE"
    deployments.client("s3").head_bucket(Bucket=name)


@pytest.mark.parametrize(
    ("kind", "characters", "accepted"),
    [
        ("SERVICE_CONTROL_POLICY", 10_240, True),
        ("SERVICE_CONTROL_POLICY", 10_241, False),
        ("RESOURCE_CONTROL_POLICY", 5_120, True),
        ("RESOURCE_CONTROL_POLICY", 5_121, False),
    ],
)
def test_the_size_of_a_policy(
    deployments: Deployments, kind: str, characters: int, *, accepted: bool
) -> None:
    """A document may be as long as its type's quota."""
    document = '{"Version": "2012-10-17", "Statement": []}'
    made = deployments.create(
        {
            "It": resource(
                "AWS::Organizations::Policy",
                Name=f"long-{uuid.uuid4().hex[:8]}",
                Type=kind,
                Content=document + " " * (characters - len(document)),
            )
        }
    )
    assert (made.status == "CREATE_COMPLETE") is accepted
    assert accepted or "POLICY_CONTENT_LIMIT_EXCEEDED" in made.failures["It"]


_DOCUMENTS = {
    "SERVICE_CONTROL_POLICY": allow("*"),
    "RESOURCE_CONTROL_POLICY": allow("s3:PutObject", "*", Effect="Deny"),
}


@pytest.mark.parametrize(("kind", "most"), [("SERVICE_CONTROL_POLICY", 9), ("RESOURCE_CONTROL_POLICY", 4)])
def test_so_many_policies_a_node(deployments: Deployments, kind: str, most: int) -> None:
    """AWS's own takes one of the ten places of service control policies, one of the other type's five."""
    unit = resource(
        "AWS::Organizations::OrganizationalUnit", Name=f"full-{uuid.uuid4().hex[:8]}", ParentId="r-ex4m"
    )
    policies = {
        f"P{number}": resource(
            "AWS::Organizations::Policy",
            Name=f"slot-{number}-{uuid.uuid4().hex[:8]}",
            Type=kind,
            Content=_DOCUMENTS[kind],
            TargetIds=[{"Ref": "Unit"}],
        )
        for number in range(most + 1)
    }
    fitting = {name: policies[name] for name in list(policies)[:most]}
    made = deployments.create({"Unit": unit, **fitting})
    assert made.status == "CREATE_COMPLETE", made.failures
    changed = deployments.update(made.name, {"Unit": unit, **policies})
    assert "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED" in changed.failures[f"P{most}"]
    assert deployments.delete(made.name) == "DELETE_COMPLETE"


def test_a_budget_collides_with_itself(deployments: Deployments) -> None:
    """New notifications replace a budget, and its fixed name is taken, as on AWS."""

    def budget(threshold: int) -> dict[str, Any]:
        return resource(
            "AWS::Budgets::Budget",
            Budget={"BudgetName": f"fixed-{MANAGEMENT}", "BudgetType": "COST", "TimeUnit": "MONTHLY"},
            NotificationsWithSubscribers=[
                {
                    "Notification": {
                        "NotificationType": "ACTUAL",
                        "ComparisonOperator": "GREATER_THAN",
                        "Threshold": threshold,
                    },
                    "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "finance@example.com"}],
                }
            ],
        )

    made = deployments.create({"It": budget(80)})
    changed = deployments.update(made.name, {"It": budget(90)})
    assert changed.status == "UPDATE_ROLLBACK_COMPLETE"
    assert "already exists" in changed.failures["It"]
    assert deployments.delete(made.name) == "DELETE_COMPLETE"


def test_a_trail_in_another_accounts_bucket(deployments: Deployments) -> None:
    """The bucket may live in the log archive; without a policy that lets CloudTrail in it is refused."""
    name = f"archive-{uuid.uuid4().hex[:8]}"
    archive = Deployments(deployments.aws, SHOP)
    trail = {
        "It": resource("AWS::CloudTrail::Trail", S3BucketName=name, IsLogging=True, IsOrganizationTrail=True)
    }
    missing = deployments.create(trail)
    assert "S3BucketDoesNotExistException" in missing.failures["It"]
    held = archive.create(trail_bucket(name))
    assert held.status == "CREATE_COMPLETE", held.failures
    made = deployments.create(trail)
    assert made.status == "CREATE_COMPLETE", made.failures
    assert deployments.delete(made.name) == "DELETE_COMPLETE"
    refused = archive.create(
        {
            "It": resource(
                "AWS::CloudTrail::Trail", S3BucketName=name, IsLogging=True, IsOrganizationTrail=True
            )
        }
    )
    assert "NotOrganizationMasterAccountException" in refused.failures["It"]
    assert archive.delete(held.name) == "DELETE_COMPLETE"


def test_regions_are_apart(deployments: Deployments) -> None:
    """A stack of us-east-1 works, and its resources are there and nowhere else."""
    virginia = Deployments(deployments.aws, MANAGEMENT, "us-east-1")
    name = f"virginia-{uuid.uuid4().hex[:8]}"
    made = virginia.create(
        {
            "Topic": resource("AWS::SNS::Topic", TopicName=name),
            "Bucket": resource("AWS::S3::Bucket", BucketName=name),
            "Group": resource("AWS::Logs::LogGroup", LogGroupName=name),
            "Role": resource(
                "AWS::IAM::Role", RoleName=name, AssumeRolePolicyDocument=trust("ec2.amazonaws.com")
            ),
        }
    )
    assert made.status == "CREATE_COMPLETE", made.failures
    assert virginia.client("s3").get_bucket_location(Bucket=name)["LocationConstraint"] is None
    assert not deployments.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    assert deployments.client("iam").get_role(RoleName=name)["Role"]["RoleName"] == name
    assert virginia.delete(made.name) == "DELETE_COMPLETE"
    elsewhere = virginia.create(
        {"It": resource("AWS::SSO::PermissionSet", InstanceArn=INSTANCE, Name="Elsewhere")}
    )
    assert "ResourceNotFoundException" in elsewhere.failures["It"]
