"""CloudFormation acts with the stack's role, or with its caller's rights, and not with more."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from scripts import handlers
from tests.emulator.cases import Case, allow, resource, trust
from tests.emulator.deployments import HOME, MANAGEMENT, SHOP, Deployments
from tests.emulator.test_resource_types import CASES
from tests.emulator.test_scp import attached, role

if TYPE_CHECKING:
    from emulator.client import Credentials, LocalAws

CAPABILITIES = ["CAPABILITY_NAMED_IAM"]
PERMISSIONS: dict[str, list[str]] = json.loads(handlers.OF_EMULATOR.read_text("utf-8"))
STACKS = ["cloudformation:*"]


def execution_role(
    aws: LocalAws, *actions: str, account: str = MANAGEMENT, trusted: str = "cloudformation.amazonaws.com"
) -> str:
    """Make a role with which CloudFormation may do these actions; give its ARN."""
    iam, name = aws.client("iam", account, HOME), f"exec-{uuid.uuid4().hex[:8]}"
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust(trusted)))
    allow_in(aws, made["Role"]["Arn"], *actions)
    return str(made["Role"]["Arn"])


def allow_in(aws: LocalAws, arn: str, *actions: str) -> None:
    """Let a role do these actions and no others."""
    aws.client("iam", arn.split(":")[4], HOME).put_role_policy(
        RoleName=arn.rsplit("/", 1)[-1],
        PolicyName="can",
        PolicyDocument=json.dumps(allow(list(actions) or ["sts:*"])),
    )


def operator(aws: LocalAws, *actions: str, account: str = MANAGEMENT) -> Credentials:
    """Assume a role that may operate stacks, and do these actions."""
    return role(aws, account, f"operator-{uuid.uuid4().hex[:8]}", allow([*STACKS, *actions]))


def template(**resources: Any) -> str:
    """Give a template's text."""
    return json.dumps({"Resources": resources})


def create(deployments: Deployments, who: Credentials | None, resources: dict[str, Any], **more: Any) -> Any:
    """Create a stack as somebody, and wait until it rests."""
    client = deployments.aws.client("cloudformation", deployments.account, HOME, who)
    name = f"acts-{uuid.uuid4().hex[:8]}"
    client.create_stack(StackName=name, TemplateBody=template(**resources), Capabilities=CAPABILITIES, **more)
    return deployments.wait(name)


def bucket(**properties: Any) -> dict[str, Any]:
    """Give a stack's resources: a bucket."""
    return {"It": resource("AWS::S3::Bucket", **properties)}


def test_the_role_is_what_counts(deployments: Deployments) -> None:
    """What the role may not do fails the resource, as on AWS, and what it may do succeeds."""
    arn = execution_role(deployments.aws, "s3:CreateBucket", "s3:ListBucket")
    refused = create(deployments, None, bucket(VersioningConfiguration={"Status": "Enabled"}), RoleARN=arn)
    assert refused.status == "ROLLBACK_COMPLETE"
    name = arn.rsplit("/", 1)[-1]
    assert (
        f"assumed-role/{name}/AWSCloudFormation is not authorized to perform: s3:PutBucketVersioning"
        in (refused.failures["It"])
    )
    assert "because no identity-based policy allows" in refused.failures["It"]
    assert "HandlerErrorCode: AccessDenied" in refused.failures["It"]
    allow_in(deployments.aws, arn, "s3:*")
    made = create(deployments, None, bucket(VersioningConfiguration={"Status": "Enabled"}), RoleARN=arn)
    assert made.status == "CREATE_COMPLETE", made.failures


