"""How AWS writes ARNs and the names of its services: the one place where they are made.

Every function also builds patterns, because an ARN has no character that a wildcard pattern or a regular
expression reads in its own way: `role_arn("*", "deploy-*")`, `bucket_arn(r"[a-z0-9.-]+")`.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
Source: https://docs.aws.amazon.com/service-authorization/latest/reference/ (resource types of each service)
"""

from __future__ import annotations

from guardrails.aws_facts.regions import PARTITION

ARN_PREFIX = f"arn:{PARTITION}:"
"""The beginning of every ARN in the partition of the commercial regions."""
ANY_PARTITION = rf"arn:{PARTITION}[\w-]*:"
"""The regular expression of the beginning of every ARN, whatever its partition."""
SERVICE_SUFFIX = ".amazonaws.com"
"""The end of the name of every AWS service as a principal."""

SIGN_IN_URL = "https://signin.aws.amazon.com/saml"
"""The URL to which identity providers send whoever signs in, and their assertions' audience.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html
"""


def build_arn(service: str, region: str, account: str, resource: str) -> str:
    """Build an ARN from its segments; global resources have no region, buckets have no account either."""
    return f"{ARN_PREFIX}{service}:{region}:{account}:{resource}"


def arn_anywhere(service: str, resource: str) -> str:
    """Build the pattern of a resource in all regions of all accounts."""
    return build_arn(service, "*", "*", resource)


def iam_arn(account: str, resource: str) -> str:
    """Build the ARN of a resource of IAM, such as `saml-provider/NAME`.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
    """
    return build_arn("iam", "", account, resource)


def root_arn(account: str) -> str:
    """Build the ARN of an account's root user, which as a principal stands for the account as a whole.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    return iam_arn(account, "root")


def role_arn(account: str, name: str) -> str:
    """Build the ARN of a role; its name begins with the path where it has one."""
    return iam_arn(account, f"role/{name}")


def user_arn(account: str, name: str) -> str:
    """Build the ARN of a user; its name begins with the path where it has one."""
    return iam_arn(account, f"user/{name}")


def policy_arn(account: str, name: str) -> str:
    """Build the ARN of an account's own managed policy."""
    return iam_arn(account, f"policy/{name}")


def managed_policy_arn(name: str) -> str:
    """Build the ARN of a policy that AWS manages; its name begins with the path where it has one.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
    """
    return policy_arn("aws", name)


def bucket_arn(name: str) -> str:
    """Build the ARN of a bucket, which names neither region nor account.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-arn-format.html
    """
    return build_arn("s3", "", "", name)


def object_arn(bucket: str, key: str = "*") -> str:
    """Build the ARN of an object, or by default the pattern of all objects of a bucket."""
    return bucket_arn(f"{bucket}/{key}")


def access_points_arn(account: str) -> str:
    """Build the pattern of all access points of an account, and of the objects behind them.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
    """
    return build_arn("s3", "*", account, "accesspoint/*")


def stack_arn(region: str, account: str, name: str, stack_id: str) -> str:
    """Build the ARN of a CloudFormation stack.

    Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
    """
    return build_arn("cloudformation", region, account, f"stack/{name}/{stack_id}")


def trail_arn(region: str, account: str, name: str) -> str:
    """Build the ARN of a trail of CloudTrail.

    Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
    """
    return build_arn("cloudtrail", region, account, f"trail/{name}")


def alarm_arn(region: str, account: str, name: str) -> str:
    """Build the ARN of a CloudWatch alarm.

    Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
    """
    return build_arn("cloudwatch", region, account, f"alarm:{name}")


def topic_arn(region: str, account: str, name: str) -> str:
    """Build the ARN of an SNS topic.

    Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
    """
    return build_arn("sns", region, account, name)


def log_group_arn(region: str, account: str, name: str) -> str:
    """Build the ARN of a log group, without the `:*` that most actions ask for.

    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    """
    return build_arn("logs", region, account, f"log-group:{name}")


def service_principal(service: str, region: str = "") -> str:
    """Build the name of an AWS service as a principal and in events; with a region where it has one each.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    return f"{service}.{region}{SERVICE_SUFFIX}" if region else service + SERVICE_SUFFIX


def is_service_principal(principal: str) -> bool:
    """Return whether the text names an AWS service, and no ARN."""
    return principal.endswith(SERVICE_SUFFIX)


def console_url(region: str, path: str) -> str:
    """Build the URL of a page of AWS's console in a region.

    Source: https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/select-region.html
    """
    return f"https://{region}.console.aws.amazon.com/{path}"
