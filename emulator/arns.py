"""How AWS writes ARNs and the names of its services: the one place of the local AWS where they are made.

The product has a place of its own. Each is held against AWS's pages alone, so that an error of one isn't the
other's too.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

ARN_PREFIX = "arn:aws:"
"""The beginning of every ARN."""


def build_arn(service: str, region: str, account: str, resource: str) -> str:
    """Build an ARN from its segments; global resources have no region, buckets have no account either."""
    return f"{ARN_PREFIX}{service}:{region}:{account}:{resource}"


def iam_arn(account: str, resource: str) -> str:
    """Build the ARN of a resource of IAM."""
    return build_arn("iam", "", account, resource)


def root_arn(account: str) -> str:
    """Build the ARN of an account's root user, which as a principal stands for the account."""
    return iam_arn(account, "root")


def role_arn(account: str, name: str) -> str:
    """Build the ARN of a role; its name begins with the path where it has one."""
    return iam_arn(account, f"role/{name}")


def managed_policy_arn(name: str) -> str:
    """Build the ARN of a policy that AWS manages; its name begins with the path where it has one."""
    return iam_arn("aws", f"policy/{name}")


def organization_arn(management: str, resource: str) -> str:
    """Build the ARN of a resource of Organizations, which the management account owns.

    Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
    """
    return build_arn("organizations", "", management, resource)


def bucket_arn(name: str) -> str:
    """Build the ARN of a bucket, which names neither region nor account."""
    return build_arn("s3", "", "", name)


def service_principal(service: str, region: str = "") -> str:
    """Build the name of an AWS service as a principal; with a region where it has one each."""
    return service_host(service, region)


def service_host(service: str, region: str = "") -> str:
    """Build the name of a host of an AWS service.

    Source: https://docs.aws.amazon.com/general/latest/gr/rande.html
    """
    return ".".join(part for part in (service, region, "amazonaws.com") if part)
