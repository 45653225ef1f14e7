"""The calls of the CDK bootstrap's roles in a deployment of the archive, each for its part.

`BY_ROLE` names the calls that the bootstrap template allows them and that a deployment makes. A test compares
it with the template: every other right in the template must be on the test's list of unused rights.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from guardrails.aws_facts.arns import bucket_arn, build_arn, object_arn, service_principal, stack_arn
from guardrails.baseline import bootstrap, deployed
from guardrails.baseline.model import Baseline
from guardrails.organization import Account
from guardrails.posture.prove.lockout.needs import Keys, NeededCall

BY_ROLE = MappingProxyType(
    {
        "deploy": (
            *("cloudformation:CreateChangeSet", "cloudformation:DeleteChangeSet"),
            *("cloudformation:DescribeChangeSet", "cloudformation:ExecuteChangeSet"),
            *("cloudformation:DescribeStackEvents", "cloudformation:DescribeStacks"),
            *("cloudformation:GetTemplate", "cloudformation:UpdateTerminationProtection"),
            # After an update that failed, and after a first one that did.
            *("cloudformation:ContinueUpdateRollback", "cloudformation:RollbackStack"),
            "cloudformation:DeleteStack",
            *("iam:PassRole", "s3:GetObject", "kms:Decrypt", "ssm:GetParameter"),
        ),
        "file-publishing": (
            *("s3:GetBucketLocation", "s3:ListBucket", "s3:PutObject"),
            "kms:GenerateDataKey",
        ),
    }
)
"""Actions by role. Templates are the only assets; CloudFormation reads them with the deploy role's rights.

Source: aws-cdk 2.1148, lib/api/bootstrap/bootstrap-template.yaml and lib/index.js
"""


def assumed(baseline: Baseline, account: Account) -> Iterator[NeededCall]:
    """List the roles that the management account assumes.

    Where the lookup role can't be assumed, the CLI takes the deploy role, and no image is published. They are
    asked nevertheless: the bootstrap makes them for the management account.
    """
    qualifier, home = baseline.organization.qualifier, baseline.organization.home_region
    roles: tuple[bootstrap.Role, ...] = ("deploy", "file-publishing", "image-publishing", "lookup")
    for role in roles:
        yield NeededCall("sts:AssumeRole", bootstrap.role_arn(role, qualifier, account.id, home))


def by_deploying(baseline: Baseline, account: Account) -> Iterator[NeededCall]:
    """List what the deploy role asks for."""
    qualifier, home = baseline.organization.qualifier, baseline.organization.home_region
    execute = bootstrap.role_arn("cfn-exec", qualifier, account.id, home)
    stacks = dict.fromkeys(resource.stack for resource in deployed.in_archive(baseline))
    on_service: dict[str, tuple[str, ...]] = {
        "cloudformation": tuple(stack_arn(home, account.id, name, "?*") for name in stacks),
        "iam": (execute,),
        "ssm": (build_arn("ssm", home, account.id, f"parameter/cdk-bootstrap/{qualifier}/version"),),
        "s3": (f"{_assets(baseline, account)}/?*",),
    }
    for action in BY_ROLE["deploy"]:
        service = action.partition(":")[0]
        keys: Keys = ()
        if action == "iam:PassRole":
            keys = (("iam:PassedToService", service_principal("cloudformation")),)
        if action == "cloudformation:CreateChangeSet":
            keys = (("cloudformation:RoleArn", execute),)
        if service == "kms":
            yield _with_key_of_s3(action, home, account)
            continue
        for resource in on_service[service]:
            yield NeededCall(action, resource, keys)


def by_publishing(baseline: Baseline, account: Account) -> Iterator[NeededCall]:
    """List what the role asks for that publishes the templates."""
    bucket = _assets(baseline, account)
    for action in BY_ROLE["file-publishing"]:
        if action.startswith("kms:"):
            yield _with_key_of_s3(action, baseline.organization.home_region, account)
        else:
            yield NeededCall(action, bucket if deployed.fits(action, bucket) else f"{bucket}/?*")


def by_cloudformation(baseline: Baseline) -> Iterator[NeededCall]:
    """List what the handlers of the templates' resources call, with the execution role.

    A key has its alias once it was made; before, and in the search, it has none.
    """
    calls: dict[NeededCall, None] = {}
    for resource in deployed.in_archive(baseline):
        aliases: Keys = (("kms:ResourceAliases", resource.aliases),) if resource.aliases else ()
        for action in deployed.called(resource.type):
            for arn in deployed.resources_called(resource, action):
                of_key = ":key/" in arn
                without = (object_arn("*"),) if arn.startswith(bucket_arn("")) and "/" not in arn else ()
                for keys in dict.fromkeys(((), aliases) if of_key else ((),)):
                    calls[NeededCall(action, arn, keys, without)] = None
    yield from calls


def _assets(baseline: Baseline, account: Account) -> str:
    qualifier, home = baseline.organization.qualifier, baseline.organization.home_region
    return bucket_arn(f"cdk-{qualifier}-assets-{account.id}-{home}")


def _with_key_of_s3(action: str, home: str, account: Account) -> NeededCall:
    """Build what S3 asks of the key that AWS manages for it, on behalf of who reads or writes an object.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
    """
    keys: Keys = (
        ("kms:ResourceAliases", ("alias/aws/s3",)),
        ("kms:ViaService", service_principal("s3", home)),
        ("aws:ViaAWSService", "true"),
        ("aws:CalledVia", (service_principal("s3"),)),
    )
    return NeededCall(action, build_arn("kms", home, account.id, deployed.ANY_KEY), keys, by_aws=True)
