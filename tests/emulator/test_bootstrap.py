"""`cdk bootstrap` makes what its template says, with every option, and nothing of it is dropped."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

from demo.cdk import NODE, PROJECT
from tests.emulator.cases import allow
from tests.emulator.deployments import AUDIT, HOME, MANAGEMENT, SHOP

if TYPE_CHECKING:
    from emulator.client import LocalAws

ROLES = ("cfn-exec", "deploy", "file-publishing", "image-publishing", "lookup")


def bootstrap(aws: LocalAws, *options: str) -> str:
    """Bootstrap an account as its administrator does; give what the CLI says."""
    done = subprocess.run(
        [
            *(NODE, PROJECT / "node_modules" / ".bin" / "cdk"),
            *("bootstrap", f"aws://{SHOP}/{HOME}", *options, "--app", "", "--no-notices", "--no-color"),
        ],
        env=aws.environment(SHOP, HOME),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def stack(aws: LocalAws, name: str) -> dict[str, Any]:
    """Give the bootstrap stack."""
    stacks = aws.client("cloudformation", SHOP, HOME).describe_stacks(StackName=name)["Stacks"]
    return dict(stacks[0])


def roles(aws: LocalAws, qualifier: str) -> dict[str, dict[str, Any]]:
    """Give the bootstrap roles by their short names."""
    iam = aws.client("iam", SHOP, HOME)
    return {
        name: iam.get_role(RoleName=f"cdk-{qualifier}-{name}-role-{SHOP}-{HOME}")["Role"] for name in ROLES
    }


def trusted(role: dict[str, Any]) -> set[str]:
    """Name the accounts that may assume a role."""
    statements = role["AssumeRolePolicyDocument"]["Statement"]
    principals = [statement["Principal"].get("AWS", []) for statement in statements]
    return {
        account
        for principal in principals
        for account in (principal if isinstance(principal, list) else [principal])
    }


def execution_policies(aws: LocalAws, qualifier: str) -> set[str]:
    """Name the policies of the role that CloudFormation deploys with."""
    name = f"cdk-{qualifier}-cfn-exec-role-{SHOP}-{HOME}"
    attached = aws.client("iam", SHOP, HOME).list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return {policy["PolicyArn"] for policy in attached}


def test_a_plain_bootstrap(aws: LocalAws) -> None:
    """Without options: administrator's rights, nobody else trusted, AWS's key, and it can be repeated."""
    said = bootstrap(aws)
    assert "Using default execution policy of 'arn:aws:iam::aws:policy/AdministratorAccess'" in said
    assert execution_policies(aws, "hnb659fds") == {"arn:aws:iam::aws:policy/AdministratorAccess"}
    made = roles(aws, "hnb659fds")
    assert {name: trusted(role) for name, role in made.items()} == {
        "cfn-exec": set(),
        **{name: {SHOP} for name in ROLES if name != "cfn-exec"},
    }
    assert "PermissionsBoundary" not in made["cfn-exec"]
    held = stack(aws, "CDKToolkit")
    assert (held["StackStatus"], held["EnableTerminationProtection"]) == ("CREATE_COMPLETE", False)
    parameter = aws.client("ssm", SHOP, HOME).get_parameter(Name="/cdk-bootstrap/hnb659fds/version")
    outputs = {output["OutputKey"]: output["OutputValue"] for output in held["Outputs"]}
    assert parameter["Parameter"]["Value"] == outputs["BootstrapVersion"]
    assert outputs["FileAssetKeyArn"] == "AWS_MANAGED_KEY"
    assert "(no changes)" in bootstrap(aws)


def test_the_bucket_and_the_repository(aws: LocalAws) -> None:
    """The bucket for assets is versioned, closed and TLS-only; the repository keeps its policies."""
    bootstrap(aws)
    s3, name = aws.client("s3", SHOP, HOME), f"cdk-hnb659fds-assets-{SHOP}-{HOME}"
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    assert set(s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"].values()) == {True}
    rules = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    assert {rule["ID"] for rule in rules} == {"CleanupOldVersions", "AbortIncompleteMultipartUploads"}
    policy = json.loads(s3.get_bucket_policy(Bucket=name)["Policy"])
    assert [statement["Sid"] for statement in policy["Statement"]] == ["AllowSSLRequestsOnly"]
    ecr, repository = aws.client("ecr", SHOP, HOME), f"cdk-hnb659fds-container-assets-{SHOP}-{HOME}"
    held = ecr.describe_repositories(repositoryNames=[repository])["repositories"][0]
    assert held["imageTagMutability"] == "IMMUTABLE"
    lifecycle = json.loads(ecr.get_lifecycle_policy(repositoryName=repository)["lifecyclePolicyText"])
    assert lifecycle["rules"][0]["selection"]["countNumber"] == 365
    text = json.loads(ecr.get_repository_policy(repositoryName=repository)["policyText"])
    assert {statement["Sid"] for statement in text["Statement"]} == {
        "LambdaECRImageRetrievalPolicy",
        "EmrServerlessImageRetrievalPolicy",
    }


def test_every_option(aws: LocalAws) -> None:
    """Names, protection, trust, policies, a boundary, tags and a key are as they were asked for."""
    document = json.dumps(allow("*"))
    aws.client("iam", SHOP, HOME).create_policy(PolicyName="boundary", PolicyDocument=document)
    bootstrap(
        aws,
        *("--qualifier", "team1", "--toolkit-stack-name", "TeamToolkit", "--termination-protection"),
        *("--trust", MANAGEMENT, "--trust-for-lookup", AUDIT, "--tags", "team=web"),
        *("--cloudformation-execution-policies", "arn:aws:iam::aws:policy/PowerUserAccess"),
        *("--custom-permissions-boundary", "boundary", "--bootstrap-customer-key"),
        *("--bootstrap-bucket-name", "team-assets"),
    )
    held = stack(aws, "TeamToolkit")
    assert held["EnableTerminationProtection"] is True
    assert held["Tags"] == [{"Key": "team", "Value": "web"}]
    made = roles(aws, "team1")
    assert {name: trusted(role) for name, role in made.items()} == {
        "cfn-exec": set(),
        **{name: {SHOP, MANAGEMENT} for name in ("deploy", "file-publishing", "image-publishing")},
        "lookup": {SHOP, MANAGEMENT, AUDIT},
    }
    assert execution_policies(aws, "team1") == {"arn:aws:iam::aws:policy/PowerUserAccess"}
    boundary = made["cfn-exec"]["PermissionsBoundary"]["PermissionsBoundaryArn"]
    assert boundary == f"arn:aws:iam::{SHOP}:policy/boundary"
    s3, kms = aws.client("s3", SHOP, HOME), aws.client("kms", SHOP, HOME)
    rules = s3.get_bucket_encryption(Bucket="team-assets")["ServerSideEncryptionConfiguration"]["Rules"]
    key = rules[0]["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"]
    assert kms.describe_key(KeyId="alias/cdk-team1-assets-key")["KeyMetadata"]["Arn"] == key


def test_a_changed_option(aws: LocalAws) -> None:
    """Bootstrapped again with other options, the roles change; what isn't named stays."""
    bootstrap(aws, "--qualifier", "team2", "--toolkit-stack-name", "Changing")
    policies = ("--cloudformation-execution-policies", "arn:aws:iam::aws:policy/PowerUserAccess")
    bootstrap(
        aws, "--qualifier", "team2", "--toolkit-stack-name", "Changing", "--trust", MANAGEMENT, *policies
    )
    assert trusted(roles(aws, "team2")["deploy"]) == {SHOP, MANAGEMENT}
    assert execution_policies(aws, "team2") == {"arn:aws:iam::aws:policy/PowerUserAccess"}
