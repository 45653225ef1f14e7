"""Check whether CloudFormation has, in the home region, every resource type that a section brings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from guardrails.aws_facts import default_enabled_regions
from guardrails.aws_facts.resource_types import regions_without, resource_types_source
from guardrails.baseline.context import Context
from guardrails.errors import Finding

_TOPIC = ("AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "AWS::SNS::Subscription", "AWS::KMS::Key")
_BUCKET = ("AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::KMS::Key", "AWS::KMS::Alias")
_ROLE = ("AWS::IAM::Role", "AWS::IAM::ManagedPolicy")

SECTION_TYPES: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("guardrails",): ("AWS::Organizations::Policy",),
    ("management_policies",): ("AWS::Organizations::Policy",),
    ("trail",): ("AWS::CloudTrail::Trail", "AWS::Logs::LogGroup", *_BUCKET, *_ROLE),
    ("trail", "search"): (
        "AWS::Athena::WorkGroup",
        "AWS::Athena::NamedQuery",
        "AWS::Glue::Database",
        "AWS::Glue::Table",
        *_BUCKET,
    ),
    ("alerts",): (
        "AWS::CloudWatch::Alarm",
        "AWS::CloudWatch::Dashboard",
        "AWS::Logs::MetricFilter",
        *_TOPIC,
    ),
    ("budgets",): ("AWS::Budgets::Budget", *_TOPIC),
    ("access",): (
        "AWS::IdentityStore::Group",
        "AWS::SSO::Assignment",
        "AWS::SSO::InstanceAccessControlAttributeConfiguration",
        "AWS::SSO::PermissionSet",
    ),
    ("accounts",): (
        "AWS::CloudFormation::StackSet",
        "AWS::CloudFormation::WaitConditionHandle",
        *_ROLE,
    ),
}
"""The resource types that a section brings into the home region."""


def home_region(c: Context) -> Iterator[Finding]:
    """Find sections that the home region has no resource type for."""
    home = c.baseline.organization.home_region
    for section, types in SECTION_TYPES.items():
        for resource_type in types if c.written(*section) else ():
            lacking = regions_without(resource_type)
            if home in lacking:
                others = ", ".join(sorted(default_enabled_regions() - lacking))
                problem = f'CloudFormation has no {resource_type} in the home region "{home}" '
                problem += f"({resource_types_source()})"
                remedy = f"leave {'.'.join(section)} out, or take a home region that has it: {others}"
                yield c.at(section, problem, remedy)
