"""The resources that a deployment makes in the archive account and in members, by type and by name.

The stacks are written with CDK, which the proof must not start: these tables repeat their templates. A test
compares both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial
from typing import NamedTuple

from guardrails import aws_facts
from guardrails.aws_facts.arns import bucket_arn, build_arn, role_arn
from guardrails.aws_facts.handlers import handler_actions
from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.trail import Trail

ARCHIVE_STACK, SEARCH_STACK = "guardrails-trail-archive", "guardrails-trail-search"
"""The stacks in the archive account: bucket and key, and the search over the log files."""
ANY_KEY = "key/" + "-".join("?" * length for length in (8, 4, 4, 4, 12))
"""A key by its id, which nobody knows before the key exists."""
_DATABASE, _TABLE, _WORKGROUP = "guardrails_trail", "events", "guardrails-trail"
_OTHER_SERVICES = ("ec2", "firehose", "lambda", "s3tables")
_UNUSED = re.compile(
    # Properties that no bucket has, each of which copies data or opens it.
    r"s3:(Create|Delete|Update)BucketMetadata.*|s3:(Put|Delete).*Replication.*|s3:(Put|Delete)BucketWebsite"
    r"|s3:PutBucket(Abac|Acl|CORS|Notification)"
    r"|s3:Put(Accelerate|Analytics|IntelligentTiering|Inventory|Metrics)Configuration"
    # Buckets have no objects of ours.
    r"|s3:(DeleteObject|PutObjectAcl)"
    # Of log groups: what delivers to others, other policies, and tokens that write without a signature.
    r"|logs:(CreateLogDelivery|(Put|Delete)(ResourcePolicy|IndexPolicy)|PutBearerTokenAuthentication)"
    # Lake Formation hands out the data itself; no table reads over a connection.
    r"|lakeformation:GetDataAccess|glue:.*Connection"
)
_NEVER_CALLED = re.compile(
    # Keys stay enabled and rotating; nothing is passed a role, and Athena runs no Spark.
    r"kms:Disable.*|iam:(PassRole|CreateServiceLinkedRole)"
    # No table has a schema of a registry.
    r"|glue:GetSchemaVersion"
    # No role has a policy of its own.
    r"|iam:(Put|Delete)RolePolicy"
)
_OBJECTS_OF_TABLES = re.compile(r"s3:(Get|Put)Object")
_LONG = frozenset({"ObjectName", "RoleNameWithPath", "Alias", "ParameterNameWithoutLeadingSlash"})
"""Placeholders in the shapes of ARNs for names that may hold slashes."""
_NAME = re.compile(r"\\\$\\\{(\w+)\\\}")


class DeployedResource(NamedTuple):
    """A resource that a template makes."""

    stack: str
    type: str
    arns: tuple[str, ...]
    """ARN patterns of the resource and of what its handlers touch beside it."""
    aliases: tuple[str, ...] = ()
    """Of a key."""


def in_archive(baseline: Baseline) -> Iterator[DeployedResource]:
    """List what the templates make in the archive account."""
    section = baseline.trail
    if section is None:
        return
    home, account = baseline.organization.home_region, baseline.archive_account.id
    if section.own_key_alias:
        yield from _key(section, home, account)
    if section.own_bucket:
        for name in section.buckets:
            bucket = (bucket_arn(name),)
            yield DeployedResource(ARCHIVE_STACK, "AWS::S3::Bucket", bucket)
            yield DeployedResource(ARCHIVE_STACK, "AWS::S3::BucketPolicy", bucket)
    if section.search is not None:
        yield from _search(home, account)


def _key(section: Trail, home: str, account: str) -> Iterator[DeployedResource]:
    alias = f"alias/{section.key_alias}"
    key = build_arn("kms", home, account, ANY_KEY)
    yield DeployedResource(ARCHIVE_STACK, "AWS::KMS::Key", (key,), (alias,))
    yield DeployedResource(
        ARCHIVE_STACK, "AWS::KMS::Alias", (build_arn("kms", home, account, alias), key), (alias,)
    )


def _search(home: str, account: str) -> Iterator[DeployedResource]:
    """List the search; CloudFormation makes up the name of the bucket of its results.

    Source: https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html
    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
    """
    key, results = build_arn("kms", home, account, ANY_KEY), bucket_arn(f"{SEARCH_STACK}-results-?*")
    workgroup = build_arn("athena", home, account, f"workgroup/{_WORKGROUP}")
    glue = partial(build_arn, "glue", home, account)
    database = (glue("catalog"), glue(f"database/{_DATABASE}"))
    tables = (glue(f"table/{_DATABASE}/?*"), glue(f"userDefinedFunction/{_DATABASE}/?*"))
    yield DeployedResource(SEARCH_STACK, "AWS::Glue::Database", (*database, *tables))
    yield DeployedResource(SEARCH_STACK, "AWS::Glue::Table", (*database, glue(f"table/{_DATABASE}/{_TABLE}")))
    yield DeployedResource(SEARCH_STACK, "AWS::KMS::Key", (key,))
    yield DeployedResource(SEARCH_STACK, "AWS::S3::Bucket", (results,))
    yield DeployedResource(SEARCH_STACK, "AWS::S3::BucketPolicy", (results,))
    yield DeployedResource(SEARCH_STACK, "AWS::Athena::WorkGroup", (workgroup, results, f"{results}/?*", key))
    yield DeployedResource(SEARCH_STACK, "AWS::Athena::NamedQuery", (workgroup,))


def everywhere(stack_set: str, account: str, role: str) -> DeployedResource:
    """Return what the template of a stack set makes in a member account: one role."""
    return DeployedResource(stack_set, "AWS::IAM::Role", (role_arn(account, role),))


def left_out(action: str) -> bool:
    """Return whether a handler calls an action only for properties that none of our templates has."""
    return action.partition(":")[0] in _OTHER_SERVICES or _UNUSED.fullmatch(action) is not None


@cache
def called(resource_type: str) -> tuple[str, ...]:
    """Return the actions that the handlers of a resource type call for our templates."""
    of_table = resource_type == "AWS::Glue::Table"
    return tuple(
        action
        for action in sorted(handler_actions(resource_type))
        if not left_out(action)
        and not _NEVER_CALLED.fullmatch(action)
        and not (of_table and _OBJECTS_OF_TABLES.fullmatch(action))
    )


def resources_called(resource: DeployedResource, action: str) -> tuple[str, ...]:
    """Return which ARNs of a resource an action is called on; `*` where the action takes no ARN."""
    return tuple(arn for arn in resource.arns if fits(action, arn)) or ("*",)


@cache
def fits(action: str, arn: str) -> bool:
    """Return whether an ARN has one of the shapes that an action takes."""
    return any(_shape(shape).fullmatch(arn) for shape in aws_facts.resource_arns(action))


@cache
def _shape(shape: str) -> re.Pattern[str]:
    return re.compile(
        _NAME.sub(lambda name: ".+" if name[1] in _LONG else "[^:/]*", re.escape(shape)), re.DOTALL
    )