def test_a_stack_remembers_its_role(deployments: Deployments) -> None:
    """Later operations use it, also for somebody who may neither pass it nor do what it does."""
    arn = execution_role(deployments.aws, "s3:*", "sns:*")
    made = create(deployments, operator(deployments.aws, "iam:PassRole"), bucket(), RoleARN=arn)
    assert made.status == "CREATE_COMPLETE", made.failures
    assert deployments.cloudformation.describe_stacks(StackName=made.name)["Stacks"][0]["RoleARN"] == arn
    other = deployments.aws.client("cloudformation", MANAGEMENT, HOME, operator(deployments.aws))
    other.update_stack(
        StackName=made.name, TemplateBody=template(**bucket(), Topic=resource("AWS::SNS::Topic"))
    )
    changed = deployments.wait(made.name)
    assert changed.status == "UPDATE_COMPLETE", changed.failures
    allow_in(deployments.aws, arn, "s3:*", "sns:Get*", "sns:List*")
    other.delete_stack(StackName=made.name)
    assert "sns:DeleteTopic" in deployments.wait(made.name).failures["Topic"]
    allow_in(deployments.aws, arn, "s3:*", "sns:*")
    assert deployments.delete(made.name) == "DELETE_COMPLETE"


def test_a_change_set_brings_its_role(deployments: Deployments) -> None:
    """The role of a change set counts when somebody executes it, and from then on."""
    arn = execution_role(deployments.aws, "s3:*", "sns:Get*")
    name, client = f"acts-{uuid.uuid4().hex[:8]}", deployments.cloudformation
    body = template(**bucket(), Topic=resource("AWS::SNS::Topic"))
    client.create_change_set(
        StackName=name, ChangeSetName="first", ChangeSetType="CREATE", TemplateBody=body, RoleARN=arn
    )
    other = deployments.aws.client("cloudformation", MANAGEMENT, HOME, operator(deployments.aws, "sns:*"))
    other.execute_change_set(StackName=name, ChangeSetName="first")
    assert "sns:CreateTopic" in deployments.wait(name).failures["Topic"]
    assert client.describe_stacks(StackName=name)["Stacks"][0]["RoleARN"] == arn


def test_a_role_must_be_passed(deployments: Deployments) -> None:
    """Whoever gives a role needs iam:PassRole, and CloudFormation must be able to assume it."""
    arn = execution_role(deployments.aws, "s3:*")
    with pytest.raises(ClientError, match="not authorized to perform: iam:PassRole on resource: " + arn):
        create(deployments, operator(deployments.aws), bucket(), RoleARN=arn)
    elsewhere = execution_role(deployments.aws, "s3:*", trusted="ec2.amazonaws.com")
    for useless in (elsewhere, f"arn:aws:iam::{MANAGEMENT}:role/nobody"):
        with pytest.raises(ClientError, match=f"Role {useless} is invalid or cannot be assumed"):
            create(deployments, None, bucket(), RoleARN=useless)


def test_without_a_role_the_caller_counts(deployments: Deployments) -> None:
    """CloudFormation does with the caller's rights what he may do himself."""
    refused = create(deployments, operator(deployments.aws), bucket())
    assert "is not authorized to perform: s3:CreateBucket" in refused.failures["It"]
    made = create(deployments, operator(deployments.aws, "s3:*"), bucket())
    assert made.status == "CREATE_COMPLETE", made.failures


def test_a_service_control_policy_binds_the_role(aws: LocalAws) -> None:
    """In a member account the role is held against the organization's policies too."""
    shop = Deployments(aws, SHOP)
    arn = execution_role(aws, "s3:*", account=SHOP)
    deny = {"Effect": "Deny", "Action": "s3:CreateBucket", "Resource": "*"}
    with attached(aws, SHOP, deny):
        refused = create(shop, None, bucket(), RoleARN=arn)
    assert "with an explicit deny in a service control policy" in refused.failures["It"]
    assert create(shop, None, bucket(), RoleARN=arn).status == "CREATE_COMPLETE"


def test_a_boundary_limits_the_role(deployments: Deployments) -> None:
    """A permissions boundary on the role counts."""
    arn = execution_role(deployments.aws, "s3:*")
    iam = deployments.client("iam")
    boundary = iam.create_policy(
        PolicyName=f"boundary-{uuid.uuid4().hex[:8]}",
        PolicyDocument=json.dumps(allow(["s3:Get*", "s3:List*"])),
    )["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName=arn.rsplit("/", 1)[-1], PermissionsBoundary=boundary)
    assert "s3:CreateBucket" in create(deployments, None, bucket(), RoleARN=arn).failures["It"]


@pytest.mark.parametrize(
    ("condition", "properties", "made"),
    [
        ({"StringEquals": {"iam:PermissionsBoundary": f"arn:aws:iam::{MANAGEMENT}:policy/none"}}, {}, False),
        (
            {"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess"}},
            {"PermissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
            True,
        ),
        (
            {"ArnLikeIfExists": {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}},
            {"ManagedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]},
            False,
        ),
        (
            {"ArnLikeIfExists": {"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}},
            {"ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]},
            True,
        ),
        (
            {"StringEqualsIfExists": {"aws:RequestTag/team": "platform"}},
            {"Tags": [{"Key": "team", "Value": "web"}]},
            False,
        ),
    ],
    ids=["no boundary", "boundary", "other policy", "policy", "tag"],
)
def test_conditions_on_what_a_handler_asks(
    deployments: Deployments, condition: dict[str, Any], properties: dict[str, Any], *, made: bool
) -> None:
    """A condition key has the value that the handler's request has."""
    arn = execution_role(deployments.aws)
    document = allow(["iam:CreateRole", "iam:AttachRolePolicy", "iam:TagRole"], Condition=condition)
    document["Statement"].append(
        {"Effect": "Allow", "Action": ["iam:Get*", "iam:List*", "iam:De*"], "Resource": "*"}
    )
    deployments.client("iam").put_role_policy(
        RoleName=arn.rsplit("/", 1)[-1], PolicyName="can", PolicyDocument=json.dumps(document)
    )
    wanted = {
        "It": resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"), **properties)
    }
    assert (create(deployments, None, wanted, RoleARN=arn).status == "CREATE_COMPLETE") is made


def test_passing_a_role_to_a_service(deployments: Deployments) -> None:
    """A trail that writes to a log group needs iam:PassRole for CloudTrail, on that role."""
    arn = execution_role(deployments.aws, "cloudtrail:*", "organizations:*")
    passed = execution_role(deployments.aws, "logs:*", trusted="cloudtrail.amazonaws.com")
    trail = {
        "It": resource(
            "AWS::CloudTrail::Trail",
            S3BucketName="nowhere",
            IsLogging=True,
            CloudWatchLogsLogGroupArn=f"arn:aws:logs:{HOME}:{MANAGEMENT}:log-group:trail:*",
            CloudWatchLogsRoleArn=passed,
        )
    }
    refused = create(deployments, None, trail, RoleARN=arn)
    assert f"iam:PassRole on resource: {passed}" in refused.failures["It"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.type)
def test_what_a_handler_needs(case: Case, deployments: Deployments) -> None:
    """The actions that AWS's schema of a type names are enough for its whole life, and reading isn't."""
    resources = {**case.others, "It": {"Type": case.type, "DependsOn": list(case.depends)}}
    types = {each["Type"] for each in resources.values()}
    # One schema names s3:REST.PUT.OBJECT, which is no action of IAM's.
    needed = {action for kind in types for action in PERMISSIONS[kind] if "." not in action}
    reading = {
        action for action in needed if action.partition(":")[2].startswith(("Get", "List", "Describe"))
    }
    arn = execution_role(deployments.aws, *needed)
    resources["It"]["Properties"] = _unused_address(case.properties)
    made = create(deployments, operator(deployments.aws, "iam:PassRole"), resources, RoleARN=arn)
    assert made.status == "CREATE_COMPLETE", made.failures
    if case.changed is not None:
        resources["It"]["Properties"] = {**case.changed, **_address(resources["It"]["Properties"])}
        changed = deployments.update(made.name, resources)
        assert changed.status == "UPDATE_COMPLETE", changed.failures
    allow_in(deployments.aws, arn, *reading)
    assert deployments.delete(made.name) == ("DELETE_COMPLETE" if not needed else "DELETE_FAILED")
    allow_in(deployments.aws, arn, *needed)
    assert not needed or deployments.delete(made.name) == "DELETE_COMPLETE"


def _unused_address(properties: dict[str, Any]) -> dict[str, Any]:
    """Give an account an e-mail address of its own: other tests of this local AWS make the same account."""
    return {**properties, "Email": f"{uuid.uuid4().hex}@example.com"} if "Email" in properties else properties


def _address(properties: dict[str, Any]) -> dict[str, Any]:
    return {"Email": properties["Email"]} if "Email" in properties else {}
